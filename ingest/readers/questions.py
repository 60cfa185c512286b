"""Markdown into sections by heading, and those whose heading is a question into FAQ items.

Invariant: every word under a question heading is in its answer; a section that is no question stays an
article, so that nothing of the file but introductions between headings is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from ingest.items import ArticleEntry, DocumentEntry, Failed, FaqEntry, Item
from ingest.readers.marked_questions import pairs
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.items import Content, Kind

_MARK = re.compile(r"[?？؟]")
_ENGLISH = re.compile(
    r"(?:how (?:do|does|can|could|should|long|much|many|often|soon)"
    r"|what (?:is|are|if|does|do|should|happens|can)|which .+ (?:do|does|can|should|is|are)"
    r"|why (?:is|are|do|does|did|can|was)|when (?:will|do|does|can|is|are)"
    r"|where (?:is|are|can|do|does)|who (?:is|are|can|do)"
    r"|(?:can|do|does|may|should|will) (?:i|you|we|my)|is (?:it|there|my)|are (?:there|my)"
    r"|i (?:can't|cannot|forgot|lost|have not|haven't))\b",
    re.IGNORECASE,
)
_PERSIAN = re.compile(
    "(?:چگونه|چطور|چه[ \u200c]طور|چجوری|چه|چرا|آیا|(?:از )?کجا|(?:تا )?کی|چند|چقدر|کدام|نحوه|در صورتی که .+ چه)\\b"
)
_CHINESE = re.compile(
    "怎么|怎麼|怎样|怎樣|如何|为什么|為什麼|为何|為何|什么时候|什麼時候|是否|能否|可否|多少|多久|哪里|哪裡|哪些|哪个"
    "|[吗嗎呢]$|^什[么麼]"
)
_NUMBER = re.compile(
    r"^\s*(?:\(?\d+[.)、．]\s*|(?:Q|问|問|س|پرسش|سؤال|سوال)\s*\d*\s*[:：.、]\s*)+", re.IGNORECASE
)
_ANSWER_MARK = re.compile(r"^\s*(?:\*\*)?(?:A|Answer|答|答案|ج|پاسخ)\s*[:：]\s*(?:\*\*)?\s*", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|`|\[([^\]]*)\]\([^)]*\)|\s*\{#[^}]*\}\s*$|<[^>]+>")
_ALL_BOLD = re.compile(r"(\*\*|__)(?!\s)([^*\n]+?)\1\s*$")
_LONGEST_BOLD = 300  # characters
_FEWEST_LINES = 2
_DEEPEST = 7  # one below the deepest heading
_LONGEST_HEADING = 2000  # characters
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text up to the next one; `parents` are the headings above it, outermost first."""

    level: int
    heading: str
    text: str
    parents: tuple[str, ...] = ()


def is_question(heading: str) -> bool:
    """Whether a heading asks something, in English, Persian or Chinese, with a question mark or without."""
    heading = _NUMBER.sub("", heading).strip()
    if _MARK.search(heading[-3:]):
        return True
    return bool(_ENGLISH.match(heading) or _PERSIAN.match(heading) or _CHINESE.search(heading))


def items(source: str, name: str, markdown: str, raw: bytes, wanted: Kind = "unknown") -> Iterator[Item]:
    """The items of a Markdown text: FAQ entries and articles by heading, or one document.

    Args:
        source: Path of the file.
        name: What to call the document, and the first part of the entries' ids.
        markdown: The text.
        raw: The bytes of the file, for the document; entries carry their own part of the text.
        wanted: "faq" takes every lowest heading with text for a question; "document" takes none.
    """
    markdown = _FRONT_MATTER.sub("", markdown)
    entries = [] if wanted == "document" else faq_items(source, name, markdown, wanted)
    if entries:
        yield from entries
        return
    title = next((one.heading for one in sections_of(markdown) if one.heading), "") or name.rpartition(".")[0]
    content = (
        DocumentEntry(external_id=name, title=title or name, body=markdown.strip())
        if markdown.strip()
        else Failed(because("no_text"))
    )
    yield Item(source=source, key=name, kind="document", raw=raw, content=content)


def faq_items(source: str, name: str, markdown: str, wanted: Kind = "unknown") -> list[Item]:
    """The entries of a Markdown text whose headings are questions, at least half of them, or that marks them.

    Returns:
        The items in order; [] when the text is no FAQ.
    """
    entries = _entries(sections_of(markdown), all_are_questions=wanted == "faq")
    asked = sum(is_asked for _, is_asked in entries)
    if not asked or asked * 2 < len(entries):
        return marked_items(source, name, markdown, wanted)
    return [entry_item(source, name, section, is_asked=is_asked) for section, is_asked in entries]


