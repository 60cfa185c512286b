"""Bytes of any charset become text that can be stored, whatever their label claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.charsets import decode, likely_encoding, plain

PERSIAN = "با سلام، سفارش من هنوز نرسيده است"
CHINESE = "您好，我的订单还没有收到"
TRADITIONAL = "您好，我的訂單還沒有收到"


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        (PERSIAN, "cp1256", "windows-1256"),
        (PERSIAN, "cp1256", None),
        (PERSIAN, "cp1256", "unknown-8bit"),
        (PERSIAN, "cp1256", "iso-8859-1"),
        (PERSIAN, "cp1256", "utf-8"),
        (PERSIAN, "utf-8", "us-ascii"),
        (PERSIAN, "utf-8", "windows-1256"),
        (PERSIAN, "utf-16", None),
        (PERSIAN, "utf-8-sig", "gb2312"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", "GBK"),
        (CHINESE, "gb18030", None),
        (CHINESE, "gb18030", "iso-8859-1"),
        (CHINESE, "utf-8", "gb2312"),
        (CHINESE, "hz", "hz-gb-2312"),
        (CHINESE, "hz", None),
        (CHINESE, "gb18030", "big5"),
        (CHINESE, "gb18030", "windows-1256"),
        ("退款", "gb18030", None),
        ("水壶漏水了", "gb18030", "us-ascii"),
        ("联通", "gb18030", "gb2312"),
        ("䶮先生的订单", "gb18030", "gb2312"),
        (TRADITIONAL, "big5", "Big5"),
        (TRADITIONAL, "big5", None),
        (TRADITIONAL, "big5", "gb2312"),
        ("謝謝", "big5", None),
        ("退款", "big5", "us-ascii"),
        ("水壺漏水", "big5", "iso-8859-1"),
        ("ممنون", "cp1256", None),
        (PERSIAN, "cp1256", "gb2312"),
        ("Grüße, 10 €", "cp1252", "iso-8859-1"),
        ("Grüße", "cp1252", None),
        ("Здравствуйте, где мой заказ", "cp1251", None),
        ("Здравствуйте", "koi8-r", "koi8-r"),
        ("Здравствуйте, где мой заказ", "koi8-r", None),
        ("Спасибо", "koi8-r", "us-ascii"),
        ("Не работает кнопка", "cp1251", "gb2312"),
        ("Здравствуйте, помогите пожалуйста", "iso8859-5", None),
        ("It doesn’t work – the “new” one", "cp1252", None),
        ("注文はどこですか", "iso2022_jp", None),
        ("注文はどこですか", "iso2022_jp", "iso-2022-jp"),
        ("Where is it?", "utf-7", "utf-7"),
        ("plain", "ascii", "no-such-charset"),
        ("plain", "ascii", "base64"),
    ],
)
def test_text_survives_its_label(text, charset, label):
    assert decode(text.encode(charset), label) == text


def test_a_damaged_letter_costs_only_itself():
    damaged = PERSIAN.encode()[:-1]
    assert decode(damaged, "utf-8") == PERSIAN[:-1] + "\ufffd"


@given(
    st.binary(max_size=300),
    st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["gbk", "utf-7", "hz"])),
)
def test_decoding_never_fails_and_gives_storable_text(raw, label):
    text = decode(raw, label)
    text.encode("utf-8")
    assert "\0" not in text
    assert "\r" not in text


def test_plain_removes_what_no_store_takes():
    assert plain("a\0b\ud800c\r\nd\re\u2028f\x1bg") == "ab\ufffdc\nd\ne\nfg"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (PERSIAN.encode("utf-8-sig"), "utf-8-sig"),
        (PERSIAN.encode(), "utf-8-sig"),
        (PERSIAN.encode("utf-16"), "utf-16"),
        (PERSIAN.encode("cp1256"), "cp1256"),
        (CHINESE.encode("gb18030"), "gb18030"),
    ],
)
def test_the_encoding_of_a_file_is_one_that_open_takes(raw, encoding):
    assert likely_encoding(raw) == encoding
    assert raw.decode(likely_encoding(raw)).strip("\ufeff") in {PERSIAN, CHINESE}
