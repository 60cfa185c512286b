"""The lines of a PDF become Markdown: paragraphs, headings by size of type, tables by position.

Invariant: every line comes out once, in reading order, but for running heads, feet and page numbers, which
repeat on every page.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.markdown_text import table
from ingest.readers.visual_order import is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING_FROM = 1.15  # times the size of the body type
_LONGEST_HEADING = 150
_LEVELS = 4
_FULL_LINE = 0.6  # of the widest line
_CJK_END = re.compile(r"[\u3000-\u9fff\uff00-\uffef]$")
_CJK_START = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_SENTENCE_END = re.compile(r"[.!?؟。！？:：…]\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type; positions and `height` in points from the top left corner of its page."""

    text: str
    page: int
    left: float
    right: float
    top: float
    height: float
    is_item: bool = False
    at_edge: bool = False


def to_markdown(lines: Sequence[Line]) -> str:
    """The Markdown of a document's lines, in the order of its pages."""
    rows = _rows(_without_running(lines))
    body = _body_height(rows)
    levels = _heading_levels(rows, body)
    widest = max((row[0].right - row[0].left for row in rows if len(row) == 1), default=0.0)
    blocks: list[str] = []
    position = 0
    while position < len(rows):
        end = _end_of_block(rows, position, levels, widest)
        blocks.append(_block(rows[position:end], levels))
        position = end
    return "\n\n".join(block for block in blocks if block)


def _block(rows: Sequence[Sequence[Line]], levels: dict[float, int]) -> str:
    first = rows[0]
    if len(first) > 1:
        cells = [[line.text for line in row] for row in rows]
        return table(cells) if len(rows) > 1 else "  ".join(cells[0])
    text = _joined([row[0].text for row in rows])
    if first[0].is_item:
        return text if re.match(r"\d", text) else f"- {text}"
    level = _level(first[0], levels)
    return f"{'#' * level} {text}" if level else text


def _end_of_block(rows: Sequence[Sequence[Line]], start: int, levels: dict[float, int], widest: float) -> int:
    """Where the block that starts at a row ends: a table, a heading, an item or a paragraph."""
    first = rows[start]
    end = start + 1
    while end < len(rows):
        row, above = rows[end], rows[end - 1]
        if len(first) > 1:
            if len(row) != len(first):
                break
        elif len(row) > 1 or row[0].is_item or not _continues(above[0], row[0], levels, widest):
            break
        end += 1
    return end


def _continues(above: Line, line: Line, levels: dict[float, int], widest: float) -> bool:
    """Whether a line goes on with the paragraph, or the heading, of the line above it."""
    same_type = abs(line.height - above.height) <= 0.1 * above.height
    same_type = same_type and _level(line, levels) == _level(above, levels)
    if not _level(line, levels) and above.right - above.left < _FULL_LINE * widest:
        return False  # it ended because its words did
    if line.page != above.page:
        return same_type and line.page == above.page + 1 and not _SENTENCE_END.search(above.text)
    gap = line.top - (above.top + above.height)
    return same_type and -above.height < gap < 0.7 * above.height


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines side by side form a row, from the side where reading begins."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    right_to_left = is_right_to_left(" ".join(line.text for line in lines))
    return [sorted(row, key=lambda line: line.left, reverse=right_to_left) for row in rows]


def _beside(one: Line, other: Line) -> bool:
    apart = other.left >= one.right - 1 or other.right <= one.left + 1
    return one.page == other.page and apart and abs(one.top - other.top) < 0.4 * max(one.height, other.height)


def _without_running(lines: Sequence[Line]) -> list[Line]:
    """The lines without what stands at the edge of several pages, and without page numbers."""
    pages: dict[str, set[int]] = {}
    for line in lines:
        if line.at_edge:
            pages.setdefault(_without_digits(line.text), set()).add(line.page)
    return [
        line
        for line in lines
        if not line.at_edge or (_without_digits(line.text) and len(pages[_without_digits(line.text)]) < 2)
    ]


def _without_digits(text: str) -> str:
    return re.sub(r"[\d\W_]+", "", text)


def _body_height(rows: Sequence[Sequence[Line]]) -> float:
    """The height of most letters."""
    letters: Counter[float] = Counter()
    for row in rows:
        for line in row:
            letters[round(line.height, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _heading_levels(rows: Sequence[Sequence[Line]], body: float) -> dict[float, int]:
    """The heading level of each height of type clearly above the body's, the largest first."""
    heights = {
        round(row[0].height, 1) for row in rows if len(row) == 1 and row[0].height >= body * _HEADING_FROM
    }
    return {
        height: min(level, _LEVELS) for level, height in enumerate(sorted(heights, reverse=True), start=1)
    }


def _level(line: Line, levels: dict[float, int]) -> int:
    """The heading level of a line, 0 for body text."""
    return 0 if line.is_item or len(line.text) > _LONGEST_HEADING else levels.get(round(line.height, 1), 0)


def _joined(lines: Sequence[str]) -> str:
    """The lines of one paragraph as one: hyphens at line ends undone, no space between Chinese characters."""
    text = ""
    for line in lines:
        if re.search(r"[a-z]-$", text) and re.match(r"[a-z]", line):
            text = text[:-1] + line
        elif _CJK_END.search(text) and _CJK_START.match(line):
            text += line
        else:
            text = f"{text} {line}" if text else line
    return text
