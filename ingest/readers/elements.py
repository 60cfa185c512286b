"""unstructured's elements as Markdown: headings, lists with their depth, tables, links, code.

Invariant: the text of every element but running heads and page numbers comes out once, in its order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ingest.readers.charsets import plain
from ingest.readers.markdown_text import html_table, linked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DROPPED = {"Header", "Footer", "PageBreak", "PageNumber", "Image"}
_LONGEST_HEADING = 80
_MOST_HEADING_WORDS = 10
_SENTENCE_END = re.compile(r"[.!。！;；,،，؛:：]$")
_BULLET = re.compile(r"^(?:- |\d+[.)] )")


def to_markdown(elements: Sequence[Any], *, guess_headings: bool = False) -> str:
    """The Markdown of some elements; `guess_headings` where the format marks none itself."""
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


def slides_to_markdown(elements: Sequence[Any], notes: Mapping[int, str]) -> str:
    """The Markdown of a presentation: a heading for each slide's title, then its text, then what is said.

    Args:
        elements: What unstructured gives for a presentation, without notes.
        notes: The speaker notes by the number of the slide.
    """
    slides: dict[int, list[str]] = {number: [] for number in notes}
    for element in elements:
        if element.category in _DROPPED:
            continue
        blocks = slides.setdefault(element.metadata.page_number or 1, [])
        is_title = element.category == "Title" and not element.metadata.category_depth and not blocks
        if block := _slide_block(element, is_title=is_title):
            apart = (
                "\n"
                if blocks and _BULLET.match(block.lstrip()) and _BULLET.match(blocks[-1].strip())
                else "\n\n"
            )
            blocks.append(apart + block)
    for number, said in notes.items():
        slides[number].append(
            "\n\n" + "\n>\n".join(f"> {line}" for line in said.splitlines() if line.strip())
        )
    return plain("".join("".join(slides[number]) for number in sorted(slides))).strip()


def _slide_block(element: Any, *, is_title: bool) -> str:
    depth = element.metadata.category_depth or 0
    if element.category == "Table":
        return _block(element, is_heading=False, outermost=0)
    text = " ".join(element.text.split())
    if is_title and text:
        return f"# {text}"
    # What PowerPoint indents is a list; unstructured takes short ones for titles below the title.
    return f"{'  ' * max(0, depth - 1)}- {text}" if depth and text else text


def _block(element: Any, *, is_heading: bool, outermost: int) -> str:
    text = " ".join(element.text.split())
    data = element.metadata
    if element.category == "Table":
        return html_table(data.text_as_html or "") or text
    if element.category == "Title" and is_heading and text:
        return f"{'#' * min(6, (data.category_depth or 0) + 1)} {_linked(text, data)}"
    if element.category == "ListItem":
        numbered = re.match(r"\d+[.)] ", text)
        return "  " * ((data.category_depth or 0) - outermost) + _linked(
            text if numbered else f"- {text}", data
        )
    if element.category == "CodeSnippet":
        return f"```\n{element.text}\n```"
    return f"**{text}**" if _is_bold(text, data) else _linked(text, data)


def _linked(text: str, data: Any) -> str:
    return linked(text, list(zip(data.link_texts or (), data.link_urls or (), strict=False)))


def _is_bold(text: str, data: Any) -> bool:
    """Whether a paragraph is bold from end to end: what people write who know no styles for headings."""
    runs = zip(data.emphasized_text_contents or (), data.emphasized_text_tags or (), strict=False)
    bold = "".join("".join(words.split()) for words, tag in runs if "b" in tag)
    return bool(text) and "*" not in text and bold == "".join(text.split())


def _is_heading(text: str) -> bool:
    """Whether a short paragraph of plain text reads like a heading."""
    text = text.strip()
    short = len(text) <= _LONGEST_HEADING and len(text.split()) <= _MOST_HEADING_WORDS
    return short and not _SENTENCE_END.search(text) and any(letter.isalpha() for letter in text)
