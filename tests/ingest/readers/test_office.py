"""Presentations, workbooks, books and what Word keeps beside its text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pptx.util import Inches

from ingest.items import DocumentEntry, Failed, FaqEntry, Skipped
from ingest.readers import read
from ingest.readers.attached import read_attachment
from ingest.readers.markdown_text import html_table

SAMPLES = Path(__file__).parents[3] / "samples"


def bodies(path, kind="auto"):
    return [getattr(item.content, "body", item.content) for item in read([path], kind)]


def test_a_presentation_keeps_titles_lists_tables_and_what_is_said(tmp_path):
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "退货"
    frame = slide.placeholders[1].text_frame
    frame.text = "七天之内"
    inner = frame.add_paragraph()
    inner.text, inner.level = "原包装", 1
    slide.notes_slide.notes_text_frame.text = "Say it slowly."
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "هزینه ارسال"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for number, text in enumerate(("شهر", "هزینه", "تهران", "۵")):
        table.cell(number // 2, number % 2).text = text
    presentation.save(tmp_path / "talk.pptx")
    assert bodies(tmp_path / "talk.pptx") == [
        (
            "# 退货\n\n- 七天之内\n  - 原包装\n\n> Say it slowly.\n\n"
            "# هزینه ارسال\n\n| شهر | هزینه |\n| --- | --- |\n| تهران | ۵ |"
        )
    ]


def test_footnotes_of_a_word_document_are_kept(tmp_path):
    document = docx.Document()
    document.add_paragraph("Delivery is free")
    path = tmp_path / "a.docx"
    document.save(path)
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = (
        f'<w:footnotes {word}><w:footnote w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Above 50 euros.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    rewritten(
        path,
        {
            "word/document.xml": lambda text: text.replace(
                "free</w:t></w:r>", 'free</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
            ),
            "word/_rels/document.xml.rels": lambda text: text.replace(
                "</Relationships>",
                f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>',
            ),
            "[Content_Types].xml": lambda text: text.replace(
                "</Types>",
                '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
                'officedocument.wordprocessingml.footnotes+xml"/></Types>',
            ),
        },
        {"word/footnotes.xml": notes},
    )
    assert bodies(path) == ["Delivery is free [1]\n\n[1] Above 50 euros."]


def rewritten(path, changes, added=None):
    """Change members of a zip in place."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, changes[name](data.decode()) if name in changes else data)
        for name, data in (added or {}).items():
            archive.writestr(name, data)


def test_merged_and_nested_cells():
    assert (
        html_table(
            '<table><tr><td colspan="2">head</td><td>C</td></tr><tr><td rowspan="2">down</td><td>x</td>'
            "<td><table><tr><td>in</td><td>ner</td></tr></table></td></tr><tr><td>y</td><td>z</td></tr></table>"
        )
        == "| head |  | C |\n| --- | --- | --- |\n| down | x | in ner |\n| down | y | z |"
    )


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 5), st.integers(0, 5)), max_size=4),
        max_size=5,
    )
)
def test_no_word_of_a_table_is_lost(rows):
    cells = [f"w{i}x{j}" for i, row in enumerate(rows) for j, _ in enumerate(row)]
    markup = "".join(
        "<tr>"
        + "".join(f"<td rowspan={d} colspan={a}>w{i}x{j}</td>" for j, (_, d, a) in enumerate(row))
        + "</tr>"
        for i, row in enumerate(rows)
    )
    found = html_table(f"<table>{markup}</table>")
    assert all(cell in found for cell in cells)


def test_a_workbook_as_a_document_is_a_table_for_each_sheet(tmp_path):
    workbook = Workbook()
    workbook.active.title = "ارسال"
    workbook.active.append(["شهر", None, "هزینه"])
    workbook.active.append(["تهران", None, 5])
    workbook.create_sheet("empty")
    workbook.create_sheet("en").append(["a", "b|c"])
    workbook.save(tmp_path / "prices.xlsx")
    body = (
        "## ارسال\n\n| شهر | هزینه |\n| --- | --- |\n| تهران | 5 |\n\n## en\n\n| a | b\\|c |\n| --- | --- |"
    )
    assert bodies(tmp_path / "prices.xlsx", "document") == [body]
    assert read_attachment("prices.xlsx", (tmp_path / "prices.xlsx").read_bytes()).markdown == body


