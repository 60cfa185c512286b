"""How far a confidence can be believed: for each range of it, how many of those answers would have been right.

A confidence is a promise: of the questions it calls .8, eight in ten should find their article first. The diagram is
plain SVG with its figures as text, so that nothing has to be installed to draw or read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

RANGES = 10  # of equal width
WIDTH, HEIGHT = 520, 560
LEFT, TOP, SIDE = 60, 40, 420  # of the square that is drawn in
FOOT = 48  # beneath it: how many questions are in each range
INK, SOFT, BAR, LINE = "#1f2933", "#9aa5b1", "#4c8ccf", "#c0392b"


@dataclass(frozen=True)
class Range:
    """The questions whose confidence lies in [low, high).

    Attributes:
        confidence: their mean confidence.
        right: the share whose first article is a relevant one; never so for an unanswerable question.
    """

    low: float
    high: float
    questions: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """All ranges that hold a question, and the expected calibration error (Naeini et al. 2015)."""

    ranges: tuple[Range, ...]
    error: float
    questions: int


def reliability(judgements: Sequence[Mapping[str, Any]]) -> Reliability:
    """Sort judged questions (see `assistant.evaluation.Judgement.kept`) into ranges of confidence."""
    placed: dict[int, list[tuple[float, bool]]] = {}
    for one in judgements:
        sure = float(one["confidence"])
        right = one["rank"] == 1
        placed.setdefault(min(RANGES - 1, int(sure * RANGES)), []).append((sure, right))
    ranges = tuple(
        Range(
            low=place / RANGES,
            high=(place + 1) / RANGES,
            questions=len(found),
            confidence=sum(sure for sure, _ in found) / len(found),
            right=sum(right for _, right in found) / len(found),
        )
        for place, found in sorted(placed.items())
    )
    every = len(judgements)
    off = sum(one.questions * abs(one.confidence - one.right) for one in ranges)
    return Reliability(ranges, off / every if every else 0.0, every)


def table(found: Reliability) -> dict[str, Any]:
    """Return it as JSON prints it."""
    rows = [
        {
            "from": one.low,
            "to": one.high,
            "questions": one.questions,
            "confidence": round(one.confidence, 4),
            "right": round(one.right, 4),
        }
        for one in found.ranges
    ]
    return {"expected_calibration_error": round(found.error, 4), "ranges": rows}


def diagram(found: Reliability, threshold: float, title: str) -> str:
    """Draw the ranges as an SVG document.

    Args:
        threshold: the confidence from which questions are answered, drawn as a line.
        title: what was measured; any text.
    """
    most = max((one.questions for one in found.ranges), default=1)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}">'
        ),
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}</text>',
        *_axes(),
        *(part for one in found.ranges for part in _bars(one, most)),
        _line(0, 0, 1, 1, SOFT, "4 4"),
        _line(threshold, 0, threshold, 1, LINE, "2 3"),
        f'<text x="{_x(threshold) + 4:g}" y="{TOP + 14}" fill="{LINE}">answers from {threshold:.2f}</text>',
        (
            f'<text x="{LEFT}" y="{HEIGHT - 10}">{found.questions} questions; expected calibration error '
            f"{found.error:.3f}</text>"
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes() -> list[str]:
    parts = [f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="{SOFT}"/>']
    for tenth in range(0, RANGES + 1, 2):
        share = tenth / RANGES
        parts.append(f'<text x="{LEFT - 8}" y="{_y(share) + 4:g}" text-anchor="end">{share:.1f}</text>')
        parts.append(f'<text x="{_x(share):g}" y="{TOP + SIDE + 16}" text-anchor="middle">{share:.1f}</text>')
    middle = TOP + SIDE / 2
    parts.append(
        f'<text x="16" y="{middle:g}" text-anchor="middle" transform="rotate(-90 16 {middle:g})">'
        "share that is right</text>"
    )
    parts.append(
        f'<text x="{LEFT + SIDE / 2:g}" y="{TOP + SIDE + FOOT - 16}" text-anchor="middle">confidence</text>'
    )
    return parts


def _bars(one: Range, most: int) -> list[str]:
    """Draw a range: how often it is right, and, as a thin bar at the foot, how many questions it holds."""
    wide = SIDE / RANGES
    tall, amount = one.right * SIDE, one.questions / most * (FOOT - 36)
    told = f"{one.low:.1f} to {one.high:.1f}: {one.questions} questions, {one.right:.2f} right"
    left = _x(one.low)
    return [
        (
            f'<rect x="{left + 2:g}" y="{TOP + SIDE - tall:.1f}" width="{wide - 4:g}" height="{tall:.1f}" '
            f'fill="{BAR}" fill-opacity="0.75"><title>{told}</title></rect>'
        ),
        f'<circle cx="{_x(one.confidence):.1f}" cy="{_y(one.right):.1f}" r="3"/>',
        (
            f'<rect x="{left + 2:g}" y="{TOP + SIDE + FOOT - 8:g}" width="{wide - 4:g}" height="{amount:.1f}" '
            f'fill="{SOFT}"/>'
        ),
        (
            f'<text x="{left + wide / 2:g}" y="{TOP + SIDE + FOOT + 18:g}" text-anchor="middle" font-size="10">'
            f"{one.questions}</text>"
        ),
    ]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str) -> str:
    return (
        f'<line x1="{_x(x1):g}" y1="{_y(y1):g}" x2="{_x(x2):g}" y2="{_y(y2):g}" stroke="{colour}" '
        f'stroke-dasharray="{dashes}"/>'
    )


def _x(share: float) -> float:
    return LEFT + share * SIDE


def _y(share: float) -> float:
    return TOP + (1 - share) * SIDE
