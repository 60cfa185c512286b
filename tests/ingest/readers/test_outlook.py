"""Mails as Outlook keeps them: `.msg` files, winmail.dat, and texts that are only there as RTF."""

import base64
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import Address, Failed, Mail, Skipped
from ingest.readers import read, rtf_text
from ingest.readers.mail import mail_item
from ingest.readers.mail_automatic import automatic_class
from ingest.readers.msg import msg_items
from tests.ingest.readers.outlook import msg, ole, properties, tnef

SENT = datetime(2024, 5, 6, 9, 12, 33, tzinfo=UTC)
WHEN = int((SENT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
FROM = {0x0042: "سارا احمدی", 0x5D02: "Sara@Mail.example", 0x0065: "/O=SHOP/CN=SARA"}
# The example of [MS-OXRTFCP] 4.1.1.
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def packed(rtf):
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def items(*args, **kwargs):
    return list(msg_items("/box/a.msg", "a.msg", ole(msg(*args, **kwargs))))


def test_a_mail_never_sent_through_the_internet(tmp_path):
    path = tmp_path / "a.msg"
    path.write_bytes(
        ole(
            msg(
                {
                    0x0037: "سفارش ۲۰۴۱۸",
                    0x1000: "بسته نرسید.\r\nسارا",
                    0x1035: "<m1@x>",
                    0x1042: "<q@x>",
                    **FROM,
                },
                fixed={0x0039: WHEN},
                people=(
                    {0x3001: "Help", 0x39FE: "help@shop.example", 0x0C15: 1},
                    {0x3001: "Boss", 0x39FE: "boss@shop.example", 0x0C15: 2},
                ),
                files=({0x3707: "رسید.txt", 0x370E: "text/plain", 0x3701: "کد ۷".encode()},),
            )
        )
    )
    (item,) = read([path])
    found = item.content
    assert isinstance(found, Mail), found
    assert (item.key, found.in_reply_to, found.subject) == ("m1@x", ("q@x",), "سفارش ۲۰۴۱۸")
    assert (found.from_name, found.from_address) == ("سارا احمدی", "sara@mail.example")
    assert found.to == (Address("Help", "help@shop.example"),)
    assert found.cc == (Address("Boss", "boss@shop.example"),)
    assert found.sent_at == SENT
    assert found.text == "بسته نرسید.\nسارا"
    assert found.attachments == ("رسید.txt",)
    assert [(document.name, document.text) for document in found.documents] == [("رسید.txt", "کد ۷")]


def test_the_headers_a_mail_came_with_count_more_than_what_outlook_made_of_them():
    head = (
        "From: Sara <sara@mail.example>\nMessage-ID: <m2@x>\nContent-Type: multipart/mixed; boundary=gone\n\n"
    )
    (item,) = items({0x007D: head, 0x0037: "Made", 0x1000: "words", 0x0042: "Somebody Else"})
    assert (item.key, item.content.from_address, item.content.subject) == (
        "m2@x",
        "sara@mail.example",
        "Made",
    )
    assert item.content.text == "words"


def test_a_text_in_html_only_follows_its_code_page():
    (item,) = items({0x1013: "<p>您好，<b>订单</b>没到。</p>".encode("gb18030")}, fixed={0x3FDE: 936})
    assert item.content.text == "您好，订单没到。"


def test_a_text_in_rtf_only_is_unpacked():
    (item,) = items({0x1009: PACKED, 0x0037: "x"})
    assert item.content.text == "hello world"
    html = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 caf\'e9 \u1587?"
        rb"{\*\htmltag84 <br>}\htmlrtf \par }\htmlrtf0 next{\*\htmltag72 </p>}}"
    )
    (item,) = items({0x1009: packed(html), 0x0037: "x"})
    assert item.content.text == "café س\nnext"


def test_a_mail_inside_is_an_item_of_its_own_and_ties_the_one_around_it():
    inner = msg({0x0037: "Inner", 0x1000: "inside", 0x1035: "<in@x>", 0x0C1A: "Ali"}, head=24)
    found = items({0x0037: "FW", 0x1000: "see", 0x1035: "<out@x>"}, files=({0x3701: inner},))
    assert [(item.key, item.content.text) for item in found] == [("out@x", "see"), ("in@x", "inside")]
    assert found[0].content.attachments == ("Inner",)
    assert found[0].content.references == ("in@x",)
    assert items({0x0037: "FW", 0x1000: "see", 0x1035: "<out@x>"}, files=({0x3701: inner},)) == found


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("IPM.Schedule.Meeting.Request", "a calendar invitation"),
        ("REPORT.IPM.Note.NDR", "a delivery report (bounce)"),
        ("REPORT.IPM.Note.IPNRN", "a read receipt"),
        ("IPM.Note.Rules.OofTemplate.Microsoft", "an automatic reply"),
    ],
)
def test_what_outlook_says_no_person_wrote_is_skipped(name, reason):
    (item,) = items({0x001A: name, 0x1000: "words"})
    assert item.content == Skipped(f"{reason}, not written by a person")
    assert automatic_class("IPM.Note") is None


