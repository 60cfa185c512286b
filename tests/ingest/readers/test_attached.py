"""A document that comes as bytes: its text, or one named error."""

from __future__ import annotations

import contextlib
import io

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers import apart, attached
from ingest.readers.attached import AttachmentUnreadableError, read_attachment
from ingest.readers.registry import _BY_EXTENSION


def word(*paragraphs: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def test_a_word_document_from_bytes():
    found = read_attachment("راهنما.docx", word("سلام. ارسال دو روز کاری است."))
    assert (found.title, found.markdown) == ("راهنما", "سلام. ارسال دو روز کاری است.")


def test_the_title_is_the_documents_own():
    assert read_attachment("a.html", "<h1>退货</h1><p>七天。</p>".encode()).title == "退货"


def test_questions_in_an_attachment_stay_one_document():
    found = read_attachment("faq.md", b"# Where?\n\nHere.\n\n# When?\n\nNow.\n")
    assert found.markdown == "# Where?\n\nHere.\n\n# When?\n\nNow."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.exe", b"MZ", "no reader for .exe attachments"),
        ("noname", b"x", "no reader for such attachments"),
        ("a.docx", b"", "the file is empty"),
        ("a.docx", b"PK\x03\x04broken", "the file is damaged or no .docx file"),
        ("a.html", b"<p></p>", "the document has no text in it"),
        ("a.markdown", b"\x00", "the document has no text in it"),
        ("../../etc/x.pdf", b"%PDF-1.7\nx", "the PDF has no text in it (a scan?)"),
    ],
)
def test_what_cannot_be_read_is_one_named_error(name, data, reason):
    with pytest.raises(AttachmentUnreadableError) as caught:
        read_attachment(name, data)
    assert caught.value.reason in {reason, "the file is damaged or no PDF", "the PDF is cut off or damaged"}


def test_an_attachment_has_a_largest_size(monkeypatch):
    monkeypatch.setattr(attached, "LARGEST", 2**20)
    with pytest.raises(AttachmentUnreadableError, match="larger than 1 MB"):
        read_attachment("a.txt", b"x" * (2**20 + 1))
    monkeypatch.setattr(attached, "LONGEST", 10)
    with pytest.raises(AttachmentUnreadableError, match="longer than 10 characters"):
        read_attachment("a.txt", b"some more words")


def test_every_readable_name_has_a_reader():
    assert set(_BY_EXTENSION) >= attached.READABLE
    assert all(_BY_EXTENSION[name].apart for name in attached.READABLE)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.text(max_size=30),
    data=st.binary(max_size=100),
    extension=st.sampled_from(sorted(attached.READABLE)),
)
def test_no_name_and_no_bytes_raise_anything_else(name, data, extension):
    with contextlib.suppress(AttachmentUnreadableError):
        assert read_attachment(name + extension, data).markdown.strip()
    assert len(apart._idle) <= 1
