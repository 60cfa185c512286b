"""Documents (Word, PowerPoint, PDF, RTF, books, pages, plain text) become Markdown, most through unstructured.

Invariant: headings stay headings, tables stay tables, and the words in between keep their order; a document
without any text is named as such. Nothing is fetched from the network (`ingest.readers.offline`), nothing in a
document is run.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from lxml import html

from ingest.items import DocumentEntry, Failed, Item, Skipped
from ingest.readers import elements, epub, office, questions, rtf, zipped
from ingest.readers.charsets import decode, plain
from ingest.readers.html_text import parse, to_text
from ingest.readers.offline import partitioner
from ingest.readers.pdf_lines import to_markdown
from ingest.readers.pdf_tables import Line
from ingest.readers.visual_order import restored
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Content, Kind

LONGEST = 5_000_000  # characters of Markdown: two thousand pages
MOST_PAGES = 3000
_NO_DETECTION = [""]  # unstructured's word for: do not guess languages; ours does that later
_LINE_APART = 1e-6  # of a line's height: every line of a PDF is an element of its own
_KEPT_WHOLE = 4 * 2**20  # bytes
_KEPT_OF_FAILED = 64 * 2**20  # bytes
_OLE = b"\xd0\xcf\x11\xe0"


def read_docx(path: Path, wanted: Kind = "unknown") -> Iterator[Item]:
    """The FAQ entries of a Word document whose headings ask, else the document."""
    if reason := office_refusal(path):
        yield failed(path, reason)
        return
    file, notes = office.with_footnotes(office.without_macros(path))
    markdown = elements.to_markdown(partitioner("docx")(file=file, languages=_NO_DETECTION))
    footnotes = "\n\n".join(f"[{number}] {text}" for number, text in enumerate(notes, start=1))
    yield from _items(path, f"{markdown}\n\n{plain(footnotes)}".strip(), wanted)
    yield from macros(path)


def read_pptx(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A presentation as one document: a heading for each slide, its speaker notes as quotes below it."""
    if reason := office_refusal(path):
        yield failed(path, reason)
        return
    file = office.without_macros(path)
    notes = office.speaker_notes(file)
    found = partitioner("pptx")(file=file, languages=_NO_DETECTION, include_page_breaks=False)
    yield from _items(path, elements.slides_to_markdown(found, notes), wanted)
    yield from macros(path)


