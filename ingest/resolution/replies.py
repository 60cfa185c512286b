"""Which replies answer in a thread where many people speak and nobody is the agent: a forum, a group chat.

Invariant: one score a reply, from what it says and where it stands; weights as in `judging`, fitted to the labels
of public forum threads.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ingest.resolution.answers import words
from ingest.resolution.features import cue_counts
from ingest.resolution.judging import weights
from ingest.resolution.turns import speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ingest.resolution.turns import Turn

    Floats = NDArray[np.float32]

_MANY = 3  # people
_UNRELATED = 0.85
SCALES = (0.5, 0.1)  # of the standardised signs, and of the standardised vectors


def many_voiced(turns: Sequence[Turn]) -> bool:
    """Whether several people answered and none of them is known as the agent."""
    answering = [turn for turn in turns if turn.side == "answerer"]
    if any(message.role != "unknown" for turn in answering for message in turn.messages):
        return False
    return len({speaker(turn) for turn in answering}) >= _MANY


def reply_scores(turns: Sequence[Turn], vectors: Floats) -> dict[int, float]:
    """Return for each turn of those who answer, by its index: the probability (0 to 1) that it is a good answer.

    Args:
        turns: The thread, the turn that asks first.
        vectors: What the encoder makes of them, a row for each turn.
    """
    at, rows = reply_rows(turns, vectors)
    if not at:
        return {}
    stored = weights().arrays
    signs = (rows - stored["reply.sign_mean"]) / stored["reply.sign_deviation"] * SCALES[0]
    meaning = (vectors[at] - stored["reply.vector_mean"]) / stored["reply.vector_deviation"] * SCALES[1]
    odds = np.concatenate([signs, meaning], axis=1) @ stored["reply.weight"] + stored["reply.bias"]
    return dict(zip(at, (round(float(share), 3) for share in 1 / (1 + np.exp(-odds))), strict=True))


def reply_rows(turns: Sequence[Turn], vectors: Floats) -> tuple[list[int], Floats]:
    """Return the indices of the replies and what each shows; float32, shape (replies, columns)."""
    at = [index for index, turn in enumerate(turns) if turn.side == "answerer"]
    if not at:
        return [], np.zeros((0, 0), np.float32)
    near_question = (vectors @ vectors[0] - _UNRELATED) * 10
    near_others = (vectors @ vectors[at].mean(axis=0) - _UNRELATED) * 10
    spoken: dict[str, int] = {}
    rows = []
    for index in at:
        before = spoken.get(speaker(turns[index]), 0)
        spoken[speaker(turns[index])] = before + 1
        text = turns[index].text
        size = math.log1p(words(text))
        rows.append(
            [
                size,
                size * size / 4,
                near_question[index],
                near_others[index],
                index / len(turns),
                math.log1p(index),
                math.log(len(turns)),
                float(before > 0),
                math.log1p(before),
                float(turns[index - 1].side == "asker" and index > 1),
                float("?" in text or "؟" in text or "？" in text),
                float(text.startswith(".")),
                *cue_counts(text),
            ]
        )
    return at, np.array(rows, np.float32)
