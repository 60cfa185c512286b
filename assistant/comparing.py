"""Compares two runs of golden questions: which questions went from right to wrong, and back.

Pure: only questions that both runs asked are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BETTER, WORSE = "better", "worse"


@dataclass(frozen=True)
class Flip:
    """One question whose outcome changed.

    Attributes:
        what: `first_place` (a relevant article came first, or no longer) or `answered` (rightly answered or
            abstained from, or no longer).
        change: `better` or `worse`.
        before: the first article's id, or `answered` / `abstained`; likewise after.
    """

    question: str
    language: str
    what: str
    change: str
    before: str
    after: str


def flips(base: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[Flip]:
    """Return what changed, worse first."""
    before = {_key(one): one for one in base}
    found: list[Flip] = []
    for one in now:
        was = before.get(_key(one))
        if was is not None:
            found += _changes(was, one)
    return sorted(found, key=lambda flip: (flip.change != WORSE, flip.what, flip.language))


def _key(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["question"], one["language"]


def _changes(was: Mapping[str, Any], one: Mapping[str, Any]) -> list[Flip]:
    asked = one["question"], one["language"]
    found = []
    if one["relevant"] and (was["rank"] == 1) != (one["rank"] == 1):
        change = BETTER if one["rank"] == 1 else WORSE
        found.append(Flip(*asked, "first_place", change, str(was["first"]), str(one["first"])))
    if was["answered"] != one["answered"]:
        change = BETTER if one["answered"] == bool(one["relevant"]) else WORSE
        found.append(Flip(*asked, "answered", change, _said(was), _said(one)))
    return found


def _said(one: Mapping[str, Any]) -> str:
    return "answered" if one["answered"] else "abstained"


def curve(judgements: Sequence[Mapping[str, Any]], steps: int = 10) -> list[dict[str, float]]:
    """Return for rising thresholds which share of the questions is answered, rightly and wrongly.

    Returns:
        Rows of `threshold`, `answered` (share of the answerable ones), `right` (share of these whose first article
        is relevant) and `wrongly_answered` (share of the unanswerable ones).
    """
    can = [one for one in judgements if one["relevant"]]
    cannot = [one for one in judgements if not one["relevant"]]
    rows = []
    for step in range(1, steps):
        threshold = step / steps
        answered = [one for one in can if one["confidence"] >= threshold]
        wrongly = sum(one["confidence"] >= threshold for one in cannot)
        rows.append(
            {
                "threshold": threshold,
                "answered": len(answered) / max(len(can), 1),
                "right": sum(one["rank"] == 1 for one in answered) / max(len(answered), 1),
                "wrongly_answered": wrongly / max(len(cannot), 1),
            }
        )
    return rows
