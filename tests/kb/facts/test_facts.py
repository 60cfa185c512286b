"""Facts are the same in three languages; names are not missed for their spelling; contraries are seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.facts import contrary, figures, missing, opposed, placed_elsewhere, swapped


def keys(text: str) -> set[str]:
    return set(map(str, figures(text)))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("valid for one day", "۲۴ ساعت اعتبار دارد", "یک روز", "24小时内有效", "一天内"), {"hours:24"}),
        (("within 30 days", "تا سی روز", "三十天内", "30 天内"), {"hours:720"}),
        (("a warranty of 2 years", "۲۴ ماه", "دو سال", "保修两年", "24个月"), {"months:24"}),
        (("in five working days", "ظرف ۵ روز کاری", "5个工作日", "五个工作日"), {"working days:5"}),
        (("it costs $5", "5 dollars", "پنج دلار", "5美元", "五美元"), {"money usd:5"}),
        (
            ("until 2 April 2025", "April 2, 2025", "۱۳ فروردین ۱۴۰۴", "۱۴۰۴/۰۱/۱۳", "2025年4月2日"),
            {"date:2025-04-02"},
        ),
        (
            ("from 9 am to 9 pm", "9:00 - 21:00", "از ۹ صبح تا ۹ شب", "ساعت ۹ تا ۲۱", "上午9点到晚上9点"),
            {"time:09:00", "time:21:00"},
        ),
        (("it is free", "رایگان است", "免费", "without charge"), {"money:0"}),
        (("up to 25 MB", "تا ۲۵ مگابایت", "最大25MB"), {"mb:25"}),
        (("12,500 toman", "۱۲٬۵۰۰ تومان"), {"money toman:12500"}),
        (("50 thousand toman", "۵۰ هزار تومان", "50,000 tomans"), {"money toman:50000"}),
        (("3万元", "三万元", "30 thousand yuan", "۳۰ هزار یوان"), {"money cny:30000"}),
        (("7 GBP a day", "7 GBP per day", "£7 per day"), {"money gbp:7"}),
        (("2.5 million", "۲٫۵ میلیون"), {"number:2500000"}),
    ],
)
def test_the_same_figure_has_one_form(texts: tuple[str, ...], expected: set[str]) -> None:
    for text in texts:
        assert keys(text) == expected, text


@pytest.mark.parametrize(
    "text", ["One of our shops will call.", "یکی از همکاران", "您会收到一封邮件", "[phone 1]", "1. Open it"]
)
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert not figures(text)


@given(st.text(max_size=60))
def test_any_text_has_its_figures_read(text: str) -> None:
    figures(text)
    assert not missing(text, text)
    assert not opposed(text, text)
    assert not contrary(text, text)


def test_a_name_is_found_in_any_spelling() -> None:
    assert not missing("The Copper Kettle takes cards.", "do you take cards at COPPER KETTLE?")
    assert not missing("Is there Wi-Fi at HotPot Corner?", "Hot Pot Corner has wifi.")
    assert missing("Kohinoor does not serve alcohol.", "Bedouin does not serve alcohol.") == {"kohinoor"}
    assert missing("Fill the K200 with water.", "Fill the K300 with water.") == {"k200"}
    assert not missing("Delivery is not available.", "We do not deliver.", aside="is delivery offered?")


def test_another_branch_is_seen_in_persian_and_chinese_and_across_languages() -> None:
    vanak = "فروشگاه ونک کی باز است؟ فروشگاه ونک هر روز باز است."
    assert swapped(vanak, vanak.replace("ونک", "تجریش"))
    assert not swapped(vanak, vanak.replace("هر روز", "همیشه"))
    assert not placed_elsewhere(vanak, "When is the Vanak shop open? The Vanak shop is open every day.")
    assert placed_elsewhere(vanak, "When is the Tajrish shop open? The Tajrish shop is open every day.")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Yes, dogs are allowed.", "Sorry, dogs are forbidden.", True),
        ("No, parking is free.", "Parking is free of charge.", False),
        ("بله، می‌توانید نقد بپردازید.", "خیر، نمی‌توانید نقد بپردازید.", True),
        ("可以用现金支付。", "不能用现金支付。", True),
        ("附件最大25MB。", "附件不得超过25MB。", False),
    ],
)
def test_a_denial_is_opposed_to_what_it_denies(one: str, other: str, expected: bool) -> None:
    assert opposed(one, other) is expected
    assert opposed(other, one) is expected


def test_on_is_the_contrary_of_off_in_any_language() -> None:
    texts = {
        "on": ("Turn on the filter.", "فیلتر را فعال کنید.", "开启滤网。"),
        "off": ("Turn off the filter.", "فیلتر را غیرفعال کنید.", "关闭滤网。"),
    }
    for on in texts["on"]:
        assert all(contrary(on, off) and contrary(off, on) for off in texts["off"])
        assert not any(contrary(on, other) for other in texts["on"])