def marked_items(source: str, name: str, text: str, wanted: Kind = "unknown") -> list[Item]:
    """The entries of a text that marks its questions and answers ("Q: … A: …"); [] when it does not."""
    return [
        entry_item(
            source, name, Section(2, pair.question, pair.answer, ("", pair.heading) if pair.heading else ())
        )
        for pair in pairs(text, trusting=wanted == "faq")
    ]


def line_items(source: str, name: str, text: str, wanted: Kind = "unknown") -> list[Item]:
    """The entries of a plain text whose paragraphs each begin with a line that asks; [] when it has few such."""
    lines = text.split("\n")
    asking = [
        number
        for number, line in enumerate(lines[:-1])
        if lines[number + 1].strip()
        and (number == 0 or not lines[number - 1].strip())
        and len(line) <= _LONGEST_BOLD
        and is_question(line.strip())
    ]
    if len(asking) < _FEWEST_LINES:
        return []
    for number in asking:
        lines[number] = f"## {lines[number].strip()}\n"
    return faq_items(source, name, "\n".join(lines), wanted)


def entry_item(source: str, name: str, section: Section, *, is_asked: bool = True) -> Item:
    """The item of one section: an FAQ entry when it asks something, else an article."""
    content: Content
    if not section.text:
        content = Failed(because("question_alone"))
    else:
        content = _faq(name, section) if is_asked else _article(name, section)
    raw = f"{section.heading}\n{section.text}".encode("utf-8", "replace")
    kind: Kind = "faq" if is_asked else "article"
    return Item(source=source, key=section.heading[:500], kind=kind, raw=raw, content=content)


def sections_of(markdown: str) -> list[Section]:
    """The sections in order; text before the first heading is a section of level 0 without a heading.

    A question in bold on a line of its own is a heading: so people write who know no styles.
    """
    lines = markdown.split("\n")
    tokens = MarkdownIt("commonmark").parse(markdown)
    starts = [(0, 0, 0, "")]
    above = 0  # the level of the last real heading
    for token, inline in pairwise(tokens):
        if token.level or not token.map:
            continue
        if token.type == "heading_open":
            starts.append((token.map[0], token.map[1], int(token.tag[1]), inline.content))
            above = int(token.tag[1])
        elif token.type == "paragraph_open" and _is_bold_question(line := inline.content.split("\n")[0]):
            starts.append((token.map[0], token.map[0] + 1, min(above + 1, _DEEPEST), line))
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    for position, (_, text_start, level, heading) in enumerate(starts):
        end = starts[position + 1][0] if position + 1 < len(starts) else len(lines)
        while path and path[-1][0] >= level:
            path.pop()
        bare = " ".join(_MARKUP.sub(r"\1", heading[:_LONGEST_HEADING]).split())
        text = "\n".join(lines[text_start:end]).strip()
        if bare or text:
            sections.append(Section(level, bare, text, tuple(above for _, above in path if above)))
        path.append((level, bare))
    return sections


def _is_bold_question(line: str) -> bool:
    bold = _ALL_BOLD.match(line) if len(line) <= _LONGEST_BOLD else None
    return bold is not None and is_question(bold[2].strip())


def _entries(sections: list[Section], *, all_are_questions: bool) -> list[tuple[Section, bool]]:
    """The sections that stand for themselves, each with whether it is a question.

    A question keeps the headings below it as part of its answer, unless they are questions themselves. A
    heading with entries below it only introduces them.
    """
    entries: list[tuple[Section, bool]] = []
    position = 0
    while position < len(sections):
        section = sections[position]
        below = position + 1
        while below < len(sections) and sections[below].level > section.level:
            below += 1
        inner = sections[position + 1 : below]
        asks = is_question(section.heading) and not any(is_question(one.heading) for one in inner)
        position += 1
        if asks and inner:
            text = "\n\n".join(
                [section.text, *(f"{'#' * one.level} {one.heading}\n\n{one.text}" for one in inner)]
            )
            entries.append((Section(section.level, section.heading, text.strip(), section.parents), True))
            position = below
        elif section.heading and not inner and (section.text or asks):
            entries.append((section, asks or all_are_questions))
    return entries


def _faq(name: str, section: Section) -> FaqEntry:
    question = _NUMBER.sub("", section.heading).strip() or section.heading
    return FaqEntry(
        external_id=f"{name}#{question}",
        question=question,
        answer=_ANSWER_MARK.sub("", section.text, count=1).strip(),
        category=_category(section),
    )


def _article(name: str, section: Section) -> ArticleEntry:
    return ArticleEntry(
        external_id=f"{name}#{section.heading}",
        title=section.heading,
        body=section.text,
        category=_category(section),
    )


def _category(section: Section) -> str | None:
    """The heading just above, but for the title of the whole file."""
    return section.parents[-1] if len(section.parents) > 1 else None
