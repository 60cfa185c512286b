"""Documents made to harm their readers: refused in one sentence, or read without harm; never a hang."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import docx
import pikepdf
import pptx
import pytest
from openpyxl import Workbook

from ingest.items import DocumentEntry, Failed, FaqEntry
from ingest.readers import apart, read

FILES = Path(__file__).parent / "files"
LAUGHS = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
)


@pytest.fixture(autouse=True)
def _in_little_time(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 60.0)


def one(path, kind="auto"):
    started = time.monotonic()
    (item,) = read([path], kind)
    assert time.monotonic() - started < 60
    return item.content


def word(path):
    document = docx.Document()
    document.add_paragraph("words of the text")
    document.save(path)


def slides(path):
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "words of the text"
    presentation.save(path)


def sheets(path):
    workbook = Workbook()
    workbook.active.append(["question", "answer"])
    workbook.active.append(["words", "of the text"])
    workbook.save(path)


def book(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "META-INF/container.xml",
            "<?xml version='1.0'?>"
            '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "b.opf",
            '<package><manifest><item id="c" href="c.xhtml" media-type="text/html"/></manifest>'
            '<spine><itemref idref="c"/></spine></package>',
        )
        archive.writestr(
            "c.xhtml", '<?xml version="1.0" encoding="UTF-8"?><html><p>words of the text</p></html>'
        )


KINDS = {".docx": word, ".pptx": slides, ".xlsx": sheets, ".epub": book}


@pytest.fixture(params=KINDS)
def zipped(request, tmp_path):
    KINDS[request.param](tmp_path / f"a{request.param}")
    return tmp_path / f"a{request.param}"


def put(path, name, data):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)


def test_an_archive_that_unpacks_without_end_is_not_opened(zipped):
    with (
        zipfile.ZipFile(zipped, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("media/x.bin", "w") as member,
    ):
        for _ in range(60):
            member.write(bytes(2**20))
    assert one(zipped) == Failed("the file unpacks to more than 250 times its size")


def test_an_archive_of_too_many_files_is_not_opened(zipped):
    with zipfile.ZipFile(zipped, "a") as archive:
        for number in range(20_001):
            archive.writestr(f"x/{number}", b"")
    assert one(zipped) == Failed("the file unpacks to more than 20,000 files")


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil", "C:\\evil"])
def test_a_name_that_leads_outside_is_refused(zipped, name):
    put(zipped, name, b"x")
    assert one(zipped) == Failed("a name in the archive leads outside of it")


def test_a_password_is_named(tmp_path):
    for extension in (".docx", ".xlsx", ".pptx"):
        (tmp_path / f"a{extension}").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        assert "protected by a password" in one(tmp_path / f"a{extension}").reason


@pytest.mark.parametrize("entity", ["&i;", "&file;"])
def test_entities_are_never_resolved(zipped, entity):
    with zipfile.ZipFile(zipped) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if b"of the text" in data:
                bare = data.partition(b"?>")[2] or data
                harmful = bare.replace(b"of the text", f"of {entity} the text".encode())
                archive.writestr(name, LAUGHS.encode() + harmful)
            else:
                archive.writestr(name, data)
    content = one(zipped)
    text = content.reason if isinstance(content, Failed) else getattr(content, "body", "") or content.answer
    assert "haha" not in text
    assert Path("/etc/hostname").read_text().strip() not in text


@pytest.mark.parametrize("entity", ["&i;", "&file;"])
def test_entities_of_a_page_are_never_resolved(tmp_path, entity):
    (tmp_path / "a.html").write_text(f"{LAUGHS}<html><body><p>words {entity} here</p></body></html>")
    (tmp_path / "a.rss").write_text(f"{LAUGHS}<rss>{entity}</rss>")
    page, feed = (item.content for item in read([tmp_path]))
    assert "haha" not in page.body
    assert Path("/etc/hostname").read_text().strip() not in page.body
    assert feed.reason == "no reader for .rss files"


def test_a_sheet_that_claims_every_cell_is_read_as_wide_as_it_is(tmp_path):
    sheets(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert isinstance(one(tmp_path / "a.xlsx"), FaqEntry)


def test_a_sheet_with_a_row_beyond_any_is_cut_there(tmp_path):
    sheets(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, data in members.items():
            row = b'<row r="2000000000"><c r="A2000000000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
            archive.writestr(name, data.replace(b"</sheetData>", row))
    entry, cut = (item.content for item in read([tmp_path / "a.xlsx"]))
    assert isinstance(entry, FaqEntry)
    assert cut == Failed("sheet 'Sheet': rows beyond 1,048,576 are not read")


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul><li", "table><tr><td", "b", "details"])
def test_a_page_nested_without_end_keeps_its_words(tmp_path, tag):
    (tmp_path / "a.html").write_text(f"<{tag}>" * 100_000 + "the words inside")
    content = one(tmp_path / "a.html")
    assert "the words inside" in content.body


@pytest.mark.parametrize("mark", ["- ", "> ", "  ", "[", "*a ", "#"])
def test_markdown_nested_without_end_is_read(tmp_path, mark):
    (tmp_path / "a.md").write_text(mark * 50_000 + "words\n\n# Title\n\nthe words after\n")
    content = one(tmp_path / "a.md")
    assert "the words after" in content.body if isinstance(content, DocumentEntry) else content.reason


def pdf(path, **options):
    with pikepdf.open(FILES / "english.pdf") as file:
        file.save(path, **options)


def test_a_pdf_with_a_password_is_named(tmp_path):
    pdf(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert one(tmp_path / "a.pdf") == Failed("the PDF is protected by a password")


def test_a_pdf_that_anybody_may_open_is_read(tmp_path):
    pdf(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="o", user=""))
    assert one(tmp_path / "a.pdf").title == "Delivery guide"


def test_a_pdf_of_more_pages_than_anybody_reads_is_refused(tmp_path):
    with pikepdf.new() as file:
        file.add_blank_page()
        file.pages.extend([file.pages[0]] * 3001)
        file.save(tmp_path / "a.pdf")
    assert one(tmp_path / "a.pdf") == Failed("the PDF has more than 3,000 pages")


def test_a_pdf_whose_pages_run_in_a_circle_ends(tmp_path):
    (tmp_path / "a.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 99999999/Kids[2 0 R]"
        b"/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF"
    )
    assert isinstance(one(tmp_path / "a.pdf"), Failed)


def test_a_pdf_nested_without_end_is_named(tmp_path):
    (tmp_path / "a.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"
    )
    assert isinstance(one(tmp_path / "a.pdf"), Failed)


def test_a_pdf_with_a_broken_directory_is_read_or_named(tmp_path):
    data = (FILES / "english.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(data[: data.rindex(b"startxref")] + b"startxref\n999999999\n%%EOF")
    content = one(tmp_path / "a.pdf")
    assert content.title == "Delivery guide" if isinstance(content, DocumentEntry) else content.reason


def test_a_pdf_stream_that_unpacks_without_end_is_named(tmp_path):
    with pikepdf.new() as file:
        page = file.add_blank_page()
        page.Contents = file.make_stream(b" " * (600 * 2**20))
        file.save(tmp_path / "a.pdf", compress_streams=True)
    assert (tmp_path / "a.pdf").stat().st_size < 2**20
    assert isinstance(one(tmp_path / "a.pdf"), Failed)
