"""What a turn shows, as numbers: its cues, its size, its place, and how near it is to the problem.

Invariant: the same columns in the same order for fitting (`benchmarks.mining_fit`) and for judging; counts and
places are capped, so that a conversation of a thousand turns looks like a long one and not like nothing known.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ingest.resolution import cues, customer_cues
from ingest.resolution.answers import WEIGHTS, signs, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ingest.resolution.turns import Turn

_SIGNS = tuple(name for name in WEIGHTS if name != "always")
_AGENT_CUES = (
    cues.INSTRUCTS, cues.POINTS, cues.STATES, cues.DONE, cues.ASKS, cues.DEFERS, cues.EXPLAINS, cues.SUGGESTS,
)  # fmt: skip
_CUSTOMER_CUES = (
    customer_cues.THANKS, customer_cues.CONFIRMS, customer_cues.DENIES, customer_cues.WORKS,
    customer_cues.BROKEN, customer_cues.QUESTION,
)  # fmt: skip
_QUESTION_MARKS, _EXCLAMATIONS = ("?", "？", "؟"), ("!", "！")
_FAR, _LONG = 6, 8  # turns
_UNRELATED = 0.85  # the cosine e5 gives to two turns of different matters, about


def turn_signs(turns: Sequence[Turn]) -> NDArray[np.float32]:
    """Return what the words of each turn show; float32, shape (len(turns), columns)."""
    return np.array([_row(turns, at) for at in range(len(turns))], np.float32)


def _row(turns: Sequence[Turn], at: int) -> list[float]:
    turn = turns[at]
    text = turn.text
    found = signs(turns, at) if turn.side == "answerer" else {}
    return [
        *(found.get(name, 0.0) for name in _SIGNS),
        *cue_counts(text),
        math.log1p(words(text)),
        float(any(mark in text for mark in _QUESTION_MARKS)),
        float(any(mark in text for mark in _EXCLAMATIONS)),
        len(turn.answering) / max(1, len(turn.sentences)),
        math.log1p(len(turn.sentences)),
    ]


def cue_counts(text: str) -> list[float]:
    """Return how often each list of cues stands in a text, as logarithms."""
    return [math.log1p(cues.count(cue, text)) for cue in (*_AGENT_CUES, *_CUSTOMER_CUES)]


def places(turns: Sequence[Turn], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return where each turn stands and how near it is to the first; float32, shape (len(turns), 8)."""
    count = len(turns)
    answering = [at for at, turn in enumerate(turns) if turn.side == "answerer"]
    last = answering[-1] if answering else -1
    near = (vectors @ vectors[0] - _UNRELATED) * 10
    return np.array(
        [
            [
                turn.side == "answerer",
                at == 0,
                min(at, _FAR) / 3,
                at == count - 1,
                min(count - 1 - at, _FAR) / 3,
                at == last,
                near[at],
                min(count, _LONG) / 4,
            ]
            for at, turn in enumerate(turns)
        ],
        np.float32,
    )
