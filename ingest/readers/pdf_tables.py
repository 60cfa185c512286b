"""Tables in a PDF, found by where their cells stand.

Invariant: a table begins with cells side by side and takes only lines that stand under one of them, so that
a paragraph is never drawn into it; lines of one cell are joined in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIGNED = 4.0  # points by which the edges of one column may differ
_FARTHEST = 3.0  # times its height that a line may be below the one above it
_TWO_KINDS = 1.6  # largest gap over smallest, from which gaps inside cells differ from gaps between rows


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

    @property
    def bottom(self) -> float:
        """Where the line ends, in points from the top of its page."""
        return self.top + self.height


def beside(one: Line, other: Line) -> bool:
    """Whether two lines stand next to each other."""
    apart = other.left >= one.right - 1 or other.right <= one.left + 1
    return one.page == other.page and apart and abs(one.top - other.top) < 0.4 * max(one.height, other.height)


def table_at(lines: Sequence[Line], start: int) -> tuple[list[list[str]], int]:
    """The table whose first row begins at a line.

    Returns:
        The texts of its cells by row, and where the lines after it begin; ([], start) when there is none.
    """
    end = start + 1
    while end < len(lines) and all(beside(line, lines[end]) for line in lines[start:end]):
        end += 1
    header = sorted(lines[start:end], key=lambda line: line.left)
    if len(header) < 2:
        return [], start
    placed = [(_column(header, line), line) for line in lines[start:end]]
    while end < len(lines) and (column := _column(header, lines[end])) is not None:
        if lines[end].top - max(line.bottom for _, line in placed) > _FARTHEST * lines[end].height:
            break
        placed.append((column, lines[end]))
        end += 1
    rows = _rows([(column or 0, line) for column, line in placed], len(header))
    while rows and not any(rows[-1][1:]):
        end -= len(rows.pop()[0])
    if len(rows) < 2:
        return [], start
    return [[" ".join(line.text for line in cell) for cell in row] for row in rows], end


def _column(header: Sequence[Line], line: Line) -> int | None:
    """The number of the column a line stands in, None when it stands in none."""
    if line.page != header[0].page or line.top < header[0].top - line.height:
        return None
    for number, cell in enumerate(header):
        aligned = min(
            abs(line.left - cell.left),
            abs(line.right - cell.right),
            abs((line.left + line.right) - (cell.left + cell.right)) / 2,
        )
        after = number == 0 or line.left > header[number - 1].right - 1
        before = number + 1 == len(header) or line.right < header[number + 1].left + 1
        if aligned <= _ALIGNED and after and before:
            return number
    return None


def _rows(placed: Sequence[tuple[int, Line]], width: int) -> list[list[list[Line]]]:
    """The lines of each cell, by row; what stands nearer together than rows do is one row."""
    bands: list[list[tuple[int, Line]]] = []
    for column, line in sorted(placed, key=lambda one: one[1].top):
        if bands and line.top < max(other.bottom for _, other in bands[-1]) - 1:
            bands[-1].append((column, line))
        else:
            bands.append([(column, line)])
    rows: list[list[list[Line]]] = []
    widest_inside = _gap_inside_rows(bands)
    bottom = 0.0
    for band in bands:
        gap = band[0][1].top - bottom
        goes_on = rows and (gap < widest_inside or (not widest_inside and all(column for column, _ in band)))
        if not goes_on:
            rows.append([[] for _ in range(width)])
        for column, line in band:
            rows[-1][column].append(line)
        bottom = max(line.bottom for _, line in band)
    return rows


def _gap_inside_rows(bands: Sequence[Sequence[tuple[int, Line]]]) -> float:
    """Below which gap two bands are one row; 0 when all gaps are alike."""
    bottoms = [max(line.bottom for _, line in band) for band in bands]
    gaps = [max(band[0][1].top - bottom, 0.1) for band, bottom in zip(bands[1:], bottoms, strict=False)]
    if not gaps or max(gaps) < _TWO_KINDS * min(gaps):
        return 0.0
    return float((min(gaps) * max(gaps)) ** 0.5)
