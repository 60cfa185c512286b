"""Rich Text keeps its words in any script, its headings, lists, tables and footnotes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.items import DocumentEntry
from ingest.readers import read
from ingest.readers.rtf import to_markdown

HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset178 Tahoma;}{\f2\fcharset134 SimSun;}}"
    rb"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\b\outlinelevel0 heading 1;}{\s2 Heading 2;}}"
    rb"{\info{\author Somebody}}{\*\generator Word;}"
)


def rtf(body: bytes) -> str:
    return to_markdown(HEAD + body + b"}")


def escaped(text: str) -> bytes:
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return b"".join(b"\\u%d?" % number for number in numbers)


def test_headings_by_style_and_by_outline():
    body = rb"\pard\s1 Returns\par\pard You have 30 days.\par"
    body += rb"\pard\s2 Costs\par\pard\outlinelevel2 More\par\pard x\par"
    assert rtf(body) == "# Returns\n\nYou have 30 days.\n\n## Costs\n\n### More\n\nx"


def test_persian_and_chinese_as_unicode_and_in_code_pages():
    body = escaped("ارسال سفارش‌ها") + rb"\par " + escaped("退货 🙂") + rb"\par "
    body += rb"{\f1 " + "".join(f"\\'{byte:02x}" for byte in "سلام".encode("cp1256")).encode() + rb"}\par "
    body += rb"{\f2 " + "".join(f"\\'{byte:02x}" for byte in "七天".encode("gbk")).encode() + rb"}\par"
    assert rtf(body) == "ارسال سفارش‌ها\n\n退货 🙂\n\nسلام\n\n七天"


def test_tables_lists_and_footnotes():
    body = rb"\trowd\pard\intbl City\cell\pard\intbl Price | EUR\cell\row"
    body += rb"\trowd\pard\intbl Tehran\cell 5\cell\row\pard "
    body += rb"{\listtext\bullet\tab}first\par{\listtext 2.\tab}second\par\pard "
    body += rb"Free{\super\chftn}{\footnote\pard\plain {\super\chftn} above 50 euros} today.\par"
    assert rtf(body) == (
        "| City | Price \\| EUR |\n| --- | --- |\n| Tehran | 5 |\n\n- first\n2. second\n\n"
        "Free [1] today.\n\n[1] above 50 euros"
    )


def test_what_is_no_text_stays_out():
    body = rb"{\pict\pngblip 89504e47}{\*\objdata 0105}{\v hidden}"
    body += rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}"
    assert rtf(body + rb" \{braces\} \emdash  end\par") == "link {braces} — end"


def test_a_bold_question_is_kept_as_one(tmp_path):
    body = rb"{\b How do I return it?}\par In 30 days.\par{\b Where is my order?}\par On its way.\par"
    path = tmp_path / "faq.rtf"
    path.write_bytes(HEAD + body + b"}")
    assert [(item.content.question, item.content.answer) for item in read([path])] == [
        ("How do I return it?", "In 30 days."),
        ("Where is my order?", "On its way."),
    ]


def test_an_rtf_file_under_another_name_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(HEAD + rb"\pard\s1 Returns\par\pard In 30 days.\par}")
    (item,) = read([tmp_path])
    assert item.content == DocumentEntry("a.txt", "Returns", "# Returns\n\nIn 30 days.")


def test_groups_nested_without_end_are_read():
    assert rtf(b"{" * 200_000 + b"deep" + b"}" * 200_000) == "deep"
    assert to_markdown(b"}" * 1000 + b"{\\rtf1 after") == "after"


letters = st.characters(codec="utf-8", categories=["L", "N"])


@given(st.lists(st.text(alphabet=letters, min_size=1, max_size=20), min_size=1))
def test_every_word_comes_out_in_order(paragraphs):
    found = rtf(b"".join(escaped(text) + rb"\par " for text in paragraphs))
    assert found == "\n\n".join(paragraphs)


@given(st.binary(max_size=300) | st.text(alphabet=r"\{}'*u0b-; parcelow", max_size=200).map(str.encode))
def test_any_bytes_end(data):
    assert isinstance(to_markdown(b"{\\rtf1 " + data), str)
