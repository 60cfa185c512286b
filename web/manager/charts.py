"""Stacked columns as plain geometry: templates draw it as SVG, with the same figures as a table behind.

Whole numbers of the figures are never changed: heights are shares of the peak, and the peak is a round number at or
above the highest column, so that the axis can say it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 180.0
GAP = 0.25  # of a column's share of the width
WIDEST = 48.0  # a column of a chart with few of them


@dataclass(frozen=True)
class Bar:
    """One rectangle in units of the drawing, from its upper left corner; `series` counts from 0."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Column:
    """One column: its label, a figure for each series, and the bars of those that are not 0."""

    label: str
    figures: tuple[float, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """Columns in reading order, the names of the series, and the figure at the upper edge."""

    series: tuple[str, ...]
    columns: tuple[Column, ...]
    peak: float
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(column.bars for column in self.columns)


def stacked(
    series: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]], *, mirrored: bool = False
) -> Chart:
    """Return a chart of rows (label, a figure for each series, none below 0); `mirrored` for right-to-left pages."""
    peak = ceiling(max((sum(figures) for _, figures in rows), default=0))
    share = WIDTH / max(len(rows), 1)
    wide = min(share * (1 - GAP), WIDEST)
    columns = []
    for at, (label, figures) in enumerate(rows):
        middle = (at + 0.5) * share
        left = (WIDTH - middle if mirrored else middle) - wide / 2
        columns.append(Column(label, tuple(figures), tuple(_bars(figures, peak, left, wide))))
    return Chart(tuple(series), tuple(columns), peak)


def _bars(figures: Sequence[float], peak: float, left: float, wide: float) -> list[Bar]:
    bars, top = [], HEIGHT
    for series, figure in enumerate(figures):
        height = figure / peak * HEIGHT
        top -= height
        if height > 0:
            bars.append(Bar(round(left, 2), round(top, 2), round(wide, 2), round(height, 2), series))
    return bars


def ceiling(highest: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50, … that is not below a figure; 1 for nothing."""
    if highest <= 1:
        return 1
    step = 10.0 ** math.floor(math.log10(highest))
    return next(float(step * factor) for factor in (1, 2, 5, 10) if step * factor >= highest)