@pytest.mark.parametrize("extension", ["docm", "pptm", "xlsm"])
def test_macros_are_left_out_and_said_to_be(tmp_path, extension):
    path = tmp_path / f"a.{extension}"
    if extension == "docm":
        document = docx.Document()
        document.add_paragraph("words of the text")
        document.save(path)
    elif extension == "pptm":
        presentation = pptx.Presentation()
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "words of the text"
        presentation.save(path)
    else:
        workbook = Workbook()
        workbook.active.append(["words", "of the text"])
        workbook.save(path)
    main = {"docm": "ms-word.document", "pptm": "ms-powerpoint.presentation", "xlsm": "ms-excel.sheet"}[
        extension
    ]
    plain = {
        "docm": "wordprocessingml.document",
        "pptm": "presentationml.presentation",
        "xlsm": "spreadsheetml.sheet",
    }
    rewritten(
        path,
        {
            "[Content_Types].xml": lambda text: text.replace(
                f"vnd.openxmlformats-officedocument.{plain[extension]}.main+xml",
                f"vnd.{main}.macroEnabled.main+xml",
            )
        },
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"},
    )
    text, macros = read([path], "document")
    assert "of the text" in text.content.body
    assert macros.content == Skipped(
        "macros are never run or read; the text of the file was read without them"
    )


def book(path, chapters, spine=None, extra=None):
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in (spine or range(len(chapters))))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>راهنما</dc:title></metadata><manifest>"
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            f"{items}</manifest><spine>{order}</spine></package>",
        )
        archive.writestr("OEBPS/nav.xhtml", "<html><body><p>contents</p></body></html>")
        for number, chapter in enumerate(chapters):
            archive.writestr(f"OEBPS/text/c {number}.xhtml", f"<html><body>{chapter}</body></html>")
        for name, data in (extra or {}).items():
            archive.writestr(name, data)


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path):
    table = "<table><tr><td>شهر</td><td>هزینه</td></tr><tr><td>تهران</td><td>۵</td></tr></table>"
    book(
        tmp_path / "a.epub",
        [f"<h1>دوم</h1>{table}", "<h1>اول</h1><p>متن فصل اول این کتاب است.</p>"],
        spine=[1, 0],
    )
    assert bodies(tmp_path / "a.epub") == [
        "# اول\n\nمتن فصل اول این کتاب است.\n\n# دوم\n\n| شهر | هزینه |\n| --- | --- |\n| تهران | ۵ |"
    ]


def test_a_book_without_headings_is_called_by_its_title(tmp_path):
    book(tmp_path / "a.epub", ["<p>Some words of a chapter.</p>"])
    (item,) = read([tmp_path])
    assert item.content == DocumentEntry("a.epub", "راهنما", "Some words of a chapter.")


def test_a_book_that_says_nothing_of_itself_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    assert bodies(tmp_path) == [Failed("the file does not say which chapters it has")]


def test_bold_questions_of_a_word_document_are_an_faq(tmp_path):
    document = docx.Document()
    document.add_heading("راهنما", 0)
    for question, answer in (
        ("چطور پس بدهم؟", "تا سی روز."),
        ("如何退款", "七天。"),
        ("How do I pay", "By card."),
    ):
        document.add_paragraph().add_run(question).bold = True
        document.add_paragraph(answer)
    document.save(tmp_path / "faq.docx")
    assert [(item.content.question, item.content.answer) for item in read([tmp_path])] == [
        ("چطور پس بدهم؟", "تا سی روز."), ("如何退款", "七天。"), ("How do I pay", "By card."),
    ]  # fmt: skip
    assert all(isinstance(item.content, FaqEntry) for item in read([tmp_path]))


def test_an_attachment_is_read_as_the_same_document():
    out = io.BytesIO()
    pptx.Presentation().save(out)
    with pytest.raises(Exception, match="the document has no text in it"):
        read_attachment("a.pptx", out.getvalue())


def test_steps_of_a_page_keep_their_numbers(tmp_path):
    (tmp_path / "a.html").write_text(
        "<h1>换盆</h1><ol start='2'><li>浇透水。<li><b>取出</b>植物。<ul><li>轻轻地</ul></ol><ul><li>x</ul>",
        "utf-8",
    )
    assert bodies(tmp_path) == ["# 换盆\n\n2. 浇透水。\n3. 取出植物。\n  - 轻轻地\n- x"]


def test_the_samples_are_read_in_three_languages():
    found = {Path(item.source).name: item.content for item in read([SAMPLES / "documents"])}
    assert {name: getattr(content, "title", "") for name, content in found.items()} == {
        "courier-training.pptx": "Handing over a parcel",
        "delivery-handbook.pdf": "Delivery handbook",
        "repotting-guide.epub": "什么时候换盆",
        "returns-policy.docx": "سیاست بازگشت کالا",
        "shop-visit.txt": "",
        "warranty-service.rtf": "سرویس و تعمیر در دوره ضمانت",
    }
    assert "| کتری و چای‌ساز | پنج روز کاری |" in found["warranty-service.rtf"].body
    assert "| 多肉 | 颗粒土七成，泥炭三成 |" in found["repotting-guide.epub"].body
    assert "1. 前一天浇透水。\n2. " in found["repotting-guide.epub"].body
    assert "> Do not argue about refunds at the door" in found["courier-training.pptx"].body
