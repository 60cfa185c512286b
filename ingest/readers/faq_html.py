"""HTML pages: FAQ entries where a page marks or lays them out as such, else one document.

Invariant: what a page declares (schema.org `FAQPage`) is believed before what it looks like (`details`, `dl`,
headings that ask); only one of these is read, so that no entry comes twice.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ingest.items import DocumentEntry, Item
from ingest.readers import documents, questions
from ingest.readers.charsets import decode, plain
from ingest.readers.html_text import parse, to_text
from ingest.readers.questions import Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind

_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE
)
_AROUND = ("nav", "footer", "aside", "form", "script", "style")
_FEWEST = 2  # entries that make a page an FAQ by its looks alone


def read_html(path: Path, wanted: Kind = "unknown") -> Iterator[Item]:
    """The items of an HTML page: its FAQ entries, or the page as one document."""
    source, name, raw = str(path), path.name, path.read_bytes()
    named = _META_CHARSET.search(raw[:4000])
    markup = decode(raw, named[1].decode("ascii", "replace") if named else None)
    root = parse(markup)
    if root is None:  # empty, or nested beyond any parser: then its words are kept
        yield documents.html_item(source, name, markup, raw)
        return
    if wanted != "document":
        if entries := _entries(root, trusting=wanted == "faq"):
            for section in entries:
                yield questions.entry_item(source, name, section)
            return
        if found := questions.faq_items(source, name, to_text(_main(root), markdown=True), wanted):
            yield from found
            return
    page = documents.html_item(source, name, markup, raw)
    body = page.content.body if isinstance(page.content, DocumentEntry) else ""
    # Questions in bold are seen here: what is read as plain text above has no marks of type.
    found = [] if wanted == "document" else questions.faq_items(source, name, body, wanted)
    yield from found or [page]


def _entries(root: Any, *, trusting: bool) -> list[Section]:
    """Question and answer pairs by the first kind of markup that has any."""
    for declared in (_linked_data(root), _microdata(root)):
        if declared:
            return declared
    for laid_out in (_details(root), _definitions(root)):
        asking = sum(questions.is_question(section.heading) for section in laid_out)
        if laid_out and (trusting or (len(laid_out) >= _FEWEST and asking * 2 >= len(laid_out))):
            return laid_out
    return []


def _linked_data(root: Any) -> list[Section]:
    """The pairs of every FAQPage in the JSON-LD of a page."""
    sections = []
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for entry in _questions_in(data):
            answer = entry.get("acceptedAnswer") or entry.get("suggestedAnswer") or {}
            answer = answer[0] if isinstance(answer, list) and answer else answer
            text = answer.get("text", "") if isinstance(answer, dict) else ""
            sections.append(_pair(to_text(str(entry.get("name", ""))), to_text(str(text), markdown=True)))
    return [section for section in sections if section.heading]


def _questions_in(data: Any) -> Iterator[dict[str, Any]]:
    """Every schema.org Question in some JSON-LD, however it is wrapped."""
    waiting = [data]
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, list):
            waiting = [*here, *waiting]
        elif isinstance(here, dict):
            if "Question" in _listed(here.get("@type")):
                yield here
            else:
                waiting = [here[key] for key in ("@graph", "mainEntity", "hasPart") if key in here] + waiting


def _microdata(root: Any) -> list[Section]:
    sections = []
    for element in root.xpath("//*[contains(@itemtype, 'schema.org/Question')]"):
        name = element.xpath(".//*[@itemprop='name']")
        answer = element.xpath(".//*[@itemprop='acceptedAnswer']")
        text = answer[0].xpath(".//*[@itemprop='text']") if answer else []
        if name and answer:
            shown = text[0] if text else answer[0]
            sections.append(_pair(to_text(name[0]), to_text(shown, markdown=True)))
    return sections


def _details(root: Any) -> list[Section]:
    sections = []
    for element in root.iter("details"):
        summary = element.find("summary")
        if summary is None:
            continue
        question = to_text(summary)
        tail = summary.tail
        element.remove(summary)  # lxml drops the tail with the element
        element.text = (element.text or "") + (tail or "")
        sections.append(_pair(question, to_text(element, markdown=True)))
    return [section for section in sections if section.heading and section.text]


def _definitions(root: Any) -> list[Section]:
    sections: list[Section] = []
    for listing in root.iter("dl"):
        question, answer = "", ""
        for element in listing.iter("dt", "dd"):
            if element.getparent().tag in {"dt", "dd"}:
                continue  # an unclosed one before it: its text is already there
            if element.tag == "dt":
                sections.append(_pair(question, answer))
                question, answer = to_text(element), ""
            else:
                answer = f"{answer}\n\n{to_text(element, markdown=True)}".strip()
        sections.append(_pair(question, answer))
    return [section for section in sections if section.heading and section.text]


def _main(root: Any) -> Any:
    """The part of a page that is about its subject: without menus, side columns and footers."""
    for path in ("//main", "//article", "//*[@role='main']", "//body"):
        found = root.xpath(path)
        if len(found) == 1:
            for element in found[0].xpath("|".join(f".//{tag}" for tag in _AROUND)):
                element.drop_tree()
            return found[0]
    return root


def _pair(question: str, answer: str) -> Section:
    return Section(level=2, heading=" ".join(plain(question).split()), text=answer.strip())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
