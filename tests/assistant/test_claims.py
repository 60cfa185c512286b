"""What the claim check lets through, in three languages; the figures over all hand-made pairs hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import claim_trees
from assistant.claim_figures import unstated
from assistant.claim_polarity import denies, turned
from assistant.claims import supported
from benchmarks.claims import PAIRS, UNSEEN, read
from kb import languages
from kb.inference.encoder import Encoder
from kb.library import Library


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("It takes two to four working days.", "Delivery takes 2 to 4 working days."),
        ("هزینه ۸۵ هزار تومان است.", "هزینه 85,000 تومان است."),
        ("积分12个月后过期。", "会员积分在获得后十二个月过期。"),
        ("The bag may weigh 20 kg.", "هر مسافر ۲۰ کیلوگرم بار دارد."),
        ("You pay half, that is 50 %.", "取消收取一半费用。"),
    ],
)
def test_figures_agree_whatever_they_are_written_in(claim: str, quote: str) -> None:
    assert not unstated(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("It takes 9 days.", "It takes 2 to 4 days."),
        ("It takes 4 hours.", "It takes 4 days."),
        ("تا ۲۳ فروردین ۱۴۰۴", "تا ۱۳ فروردین ۱۴۰۴"),
        ("هزینه ۱۵۰ هزار ریال است.", "هزینه ۱۵۰ هزار تومان است."),
        ("红灯亮", "绿灯亮"),
        ("See https://evil.example/x", "See https://shop.example/x"),
        ("Error E-271", "Error E-217"),
        ("It renews every week.", "It renews every month."),
    ],
)
def test_another_figure_is_told(claim: str, quote: str) -> None:
    assert unstated(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote", "pair"),
    [
        ("Wait at least a day.", "Wait at most a day.", "bound"),
        ("پس از ارسال", "پیش از ارسال", "order"),
        ("所有人都可以邀请", "只有管理员可以邀请", "scope"),
        ("Above 30 degrees", "Below 30 degrees", "side"),
        ("包括灯具", "灯具除外", "exception"),
        ("You must pay by card.", "You may pay by card.", "duty"),
    ],
)
def test_a_turned_word_is_told(claim: str, quote: str, pair: str) -> None:
    assert pair in turned(claim, quote).pairs


@pytest.mark.parametrize(
    ("claim", "quote", "right"),
    [
        ("You have 30 days to return unused items.", "You can return unused items within 30 days.", True),
        ("You cannot return unused items.", "You can return unused items within 30 days.", False),
        ("The York branch is closed on Sundays.", "The Leeds branch is closed on Sundays.", False),
        ("Your data is sold to advertisers.", "We keep your data on servers in Germany.", False),
        ("کالا را می‌توانید تا ۳۰ روز برگردانید.", "You can return an item within 30 days.", True),
    ],
)
def test_claims_are_checked_with_the_encoder(library: Library, claim: str, quote: str, right: bool) -> None:
    assert supported(library, claim, [quote]) == right


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("You have an hour and a half.", "The first 90 minutes are free."),
        ("دو سال و نیم گارانتی دارد.", "گارانتی آن ۳۰ ماه است."),
        ("有一年半的时间。", "期限为18个月。"),
        ("Wait for two days.", "Wait for 48 hours."),
        ("می‌توانید بین ساعت ۷ تا ۱۰ صبحانه بخورید.", "صبحانه از ساعت ۷ تا ۱۰ است."),
        ("It comes on the 25th.", "每月25日公布。"),
        ("دستگاه را یک بار خاموش کنید.", "دستگاه را خاموش کنید."),
        ("打九五折", "可享95折"),
    ],
)
def test_durations_and_counts_agree_across_units(claim: str, quote: str) -> None:
    assert not unstated(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("You have an hour and a half.", "The first 60 minutes are free."),
        ("دستگاه را یک بار خاموش کنید.", "دستگاه را ۳ بار خاموش کنید."),
        ("连接五台设备", "连接两台设备"),
        ("打九折", "可享95折"),
    ],
)
def test_other_durations_and_counts_are_told(claim: str, quote: str) -> None:
    assert unstated(claim, quote)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Parcels that do not fit the letterbox are left with a neighbour.", False),
        ("You can change it as long as it hasn't been sent yet.", False),
        ("You cannot change it once it has been sent.", True),
        ("Avoid direct sunlight.", True),
        ("Don't forget to pay.", False),
        ("بسته‌هایی که جا نمی‌شوند به باجه برده می‌شوند.", False),
        ("کالایی که باز شده است برگردانده نمی‌شود.", True),
        ("别忘了先付款", False),
        ("在周末不可以使用", True),
    ],
)
def test_what_a_sentence_denies_is_told_from_what_a_condition_does(text: str, denied: bool) -> None:
    assert denies(languages.normalise(text)) == denied


def test_a_sentence_of_the_evidence_itself_is_supported(library: Library) -> None:
    for quote in (
        "Orders are packed on the day they arrive. We do not ship to islands.",
        "سفارش‌ها همان روز بسته‌بندی می‌شوند. به جزیره‌ها ارسال نداریم.",
        "订单当天打包。我们不送海岛。",
    ):
        sentences = [quote[span.start : span.end] for span in languages.sentences(quote)]
        assert all(supported(library, sentence, sentences) for sentence in sentences)


@given(st.fixed_dictionaries({name: st.floats(0, 3) for name in claim_trees.fitted().features}))
def test_no_sign_against_a_claim_speaks_for_it(found: dict[str, float]) -> None:
    trees = claim_trees.fitted()
    for name in ("denied", "turned", "names", "unknown", "near_denied"):
        assert trees.probability(found | {name: found[name] + 1}) <= trees.probability(found) + 1e-5


def test_another_encoder_is_judged_without_aligned_words(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Encoder, "fingerprint", "another:1")
    assert supported(
        library, "Items can be returned within 30 days.", ["You can return items within 30 days."]
    )
    assert not supported(library, "Cats sleep all day.", ["You can return items within 30 days."])


def test_the_hand_made_pairs_are_enough_in_every_language() -> None:
    tuning, unseen = read(PAIRS), read(UNSEEN)
    for language in ("en", "fa", "zh"):
        assert sum(pair.language == language for pair in tuning) >= 60
        assert sum(pair.language == language for pair in unseen) >= 70
    told = {(pair.claim, pair.quotes) for pair in tuning}
    assert not any((pair.claim, pair.quotes) in told for pair in unseen)
