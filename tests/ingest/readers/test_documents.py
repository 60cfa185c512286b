"""Documents become Markdown with their headings, lists and tables, in reading order."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from ingest.items import DocumentEntry, Failed, FaqEntry
from ingest.readers import read
from ingest.readers.registry import reader_of

FILES = Path(__file__).parent / "files"


def one(path, kind="auto"):
    (item,) = read([path], kind)
    return item.content


@pytest.fixture
def handbook(tmp_path):
    document = docx.Document()
    document.add_heading("Returns", 1)
    document.add_paragraph("You have 30 days.")
    document.add_heading("هزینه‌ها", 2)
    table = document.add_table(rows=2, cols=2)
    for number, text in enumerate(("Country", "Price | EUR", "Iran", "5")):
        table.cell(number // 2, number % 2).text = text
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("second", style="List Bullet")
    document.save(tmp_path / "handbook.docx")
    return tmp_path / "handbook.docx"


def test_a_word_document_keeps_headings_tables_and_lists(handbook):
    assert one(handbook) == DocumentEntry(
        "handbook.docx",
        "Returns",
        "# Returns\n\nYou have 30 days.\n\n## هزینه‌ها\n\n"
        "| Country | Price \\| EUR |\n| --- | --- |\n| Iran | 5 |\n\n- first\n- second",
    )


def test_a_word_document_whose_headings_ask_is_an_faq(tmp_path):
    document = docx.Document()
    for question, answer in (("Where is it?", "Here."), ("如何退款？", "七天。")):
        document.add_heading(question, 1)
        document.add_paragraph(answer)
    document.save(tmp_path / "faq.docx")
    found = [item.content for item in read([tmp_path / "faq.docx"])]
    assert [(entry.question, entry.answer) for entry in found] == [
        ("Where is it?", "Here."),
        ("如何退款？", "七天。"),
    ]
    assert isinstance(found[0], FaqEntry)


def test_a_document_without_text_is_named(tmp_path):
    docx.Document().save(tmp_path / "empty.docx")
    assert one(tmp_path / "empty.docx") == Failed("the document has no text in it")


def test_a_zip_that_unpacks_without_end_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.readers.zipped.LARGEST_UNPACKED", 2**20)
    read_here = reader_of(".docx")  # in this process, where the limit is lowered
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 2**21)
    (item,) = read_here(tmp_path / "bomb.docx", "unknown")
    assert item.content == Failed("the file unpacks to more than 1 MB")


def test_a_damaged_word_document_is_named(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 not really")
    assert one(tmp_path / "a.docx") == Failed("the file is damaged or no .docx file")


def test_a_pdf_in_english():
    found = one(FILES / "english.pdf")
    assert found.title == "Delivery guide"
    assert found.body.startswith(
        "# Delivery guide\n\nOrders reach the city in two days. We deliver on Saturdays too, but not on public "
        "holidays, when the depot is closed.\n\n## Costs\n\nDelivery is free above 50 euros.\n\n"
    )


def test_a_pdf_in_persian_is_in_reading_order():
    assert one(FILES / "persian.pdf").body == (
        "# راهنمای ارسال\n\n"
        "ارسال سفارش به تهران ۲ روز کاری زمان می برد. این کار ممکن است.\n\n"
        "## هزینه ارسال\n\n"
        "هزینه ارسال 25,000 تومان است و با کد ABC-123 رایگان می شود. برای اطلاعات بیشتر با پشتیبانی تماس بگیرید "
        "یا به صفحه سفارش ها در برنامه بروید و شماره سفارش را وارد کنید تا نتیجه را ببینید.\n\n"
        "| شهر | هزینه |\n| --- | --- |\n| تهران | ۲۵۰۰۰ |"
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing else", b"words"])
def test_a_damaged_pdf_is_named(tmp_path, data):
    (tmp_path / "a.pdf").write_bytes(data)
    assert one(tmp_path / "a.pdf").reason in {
        "the file is damaged or no PDF",
        "the PDF has no text in it (a scan?)",
        "the PDF is cut off or damaged",
    }


def test_a_text_file(tmp_path):
    (tmp_path / "hours.txt").write_text(
        "Opening hours\n\nWe open at nine.\nOn Fridays we close at noon.\n\nسلام\n\n1. first\n2. second\n"
    )
    assert one(tmp_path / "hours.txt") == DocumentEntry(
        "hours.txt",
        "Opening hours",
        "# Opening hours\n\nWe open at nine. On Fridays we close at noon.\n\n# سلام\n\n1. first\n2. second",
    )


def test_a_text_file_in_an_old_charset(tmp_path):
    text = "سفارش شما در راه است و فردا مي‌رسد.".replace("\u200c", " ")
    (tmp_path / "a.txt").write_bytes(text.encode("cp1256"))
    assert one(tmp_path / "a.txt").body == text