def test_any_damage_to_a_file_is_named(tmp_path):
    whole = ole(msg({0x1000: "words"}))
    for cut in (0, 8, 100, 512, 700, len(whole) // 2):
        path = tmp_path / f"{cut}.msg"
        path.write_bytes(whole[:cut] or b"x")
        (item,) = read([path])
        assert isinstance(item.content, Failed)
        assert item.content.reason == "the file is damaged or no Outlook mail"


def winmail(file, text="see the attachment\n"):
    return (
        "From: a@b.example\nTo: c@d.example\nSubject: s\nMessage-ID: <w@x>\n"
        "Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\n" + text +
        "\n--q\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(file).decode() + "\n--q--\n"
    ).encode()  # fmt: skip


FILE = (
    (2, 0x00069002, b"\0" * 14),
    (2, 0x00018010, b"LIST~1.TXT\0"),
    (2, 0x0006800F, b"two kettles"),
    (2, 0x00069005, properties({0x3707: "list.txt"}, named=True)),
)


def test_what_is_wrapped_in_winmail_dat_is_attached():
    found = mail_item("s", winmail(tnef((1, 0x00069003, properties({0x1000: "again"})), *FILE))).content
    assert found.text == "see the attachment"
    assert found.attachments == ("list.txt",)
    assert found.documents[0].text == "two kettles"


def test_the_text_in_winmail_dat_counts_where_the_mail_has_none():
    raw = winmail(tnef((1, 0x00069003, properties({0x1009: PACKED}, named=True)), *FILE), text="")
    found = mail_item("s", raw).content
    assert (found.text, found.attachments) == ("hello world", ("list.txt",))


def test_a_damaged_winmail_dat_stays_an_attachment():
    found = mail_item("s", winmail(b"no such thing")).content
    assert (found.text, found.attachments) == ("see the attachment", ("winmail.dat",))


@given(st.binary(max_size=400), st.integers(0, 300))
def test_no_bytes_in_winmail_dat_cost_the_mail(noise, at):
    whole = tnef((1, 0x00069003, properties({0x1000: "again"}, named=True)), *FILE)
    found = mail_item("s", winmail(whole[:at] + noise + whole[at + len(noise) :])).content
    assert isinstance(found, Mail)
    assert found.text == "see the attachment"


@given(st.binary(max_size=300))
def test_no_bytes_make_rtf_raise(noise):
    assert isinstance(rtf_text.text_of(rtf_text.unpacked(packed(noise))), str)
    assert isinstance(
        rtf_text.html_of(rtf_text.unpacked(struct.pack("<II4sI", 9, 9**5, b"LZFu", 0) + noise)), str
    )


def test_packed_rtf_never_grows_beyond_what_its_head_says():
    bomb = struct.pack("<II4sI", 9, 1000, b"LZFu", 0) + b"\x01\xff\xff" * 100_000
    assert len(rtf_text.unpacked(bomb)) <= 1000
