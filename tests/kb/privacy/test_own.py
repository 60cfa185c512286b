"""The organisation's own contacts stay readable everywhere, and nothing that only resembles them does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SettingInvalidError
from kb.patterns import compiled
from kb.privacy import NEVER_PUBLISHED, PLACEHOLDER, PlaceholderBook, addresses, mask
from kb.settings import Settings, load
from tests.kb.privacy.labelled import items

LANGUAGES = ("en", "fa", "zh")
OWN = (
    "help@barg.example",
    "shop.barg.example",
    "@barg_shop",
    "+98 21 8800 4412",
    "021-6677-5500",
    "12 Harbour Street, Bristol BS1 5TY",
    "تهران، خیابان سهروردی، پلاک ۱۲، کدپستی 1557834412",
    "上海市南京西路100号",
    "IR06 2960 0000 0010 0324 2000 01",
    r"/400-?\d{3}-?77\d{2}/",
    r"/(?:no\. )?7 Orchard (?:Road|Rd)/",
)
STAYS = {
    "en": (
        "Write to help@barg.example.",
        "Write to HELP@Barg.example or orders@shop.barg.example or a@eu.shop.barg.example!",
        "Call +98 21 8800 4412 or 021 8800 4412 between 9 and 17.",
        "Our shop is at 12 Harbour Street, Bristol.",
        "Send the parcel to: 12 Harbour Street, Bristol BS1 5TY, please.",
        "Find us at 7 Orchard Rd, London.",
        "Our Instagram is @barg_shop, follow us.",
        "Pay to IR062960000000100324200001.",
    ),
    "fa": (
        "با ۰۲۱۸۸۰۰۴۴۱۲ یا ۰۲۱-۶۶۷۷-۵۵۰۰ تماس بگیرید.",
        "نشانی ما: تهران، خیابان سهروردی، پلاک ۱۲",
        "فروشگاه ما در خیابان سهروردي، پلاك 12 است.",
        "کد پستی ما ۱۵۵۷۸۳۴۴۱۲ است.",
        "به help@barg.example ایمیل بزنید. اینستاگرام ما @barg_shop است.",
    ),
    "zh": (
        "门店地址：上海市南京西路100号。",
        "請寄到上海市南京西路100號。",
        "请拨打 +98 21 8800 4412。",
        "邮箱是 help@barg.example，微信号 barg_shop",
    ),
}
#: Texts with what must still go: a neighbour in the street, a flat in the house, another line, another mailbox.
GOES = {
    "en": (
        ("Write to sara@barg.example.", "sara@barg.example"),
        ("Write to nothelp@barg.example.", "nothelp@barg.example"),
        ("Write to a@evilshop.barg.example.evil.example.", "a@evil"),
        ("Write to me at help@barg.example.org.", "help@barg"),
        ("Call me on +98 21 8800 4413.", "8800 4413"),
        ("Call me on +98 912 880 0441.", "912 880 0441"),
        ("I live at 112 Harbour Street, Bristol.", "112 Harbour"),
        ("I live at 12 Harbour Road, Bristol.", "12 Harbour Road"),
        ("I live at Flat 3, 12 Harbour Street, Bristol.", "Flat 3"),
        ("I live at Flat B, 12 Harbour Street, Bristol.", "Flat B"),
        ("I live at 12 Harbour Street, Bristol BS1 5TZ.", "BS1 5TZ"),
        ("I live at 17 Orchard Rd, London.", "17 Orchard"),
        ("My Instagram is @barg_shop_9, hi.", "barg_shop_9"),
        ("Refund to IR820540102680020817909002.", "IR820540102680020817909002"),
        ("Reset it at https://shop.barg.example/reset?token=abcdef123456.", "abcdef123456"),
        ("My card is 4111 1111 1111 1111.", "4111 1111"),
    ),
    "fa": (
        ("شماره من ۰۲۱۸۸۰۰۴۴۱۳ است.", "۸۸۰۰۴۴۱۳"),
        ("خانه من در خیابان سهروردی، پلاک ۱۲۰ است.", "پلاک ۱۲۰"),
        ("به خیابان سهروردی، پلاک ۱۲، واحد ۴ بفرستید.", "واحد ۴"),
        ("کد پستی من ۱۵۵۷۸۳۴۴۱۳ است.", "۱۵۵۷۸۳۴۴۱۳"),
        ("ایمیل من sara@barg.example است.", "sara@"),
    ),
    "zh": (
        ("我住在上海市南京西路1001号。", "1001"),
        ("我住在上海市南京西路100号3楼。", "3楼"),
        ("我住在上海市南京西路100号三楼302室。", "302"),
        ("我住在上海市南京东路100号。", "南京东路"),
        ("我的邮箱是 sara@barg.example。", "sara@"),
    ),
}


def masked(text: str, own: tuple[str, ...] = OWN) -> str:
    return mask(text, book=PlaceholderBook(compiled({}, own))).text


@pytest.mark.parametrize("text", [text for texts in STAYS.values() for text in texts])
def test_what_is_the_organisations_own_stays(text: str) -> None:
    assert masked(text) == text
    assert masked(text, ()) != text, "or it would stay without the setting"


@pytest.mark.parametrize(("text", "personal"), [case for cases in GOES.values() for case in cases])
def test_what_only_resembles_it_goes(text: str, personal: str) -> None:
    assert personal in text
    assert personal not in masked(text)
    assert PLACEHOLDER.search(masked(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_peoples_data_is_masked_as_without_it(language: str) -> None:
    for item in items(language):
        assert masked(item.text) == masked(item.text, ()), item.text


def test_own_and_others_stand_side_by_side() -> None:
    text = "I wrote from sara@mail.example to help@barg.example and called 021 8800 4412 from 0912 000 0123."
    assert (
        masked(text) == "I wrote from [email 1] to help@barg.example and called 021 8800 4412 from [phone 1]."
    )
    assert masked(masked(text)) == masked(text)


@given(st.sampled_from(OWN[:8]), st.text(max_size=30), st.text(max_size=30))
def test_masking_with_contacts_twice_changes_nothing(own: str, before: str, after: str) -> None:
    once = masked(f"{before} {own} {after}")
    assert masked(once) == once


def test_a_person_is_still_found_by_an_own_address() -> None:
    assert addresses("help@barg.example") == ("help@barg.example",), "erasing knows no contacts"


PUBLISHED = {
    "en": "Visit us at 12 Mill Lane, York, call 01904 555 0148, write to Dana Field at dana@mill.example, "
    "our handle is @mill_york1.",
    "fa": "به خیابان بهار، پلاک ۷ بیایید، با ۰۲۱۸۸۰۰۰۰۱۲ تماس بگیرید یا به dana@mill.example نامه بنویسید.",
    "zh": "欢迎来北京市中关村大街27号，电话 13800138000，邮箱 dana@mill.example，联系人张伟。",
}
PRIVATE = {
    "en": ("card 4111 1111 1111 1111", "date of birth: 12 May 1980", "passport number 123456789"),
    "fa": ("کارت ۶۰۳۷۹۹۱۱۹۹۵۰۰۵۹۰", "کد ملی ۰۰۸۴۵۷۵۹۴۸", "متولد ۱۳۶۰/۰۲/۱۲"),
    "zh": ("身份证 11010519491231002X", "信用卡 4111 1111 1111 1111", "出生日期：1980年5月12日"),
}


def published(text: str, patterns: dict[str, str] | None = None) -> str:
    return mask(text, book=PlaceholderBook(compiled(patterns or {}), NEVER_PUBLISHED)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_for_the_public_keeps_its_contacts_and_nothing_else(language: str) -> None:
    assert published(PUBLISHED[language]) == PUBLISHED[language]
    assert masked(PUBLISHED[language], ()) != PUBLISHED[language]
    for private in PRIVATE[language]:
        kept = published(f"{PUBLISHED[language]} {private}")
        assert kept.startswith(PUBLISHED[language])
        assert private not in kept, private
        assert PLACEHOLDER.search(kept), private


def test_what_stays_in_a_published_text_hides_nothing_that_goes() -> None:
    address = "آدرس: خیابان بهار نبش کوچه یاس کارت ۶۰۳۷۹۹۱۱۹۹۵۰۰۵۹۰ پلاک ۷"
    assert "۶۰۳۷۹۹۱۱۹۹۵۰۰۵۹۰" not in published(address)


def test_patterns_count_in_published_texts_but_take_no_phone() -> None:
    order = {"order": "#?[0-9]{6,}"}
    assert published("Call 09120000123 about #204187.", order) == "Call 09120000123 about [order 1]."


@pytest.mark.parametrize(
    "value",
    [
        "help@barg.example; 12 Harbour Street, Bristol ؛ +98 21 8800 4412",
        "help@barg.example\n12 Harbour Street, Bristol\n+98 21 8800 4412\n",
        '["help@barg.example", "12 Harbour Street, Bristol", "+98 21 8800 4412"]',
    ],
)
def test_the_setting_takes_contacts_apart(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DANESH_OWN_CONTACTS", value)
    wanted = ("help@barg.example", "12 Harbour Street, Bristol", "+98 21 8800 4412")
    assert load().own_contacts == wanted
    assert load().masking.own.contacts == wanted


def test_the_setting_is_a_list_in_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "danesh.toml").write_text("own_contacts = [\"help@barg.example\", '/400-\\d{4}/']\n")
    monkeypatch.chdir(tmp_path)
    own = load().masking.own
    assert (own.contacts, len(own.expressions)) == (("help@barg.example",), 1)
    assert Settings().masking is load().masking, "compiled once"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("gmail.com", "others have addresses at 'gmail.com' too"),
        ("@QQ.com", "others have addresses at '@QQ.com' too"),
        ("co.uk", "others have addresses at 'co.uk' too"),
        ("Bristol", "'Bristol' could be anybody's"),
        ("123", "'123' could be anybody's"),
        ("خیابان بهار", "could be anybody's"),
        ("/(/", "'/(/' is not valid"),
        ("/a*/", "matches the empty text"),
        ("/(a+)+$/", "takes too long"),
        ('["a', "not a JSON list"),
    ],
)
def test_an_unusable_contact_is_one_sentence(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.setenv("DANESH_OWN_CONTACTS", value)
    with pytest.raises(SettingInvalidError, match="DANESH_OWN_CONTACTS") as caught:
        load()
    assert said in str(caught.value)
    assert "Value error" not in str(caught.value)
