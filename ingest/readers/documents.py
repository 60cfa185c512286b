"""Documents (`.docx`, `.pdf`, `.html`, `.txt`) become Markdown through unstructured.

Invariant: headings stay headings, tables stay tables, and the words in between keep their order; a document
without any text is named as such. Nothing is fetched from the network (`ingest.readers.offline`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ingest.items import DocumentEntry, Failed, Item
from ingest.readers import questions, zipped
from ingest.readers.charsets import decode, plain
from ingest.readers.html_text import parse
from ingest.readers.markdown_text import html_table, linked
from ingest.readers.offline import partitioner
from ingest.readers.pdf_lines import to_markdown
from ingest.readers.pdf_tables import Line
from ingest.readers.visual_order import restored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.items import Content, Kind

_NO_DETECTION = [""]  # unstructured's word for: do not guess languages; ours does that later
_DROPPED = {"Header", "Footer", "PageBreak", "PageNumber", "Image"}
_LONGEST_HEADING = 80
_MOST_HEADING_WORDS = 10
_SENTENCE_END = re.compile(r"[.!。！;；,،，؛:：]$")
_LINE_APART = 1e-6  # of a line's height: every line of a PDF is an element of its own


def read_docx(path: Path, wanted: Kind = "unknown") -> Iterator[Item]:
    """The FAQ entries of a Word document whose headings ask, else the document."""
    raw = path.read_bytes()
    if reason := zipped.refusal(path):
        yield _failed(path, raw, reason)
        return
    elements = partitioner("docx")(str(path), languages=_NO_DETECTION)
    yield from _items(path, raw, _markdown(elements), wanted)


def read_pdf(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A PDF with text in it as one document (or FAQ entries when they are wanted); scans have none."""
    raw = path.read_bytes()
    elements = partitioner("pdf")(
        str(path), strategy="fast", languages=_NO_DETECTION, pdfminer_line_margin=_LINE_APART
    )
    texts = restored(plain(element.text) for element in elements)
    lines = [line for element, text in zip(elements, texts, strict=True) if (line := _line(element, text))]
    if not lines:
        yield _failed(path, raw, "the PDF has no text in it (a scan?)")
        return
    yield from _items(path, raw, to_markdown(lines), wanted)


def read_text(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A plain text file as one document (or FAQ entries when they are wanted)."""
    raw = path.read_bytes()
    elements = partitioner("text")(text=decode(raw), languages=_NO_DETECTION)
    yield from _items(path, raw, _markdown(elements, guess_headings=True), wanted)


def html_item(source: str, name: str, markup: str, raw: bytes) -> Item:
    """An HTML page as one document."""
    elements = partitioner("html")(text=markup, languages=_NO_DETECTION)
    return _document(source, name, raw, _markdown(elements), _page_title(markup))


def _items(path: Path, raw: bytes, markdown: str, wanted: Kind) -> Iterator[Item]:
    """FAQ entries where the headings ask (and a document is not what is wanted), else one document."""
    if wanted != "document" and (found := questions.faq_items(str(path), path.name, markdown, wanted)):
        yield from found
        return
    yield _document(str(path), path.name, raw, markdown)


def _document(source: str, name: str, raw: bytes, markdown: str, title: str = "") -> Item:
    content: Content
    if not markdown.strip():
        content = Failed("the document has no text in it")
    else:
        heading = re.search(r"^#{1,6} (.+)$", markdown, re.MULTILINE)
        title = (heading[1] if heading else "") or title or name.rpartition(".")[0] or name
        content = DocumentEntry(external_id=name, title=title.strip(), body=markdown)
    return Item(source=source, key=name, kind="document", raw=raw, content=content)


def _failed(path: Path, raw: bytes, reason: str) -> Item:
    return Item(source=str(path), key=path.name, kind="document", raw=raw, content=Failed(reason))


def _markdown(elements: Sequence[Any], *, guess_headings: bool = False) -> str:
    """The Markdown of unstructured's elements; `guess_headings` where the format marks none itself."""
    blocks: list[str] = []
    was_item = False
    depths = [element.metadata.category_depth or 0 for element in elements if element.category == "ListItem"]
    outermost = min(depths, default=0)
    for position, element in enumerate(elements):
        if element.category in _DROPPED:
            continue
        is_last = position + 1 == len(elements)
        is_heading = not guess_headings or (not is_last and _is_heading(element.text))
        block = _block(element, is_heading=is_heading, outermost=outermost)
        is_item = element.category == "ListItem"
        if block:
            blocks.append(("\n" if is_item and was_item else "\n\n") + block)
            was_item = is_item
    return plain("".join(blocks)).strip()


def _block(element: Any, *, is_heading: bool, outermost: int) -> str:
    text = " ".join(element.text.split())
    data = element.metadata
    if element.category == "Table":
        return html_table(data.text_as_html or "") or text
    text = linked(text, list(zip(data.link_texts or (), data.link_urls or (), strict=False)))
    if element.category == "Title" and is_heading and text:
        return f"{'#' * min(6, (data.category_depth or 0) + 1)} {text}"
    if element.category == "ListItem":
        numbered = re.match(r"\d+[.)] ", text)
        return "  " * ((data.category_depth or 0) - outermost) + (text if numbered else f"- {text}")
    if element.category == "CodeSnippet":
        return f"```\n{element.text}\n```"
    return text


def _is_heading(text: str) -> bool:
    """Whether a short paragraph of plain text reads like a heading."""
    text = text.strip()
    short = len(text) <= _LONGEST_HEADING and len(text.split()) <= _MOST_HEADING_WORDS
    return short and not _SENTENCE_END.search(text) and any(letter.isalpha() for letter in text)


def _page_title(markup: str) -> str:
    root = parse(markup)
    return "" if root is None else " ".join((root.findtext(".//title") or "").split())


def _line(element: Any, text: str) -> Line | None:
    """One line of a PDF with its place on the page; None where it is blank."""
    points = element.metadata.coordinates.points if element.metadata.coordinates else ()
    if not text.strip() or not points:
        return None
    across, down = [point[0] for point in points], [point[1] for point in points]
    return Line(
        text=" ".join(text.split()),
        page=element.metadata.page_number or 1,
        left=min(across),
        right=max(across),
        top=min(down),
        height=max(down) - min(down),
        is_item=element.category == "ListItem",
        at_edge=element.category in {"Header", "Footer"},
    )
