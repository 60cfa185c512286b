"""One mail: what its author wrote, to whom and when, from any bytes at all."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import Address, Failed, Mail, Skipped
from ingest.readers.mail import KEPT_OF_TOO_LARGE, LARGEST_MAIL, looks_like_mail, mail_item, read_mail

HEAD = "From: Sara <Sara@Mail.Example>\nTo: help@shop.example\nSubject: Order\nMessage-ID: <a@x>\n"


def content(text: str | bytes, head: str = HEAD):
    raw = head.encode() + (text if isinstance(text, bytes) else text.encode())
    return mail_item("/box/1.eml", raw).content


def mail(text: str | bytes, head: str = HEAD) -> Mail:
    found = content(text, head)
    assert isinstance(found, Mail), found
    return found


def test_a_plain_mail():
    found = mail(
        "Cc: =?utf-8?B?2LnZhNuM?= <ali@mail.example>\nDate: Tue, 1 Jul 2003 10:52:37 +0330\n"
        "In-Reply-To: <q@x>\nReferences: <p@x>\n <q@x>\n\nHello\r\nthere  \r\n\r\n"
    )
    assert found == Mail(
        message_id="a@x",
        in_reply_to=("q@x",),
        references=("p@x", "q@x"),
        subject="Order",
        from_address="sara@mail.example",
        from_name="Sara",
        to=(Address("", "help@shop.example"),),
        cc=(Address("علی", "ali@mail.example"),),
        sent_at=datetime(2003, 7, 1, 7, 22, 37, tzinfo=UTC),
        text="Hello\nthere",
    )


def test_the_key_is_the_message_id_or_the_digest_of_the_bytes():
    assert mail_item("s", HEAD.encode() + b"\nx").key == "a@x"
    raw = b"From: a@b.example\nSubject: s\n\nx"
    item = mail_item("s", raw)
    assert item.key == hashlib.sha256(raw).hexdigest()
    assert isinstance(item.content, Mail)
    assert item.content.message_id == item.key


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the mail is empty"),
        (b" \r\n\r\n ", "the mail is empty"),
        (b"Just some words.\n\nNo headers.", "the file has no mail headers"),
    ],
)
def test_what_is_no_mail_is_named(raw, reason):
    assert mail_item("s", raw).content == Failed(reason)


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?gb2312?B?tqm1pQ==?=", "订单"),
        ("=?utf-8?B?2LM=?=\n =?utf-8?B?2YTYp9mF?=", "سلام"),
        ("=?utf-8?B?2A==?= =?utf-8?B?sw==?=", "س"),
        ("=?utf-8?Q?a_b=21?= plain =?windows-1256?Q?=D3=E1=C7=E3?=", "a b! plain سلام"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?utf-8*fa?Q?x?=", "x"),
        ("two\n lines", "two lines"),
    ],
)
def test_subjects_are_decoded(header, subject):
    assert mail("\n.", f"From: a@b.example\nSubject: {header}\n").subject == subject


def test_raw_bytes_in_headers_follow_the_charset_of_the_body():
    head = "From: سارا <s@x.example>\nSubject: سلام\nContent-Type: text/plain; charset=windows-1256\n"
    raw = head.encode("cp1256") + "\nمتن".encode("cp1256")
    found = mail_item("s", raw).content
    assert isinstance(found, Mail)
    assert (found.subject, found.from_name, found.text) == ("سلام", "سارا", "متن")


@pytest.mark.parametrize(
    ("header", "people"),
    [
        ('"Doe, John \\"JD\\"" <J@d.example>', [('Doe, John "JD"', "j@d.example")]),
        ("=?utf-8?Q?Doe=2C_J?= <j@d.example>, k@d.example", [("Doe, J", "j@d.example"), ("", "k@d.example")]),
        ("a@b.example <real@c.example>", [("a@b.example", "real@c.example")]),
        ("Doe, John <j@d.example>", [("Doe John", "j@d.example")]),
        ("k@d.example (Kay)", [("Kay", "k@d.example")]),
        ("=?utf-8?Q?Foo_=3Cfoo=40d.example=3E?=", [("Foo", "foo@d.example")]),
        ("undisclosed-recipients:;", []),
        ("Team: a@b.example, c@d.example;", [("", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example, A@b.example", [("", "a@b.example")]),
    ],
)
def test_people_are_found_in_any_spelling(header, people):
    assert [(one.name, one.address) for one in mail("\n.", f"Subject: s\nTo: {header}\n").to] == people


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Sat, 1 Feb 2020 10:00:60 GMT", datetime(2020, 2, 1, 10, 0, 59, tzinfo=UTC)),
        ("1 Feb 20 10:00 -0000", datetime(2020, 2, 1, 10, 0, tzinfo=UTC)),
        ("2020-02-01T10:00:00+03:30", datetime(2020, 2, 1, 6, 30, tzinfo=UTC)),
        ("Tue, 1 Feb 2020 10:00:00 +9999", datetime(2020, 2, 1, 10, 0, tzinfo=UTC)),
        ("Mon, 32 Jan 2020 10:00:00 +0000", None),
        ("yesterday", None),
    ],
)
def test_dates_are_in_utc_or_absent(header, moment):
    assert mail("\n.", f"Subject: s\nDate: {header}\n").sent_at == moment


def test_without_a_date_the_oldest_server_knows():
    head = (
        "Received: by b; Sat, 1 Feb 2020 12:00:00 +0000\nReceived: by a; Sat, 1 Feb 2020 11:00:00 +0000\n"
        "Subject: s\n"
    )
    assert mail("\n.", head).sent_at == datetime(2020, 2, 1, 11, tzinfo=UTC)


def built(text="", html="", attach=()) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "s"
    message.set_content(text or "-")
    if html:
        message.add_alternative(html, subtype="html")
    for name in attach:
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    return bytes(message)


def test_of_two_versions_the_plain_one_is_taken_unless_it_says_nothing():
    assert mail(built("the plain words", "<p>the rich words</p>"), "").text == "the plain words"
    rich = "<p>" + "the rich words " * 20 + "</p>"
    assert mail(built("See the HTML version.", rich), "").text.startswith("the rich words")


def test_attachments_are_named_and_not_read():
    found = mail(built("text", attach=["رسید.pdf", "../../etc/bill.pdf"]), "")
    assert (found.text, found.attachments) == ("text", ("رسید.pdf", "bill.pdf"))


def test_html_only_mail_keeps_its_quotes():
    head = HEAD + "Content-Type: text/html; charset=utf-8\n"
    found = mail("\n<div>Thanks</div><blockquote>Where is it?</blockquote>", head)
    assert found.text == "Thanks\n> Where is it?"


def test_the_charset_inside_the_html_counts_when_the_mail_names_none():
    markup = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>订单</p>'.encode(
        "gb18030"
    )
    assert mail(b"\n" + markup, HEAD + "Content-Type: text/html\n").text == "订单"


def test_flowed_lines_of_a_language_without_spaces_lose_theirs():
    head = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n"
    assert (
        mail(head + "我的订单 \n还没有收到。\n> 请问 \n> 单号？\n").text
        == "我的订单还没有收到。\n> 请问单号？"
    )


def test_flowed_lines_are_joined_and_quotes_kept_apart():
    head = HEAD + "Content-Type: text/plain; format=flowed\n"
    found = mail("\n> a question \n> in two lines\nan answer \nin two lines\n-- \nSara\n", head)
    assert found.text == "> a question in two lines\nan answer in two lines\n--\nSara"


@pytest.mark.parametrize("padding", ["", "=", "!!"])
def test_damaged_base64_is_read_as_far_as_it_goes(padding):
    head = HEAD + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64 ;\n"
    body = base64.b64encode("سفارش من".encode()).decode().rstrip("=") + padding
    assert mail("\n" + body, head).text.startswith("سفارش م")


def test_a_multipart_whose_boundary_is_wrong_is_read_by_sight():
    head = HEAD + 'Content-Type: multipart/alternative; boundary="declared"\n'
    body = "\n--real\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
    assert mail(f"{body}{base64.b64encode(b'<p>words</p>').decode()}\n--real--\n", head).text == "words"


def test_nesting_without_end_is_cut_not_followed():
    body = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000))
    found = content(body)
    assert isinstance(found, Mail | Failed)
    if isinstance(found, Failed):
        assert found.reason == "the parts of the mail are nested too deeply"


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Auto-Submitted: auto-replied\n", "an automatic reply"),
        ("Auto-Submitted: auto-generated\n", "an automatic notification"),
        ("X-Autoreply: yes\n", "an automatic reply"),
        ("Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=: x\n", "an automatic reply"),
        ("Subject: پاسخ خودکار: نیستم\n", "an automatic reply"),
        ("List-Unsubscribe: <https://x.example>\n", "a newsletter"),
        ("Precedence: bulk\n", "a bulk mail"),
        ("From: MAILER-DAEMON@x.example\n", "a delivery report (bounce)"),
        ('Content-Type: multipart/report; boundary="b"\n', "a delivery report (bounce)"),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
            "a read receipt",
        ),
        ("Content-Type: text/calendar; method=REQUEST\n", "a calendar invitation"),
    ],
)
def test_what_no_person_wrote_is_skipped_with_its_reason(head, reason):
    head = head if head.startswith(("From", "Subject")) else f"From: a@b.example\n{head}"
    assert content("\nx", head + "To: c@d.example\n") == Skipped(f"{reason}, not written by a person")


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: no\n",
        "List-Id: <l.x>\nList-Unsubscribe: <https://x.example>\nIn-Reply-To: <q@x>\n",
        "List-Id: <l.x>\nList-Unsubscribe: <https://x.example>\nSubject: Re: printing\n",
        "List-Id: <l.x>\nList-Unsubscribe: <https://x.example>\nList-Post: <mailto:l@x.example>\n",
        "Precedence: list\n",
    ],
)
def test_people_talking_on_a_list_are_people(head):
    assert isinstance(content("\nx", f"From: a@b.example\nTo: l@x.example\n{head}"), Mail)


def test_a_calendar_file_attached_to_words_is_no_invitation():
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "s"
    message.set_content("Please find the dates attached.")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="dates.ics")
    assert mail(bytes(message), "").attachments == ("dates.ics",)


def test_of_a_mail_too_large_to_be_one_the_beginning_is_read(tmp_path):
    path = tmp_path / "huge.eml"
    with path.open("wb") as file:
        file.write(HEAD.encode() + b"\nx")
        file.seek(LARGEST_MAIL + 10)
        file.write(b"end")
    (item,) = read_mail(path)
    assert isinstance(item.content, Mail)
    assert item.content.text == "x"
    assert item.content.problems[0] == "the mail is larger than 64 MB; only its beginning is read"
    assert len(item.raw) <= KEPT_OF_TOO_LARGE


def test_headers_are_told_from_prose():
    assert looks_like_mail(b"Return-Path: <a@x>\nReceived: by b\n\nx")
    assert looks_like_mail(b"From a@x Tue Jul  1 10:52:37 2003\nFrom: a\nTo: b\n\n")
    assert not looks_like_mail(b"Note: remember\nWarning: hot\n")
    assert not looks_like_mail(b"Dear all,\nFrom: now on\nSubject: to change\n")


@given(st.binary(max_size=400))
def test_any_bytes_give_one_item(raw):
    item = mail_item("s", raw)
    assert item.raw == raw
    assert item.key


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "From",
                    "To",
                    "Date",
                    "Subject",
                    "Message-ID",
                    "References",
                    "Content-Type",
                    "Received",
                    "List-Post",
                ]
            ),
            st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)
            | st.text(alphabet='<>@,;:"()\\ =?Bqutf-8/', max_size=40),
        ),
        min_size=1,
        max_size=6,
    ),
    st.text(max_size=80),
)
def test_any_headers_give_a_storable_mail(headers, text):
    raw = "".join(f"{name}: {value}\n" for name, value in headers) + "\n" + text
    found = mail_item("s", raw.encode()).content
    if isinstance(found, Failed):
        assert found.reason in {"the file has no mail headers", "the mail is empty"}
    repr(found).encode("utf-8")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain; " + ';"' * 200_000,
        "Content-Type: text/plain" + "; a=b" * 100_000,
        "To: " + "a@b.example, " * 50_000,
        "References: " + "x" * 500_000,
        "X-A: " + "=?a?q?" * 100_000,
    ],
    ids=["quotes", "parameters", "people", "references", "words"],
)
def test_headers_made_to_take_forever_do_not(head):
    assert mail("\nwords", f"From: a@b.example\n{head}\n").text == "words"
