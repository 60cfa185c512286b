"""The lines of a PDF become Markdown: paragraphs, headings by size of type, tables by position.

Invariant: every line comes out once, in reading order, but for running heads, feet and page numbers, which
repeat on every page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.readers.markdown_text import table
from ingest.readers.pdf_tables import Line, beside, table_at
from ingest.readers.visual_order import is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING_FROM = 1.12  # times the size of the body type
_LONGEST_HEADING = 150
_LEVELS = 4
_FULL_LINE = 0.6  # of the widest line
_EAST_ASIAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SENTENCE_END = re.compile(r"[.!?؟。！？:：…]\W*$")


@dataclass(frozen=True, slots=True)
class _Type:
    """What the sizes of a document's type mean: the body's size by script, heading levels, widest line."""

    body: dict[bool, float]
    levels: dict[float, int]
    widest: float

    def level(self, line: Line) -> int:
        """The heading level of a line, 0 for body text."""
        return 0 if len(line.text) > _LONGEST_HEADING else self.levels.get(self.size(line), 0)

    def size(self, line: Line) -> float:
        """The size of a line's type relative to the body's of its script: Chinese type is drawn taller."""
        return round(line.height / (self.body.get(_is_east_asian(line.text)) or line.height), 1)


def to_markdown(lines: Sequence[Line]) -> str:
    """The Markdown of a document's lines, in the order of its pages."""
    lines = _without_running(lines)
    if is_right_to_left(" ".join(line.text for line in lines)):
        lines = [replace(line, left=-line.right, right=-line.left) for line in lines]
    sizes = _type_of(lines)
    blocks: list[str] = []
    position = 0
    while position < len(lines):
        cells, end = table_at(lines, position)
        if cells:
            blocks.append(table(cells))
        else:
            end = _end_of_block(lines, position, sizes)
            blocks.append(_block(lines[position:end], sizes))
        position = end
    return "\n\n".join(block for block in blocks if block)


def _block(lines: Sequence[Line], sizes: _Type) -> str:
    """A paragraph, heading or list item; or lines side by side that are no table."""
    first = lines[0]
    if len(lines) > 1 and beside(first, lines[1]):
        return "  ".join(line.text for line in sorted(lines, key=lambda line: line.left))
    text = _joined([line.text for line in lines])
    if level := sizes.level(first):
        return f"{'#' * level} {text}"
    return f"- {text}" if first.is_item and not re.match(r"[\d۰-۹]", text) else text


def _end_of_block(lines: Sequence[Line], start: int, sizes: _Type) -> int:
    """Where the block that starts at a line ends."""
    end = start + 1
    if end < len(lines) and beside(lines[start], lines[end]):
        while end < len(lines) and beside(lines[start], lines[end]):
            end += 1
        return end
    while end < len(lines) and not lines[end].is_item and _continues(lines[end - 1], lines[end], sizes):
        if end + 1 < len(lines) and beside(lines[end], lines[end + 1]):
            break
        end += 1
    return end


def _continues(above: Line, line: Line, sizes: _Type) -> bool:
    """Whether a line goes on with the paragraph, or the heading, of the line above it."""
    level = sizes.level(line)
    if level != sizes.level(above):
        return False
    mixed = _is_east_asian(line.text) or _is_east_asian(above.text)  # one foreign letter makes a line taller
    if not mixed and abs(sizes.size(line) - sizes.size(above)) > 0.1:
        return False
    if not level and above.right - above.left < _FULL_LINE * sizes.widest:
        return False  # it ended because its words did
    if line.page != above.page:
        return line.page == above.page + 1 and not level and not _SENTENCE_END.search(above.text)
    return -above.height < line.top - above.bottom < 0.7 * above.height


def _without_running(lines: Sequence[Line]) -> list[Line]:
    """The lines without what stands at the edge of several pages, and without page numbers."""
    pages: defaultdict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.at_edge:
            pages[_letters(line.text)].add(line.page)
    return [line for line in lines if not line.at_edge or len(pages.get(_letters(line.text), ())) == 1]


def _letters(text: str) -> str:
    """The letters of a text; a page number has none, and one made up is never alone on its page."""
    return re.sub(r"[\d\W_]+", "", text)


def _type_of(lines: Sequence[Line]) -> _Type:
    """Measure a document's type: the size most letters of a script have, and what is clearly larger."""
    letters: defaultdict[bool, Counter[float]] = defaultdict(Counter)
    for line in lines:
        letters[_is_east_asian(line.text)][round(line.height, 1)] += len(line.text)
    body = {script: sizes.most_common(1)[0][0] for script, sizes in letters.items()}
    widest = max((line.right - line.left for line in lines), default=0.0)
    unlevelled = _Type(body, {}, widest)
    larger = sorted(
        {size for line in lines if (size := unlevelled.size(line)) >= _HEADING_FROM}, reverse=True
    )
    return replace(
        unlevelled, levels={size: min(level, _LEVELS) for level, size in enumerate(larger, start=1)}
    )


def _is_east_asian(text: str) -> bool:
    return _EAST_ASIAN.search(text) is not None


def _joined(lines: Sequence[str]) -> str:
    """The lines of one paragraph as one: hyphens at line ends undone, no space between Chinese characters."""
    text = ""
    for line in lines:
        if re.search(r"[a-z]-$", text) and re.match(r"[a-z]", line):
            text = text[:-1] + line
        elif text and _EAST_ASIAN.match(text[-1]) and _EAST_ASIAN.match(line):
            text += line
        else:
            text = f"{text} {line}" if text else line
    return text
