"""What a mail carries: other mails become items, documents become text, and what cannot be read is named."""

import base64
import io
from email.message import EmailMessage

import docx
import pytest

from ingest.items import Failed, Mail, MailDocument, Skipped
from ingest.readers import mail as mail_module
from ingest.readers.mail import mail_item, mail_items

HEAD = "From: Sara <sara@mail.example>\nTo: help@shop.example\nSubject: Order\nMessage-ID: <out@x>\n"


def attached(name, data, kind="application/octet-stream"):
    """A mail with one file."""
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@b.example", "s", "<out@x>"
    message.set_content("words")
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def one(name, data, kind="application/octet-stream") -> Mail:
    found = mail_item("s", attached(name, data, kind)).content
    assert isinstance(found, Mail)
    return found


def inner(number, body="inside"):
    return f"From: c@d.example\nSubject: s{number}\nMessage-ID: <in{number}@x>\n\n{body}\n"


def test_a_mail_forwarded_as_a_whole_is_an_item_and_ties_the_one_around_it():
    raw = (HEAD + "Content-Type: multipart/mixed; boundary=q\n\n--q\n\nsee\n"
           "--q\nContent-Type: message/rfc822\n\n" + inner(1) + "\n--q--\n").encode()  # fmt: skip
    outer, found = mail_items("s", raw)
    assert (outer.key, outer.content.text, outer.content.references) == ("out@x", "see", ("in1@x",))
    assert (found.key, found.content.text, found.content.subject) == ("in1@x", "inside", "s1")
    assert outer.content.attachments == ("s1",)
    assert found.raw.startswith(b"From: c@d.example")


def test_the_mails_of_a_digest_are_items_that_nothing_ties():
    raw = (HEAD + "Content-Type: multipart/digest; boundary=q\n\n" +
           "".join(f"--q\n\n{inner(number)}\n" for number in range(3)) + "--q--\n").encode()  # fmt: skip
    found = list(mail_items("s", raw))
    assert [item.key for item in found] == ["out@x", "in0@x", "in1@x", "in2@x"]
    assert found[0].content.references == ()


def test_a_mail_in_a_mail_in_a_mail_and_one_attached_as_a_file():
    second = "From: c@d.example\nSubject: s\nMessage-ID: <mid@x>\nContent-Type: message/rfc822\n\n" + inner(9)
    raw = (HEAD + "Content-Type: message/rfc822\n\n" + second).encode()
    assert [item.key for item in mail_items("s", raw)] == ["out@x", "mid@x", "in9@x"]
    raw = attached("original.eml", inner(5).encode())
    assert [item.key for item in mail_items("s", raw)] == ["out@x", "in5@x"]


def test_a_mail_that_was_encoded_before_it_was_put_in():
    raw = HEAD + "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    raw += base64.encodebytes(inner(1, "coded").encode()).decode()
    found = list(mail_items("s", raw.encode()))
    assert [(item.key, item.content.text) for item in found][1] == ("in1@x", "coded")


def test_what_a_bounce_carries_is_not_read():
    raw = (HEAD + "Content-Type: multipart/report; report-type=delivery-status; boundary=q\n\n"
           "--q\n\nfailed\n--q\nContent-Type: message/rfc822\n\n" + inner(1) + "\n--q--\n").encode()  # fmt: skip
    (item,) = mail_items("s", raw)
    assert isinstance(item.content, Skipped)


def test_mails_without_number_are_cut(monkeypatch):
    monkeypatch.setattr(mail_module, "_MOST_INSIDE", 5)
    raw = (HEAD + "Content-Type: multipart/digest; boundary=q\n\n" +
           "".join(f"--q\n\n{inner(number)}\n" for number in range(9)) + "--q--\n").encode()  # fmt: skip
    found = list(mail_items("s", raw))
    assert len(found) == 6
    assert found[0].content.problems == ("it holds more than 5 mails",)


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("notes.txt", "کد ۷".encode(), "کد ۷"),
        ("订单.csv", "编号,数量\n7,2".encode("gb18030"), "编号,数量\n7,2"),
        ("read.me.md", b"# Title\n\ntext", "# Title\n\ntext"),
        ("server.log", b"line\r\nline", "line\nline"),
    ],
)
def test_texts_are_read_as_they_stand(name, data, text):
    found = one(name, data)
    assert (found.text, found.attachments, found.problems) == ("words", (name,), ())
    assert found.documents == (MailDocument(name, text),)


def test_a_word_document_is_read_as_its_part():
    file = io.BytesIO()
    document = docx.Document()
    document.add_heading("Return form", level=1)
    document.add_paragraph("The kettle came broken.")
    document.save(file)
    found = one("form.docx", file.getvalue())
    assert "Return form" in found.documents[0].text
    assert "The kettle came broken." in found.documents[0].text


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("form.docx", b"no document", "attachment 1 (.docx) is not read: "),
        ("setup.exe", b"MZ\x90", "attachment 1 (.exe) is not read: "),
        ("Sara Ahmadi 0912.zip", b"PK\x03\x04", "attachment 1 (.zip) is not read: "),
        ("empty.txt", b" ", "attachment 1 (.txt) is not read: the file is empty"),
        ("noise.txt", b"\0\1\2\0", "attachment 1 (.txt) is not read: it holds no text"),
    ],
)
def test_what_cannot_be_read_is_named_by_number_and_kind_and_costs_no_mail(name, data, problem):
    found = one(name, data)
    assert (found.text, found.documents) == ("words", ())
    assert found.attachments == (name,)
    (said,) = found.problems
    assert said.startswith(problem)
    assert "Sara" not in said


def test_pictures_cards_and_signatures_are_no_problem():
    for name, kind in (
        ("a.png", "image/png"),
        ("a.vcf", "text/vcard"),
        ("smime.p7s", "application/pkcs7-signature"),
    ):
        found = one(name, b"x", kind)
        assert (found.documents, found.problems) == ((), ())


def test_another_version_of_the_text_is_no_document():
    raw = HEAD + (
        "Content-Type: multipart/alternative; boundary=q\n\n--q\n\nplain\n"
        "--q\nContent-Type: text/enriched\n\n<bold>plain</bold>\n--q--\n"
    )
    found = mail_item("s", raw.encode()).content
    assert (found.text, found.documents, found.attachments) == ("plain", (), ("text/enriched",))


def test_only_so_many_documents_are_read():
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "s"
    message.set_content("words")
    for number in range(25):
        message.add_attachment(
            f"text {number}".encode(), maintype="text", subtype="plain", filename=f"{number}.txt"
        )
    found = mail_item("s", message.as_bytes()).content
    assert len(found.documents) == 20
    assert found.problems == ("only the first 20 attachments are read",)


def test_mails_nested_deeper_than_any_are_named():
    raw = HEAD + "Content-Type: message/rfc822\n\n" * 60 + inner(1)
    found = list(mail_items("s", raw.encode()))
    assert all(isinstance(item.content, Mail | Failed) for item in found)
    assert len(found) <= 25