def read_pdf(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A PDF with text in it as one document (or FAQ entries when they are wanted); scans have none."""
    if reason := _pdf_refusal(path):
        yield failed(path, reason)
        return
    found = partitioner("pdf")(
        str(path), strategy="fast", languages=_NO_DETECTION, pdfminer_line_margin=_LINE_APART
    )
    texts = restored(plain(element.text) for element in found)
    lines = [line for element, text in zip(found, texts, strict=True) if (line := _line(element, text))]
    if not lines:
        yield failed(path, because("pdf_scan"))
        return
    yield from _items(path, to_markdown(lines), wanted)


def read_rtf(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A Rich Text file as one document, or as FAQ entries where its headings ask."""
    raw = path.read_bytes()
    if not raw.lstrip().startswith(b"{\\rtf"):
        yield failed(path, because("damaged", extension=".rtf"))
        return
    yield from _items(path, plain(rtf.to_markdown(raw)), wanted)


def read_epub(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A book as one document, its chapters in the order of its spine."""
    book = epub.opened(path)
    chapters = [_page_markdown(chapter) for chapter in book.chapters]
    yield from _items(path, "\n\n".join(filter(None, chapters)), wanted, title=book.title)


def read_text(path: Path, wanted: Kind = "document") -> Iterator[Item]:
    """A plain text file as one document, or as FAQ entries where it is marked as questions and answers."""
    text = decode(path.read_bytes())
    if wanted != "document" and (found := questions.marked_items(str(path), path.name, text, wanted)):
        yield from found
        return
    if wanted != "document" and (found := questions.line_items(str(path), path.name, text, wanted)):
        yield from found
        return
    found_elements = partitioner("text")(text=text, languages=_NO_DETECTION)
    markdown = elements.to_markdown(found_elements, guess_headings=True)
    # What only looks like headings makes no FAQ, unless somebody said that it is one.
    yield from _items(path, markdown, "faq" if wanted == "faq" else "document")


def html_item(source: str, name: str, markup: str, raw: bytes) -> Item:
    """An HTML page as one document."""
    return _document(source, name, kept(raw), _page_markdown(markup), _page_title(markup))


def _page_markdown(markup: str) -> str:
    """The Markdown of a page; only its words when it is nested beyond what any parser takes."""
    root = parse(markup)
    if root is None:
        return to_text(markup, markdown=True)
    if any(_numbered(listing) for listing in root.iter("ol")):
        markup = html.tostring(root, encoding="unicode")
    return elements.to_markdown(partitioner("html")(text=markup, languages=_NO_DETECTION))


def _numbered(listing: Any) -> bool:
    """Write the numbers of an ordered list into its items: unstructured tells no list from another."""
    start = str(listing.get("start") or "1")
    items = list(listing.iterchildren("li"))
    for number, item in enumerate(items, start=int(start) if start.isdecimal() and len(start) < 7 else 1):
        item.text = f"{number}. {(item.text or '').lstrip()}"
    return bool(items)


def document(path: Path, markdown: str) -> Item:
    """A file as one document, its text given."""
    return _document(str(path), path.name, kept(path.read_bytes()), markdown)


def _items(path: Path, markdown: str, wanted: Kind, *, title: str = "") -> Iterator[Item]:
    """FAQ entries where the headings ask (and a document is not what is wanted), else one document."""
    if len(markdown) > LONGEST:
        yield failed(path, because("document_long", limit=LONGEST))
        return
    if wanted != "document" and (found := questions.faq_items(str(path), path.name, markdown, wanted)):
        yield from found
        return
    yield _document(str(path), path.name, kept(path.read_bytes()), markdown, title)


def _document(source: str, name: str, raw: bytes, markdown: str, title: str = "") -> Item:
    content: Content
    if not markdown.strip():
        content = Failed(because("no_text"))
    elif len(markdown) > LONGEST:
        content = Failed(because("document_long", limit=LONGEST))
    else:
        heading = re.search(r"^#{1,6} (.+)$", markdown, re.MULTILINE)
        title = (heading[1] if heading else "") or title or name.rpartition(".")[0] or name
        content = DocumentEntry(external_id=name, title=title.strip(), body=markdown)
    return Item(source=source, key=name, kind="document", raw=raw, content=content)


def failed(path: Path, reason: Reason) -> Item:
    """The one item of a document that cannot be read."""
    with path.open("rb") as file:
        raw = file.read(_KEPT_OF_FAILED)
    return Item(source=str(path), key=path.name, kind="document", raw=raw, content=Failed(reason))


def kept(raw: bytes) -> bytes:
    """What an item carries of a document that was read: its bytes, of a large one what tells it from others."""
    return raw if len(raw) <= _KEPT_WHOLE else b"sha256:" + hashlib.sha256(raw).digest()


def office_refusal(path: Path) -> Reason | None:
    """Why an Office file must not be opened, in one sentence; None when it may."""
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if start == _OLE:
        return because("office_locked")
    return zipped.refusal(path)


def macros(path: Path) -> Iterator[Item]:
    """What says that the macros of a file were left alone."""
    if office.has_macros(path):
        content = Skipped(because("macros"))
        yield Item(
            str(path), f"{path.name} macros", "document", path.name.encode("utf-8", "replace"), content
        )


def _pdf_refusal(path: Path) -> Reason | None:
    """Why a PDF must not be parsed, or None; one that takes repair to know is left to its parser."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return because("pdf_locked")
        if reader.get_num_pages() > MOST_PAGES:
            return because("pdf_long", limit=MOST_PAGES)
    except Exception:  # noqa: BLE001  damaged: the parser itself says how
        return None
    return None


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
