"""What people would say of each turn, by a small network over the encoder's vectors: solution, confirmation, solved.

Invariant: plain numpy and deterministic; the weights hold for one encoder only and are never used with another.
They are fitted by `benchmarks.mining_fit` to the votes of the annotators of public helpdesk dialogues.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.resolution.features import places, turn_signs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ingest.resolution.turns import Turn

    Floats = NDArray[np.float32]

FILE = Path(__file__).with_name("weights.npz")
#: The votes in the order of the network's outputs; the first four are for customers, the others for who answers.
VOTES = ("CNUG0", "CNUG", "CNUG*", "CNaN", "HNUG", "HNUG*", "HNaN")
_OF_CUSTOMERS = 4
_CONFIRMS, _SOLVES = VOTES.index("CNUG*"), VOTES.index("HNUG*")
VECTOR_SCALE = 0.2  # of the standardised vectors, so that they do not drown the signs
SIGN_REACH = 3.0  # standard deviations


@dataclass(frozen=True)
class Weights:
    """Arrays by name, the encoder they hold for, and the limits chosen with them."""

    encoder: str
    solution: float
    solved: float
    unsolved: float
    members: int
    arrays: Mapping[str, Floats]


@dataclass(frozen=True)
class Judgement:
    """What annotators are expected to say of a conversation from its problem on.

    `solution` and `confirms` give for each turn, by its index, the share (0 to 1) who would call it the solution,
    or the customer's confirmation. `solved` and `satisfied` are the expected means of their ratings, -2 to 2.
    """

    solution: Mapping[int, float]
    confirms: Mapping[int, float]
    solved: float
    satisfied: float


@cache
def weights() -> Weights:
    """Read the weights that come with Danesh."""
    with np.load(FILE, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    solution, solved, unsolved = (float(value) for value in arrays.pop("limits"))
    encoder = str(arrays.pop("encoder"))
    members = int(arrays.pop("members"))
    floats = {name: array.astype(np.float32) for name, array in arrays.items()}
    return Weights(encoder, solution, solved, unsolved, members, floats)


def judges(fingerprint: str) -> bool:
    """Whether the vectors of the encoder with this fingerprint can be judged."""
    return weights().encoder == fingerprint


def judge(turns: Sequence[Turn], vectors: Floats) -> Judgement:
    """Judge a conversation.

    Args:
        turns: Its turns, the one that states the problem first; at least one.
        vectors: What the encoder makes of `encoding.texts_to_encode`, a row for each turn.
    """
    known = weights()
    votes, ratings = forward(known, vectors, turn_signs(turns), places(turns, vectors))
    return Judgement(
        solution={at: _share(votes[at, _SOLVES]) for at, turn in enumerate(turns) if turn.side == "answerer"},
        confirms={at: _share(votes[at, _CONFIRMS]) for at, turn in enumerate(turns) if turn.side == "asker"},
        solved=_share(ratings[0]),
        satisfied=_share(ratings[1]),
    )


def _share(value: np.float32) -> float:
    """Round: the last digits differ with the texts a vector was computed beside."""
    return round(float(value), 3)


def forward(known: Weights, vectors: Floats, signs: Floats, place: Floats) -> tuple[Floats, Floats]:
    """Return the votes (turns × 7) and the ratings (3), each the mean of all members."""
    stored = known.arrays
    seen = (vectors - stored["vector_mean"]) / stored["vector_deviation"] * VECTOR_SCALE
    told = np.clip((signs - stored["sign_mean"]) / stored["sign_deviation"], -SIGN_REACH, SIGN_REACH)
    shown = np.concatenate([told, place], axis=1)
    answers = place[:, 0] > 0
    each = [_member(stored, f"{number}.", seen, shown, answers) for number in range(known.members)]
    votes = np.mean([one for one, _ in each], axis=0)
    ratings = np.mean([one for _, one in each], axis=0)
    return votes, ratings


def _member(
    stored: Mapping[str, Floats], name: str, seen: Floats, shown: Floats, answers: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    def layer(which: str, given: Floats) -> Floats:
        product: Floats = given @ stored[f"{name}{which}.weight"].T + stored[f"{name}{which}.bias"]
        return product

    turn = np.maximum(np.concatenate([layer("meaning", seen), layer("signs", shown)], axis=1), 0)
    window = np.concatenate(
        [turn, _shifted(turn, 1), _shifted(turn, -1), _shifted(turn, 2), np.repeat(turn[:1], len(turn), 0)],
        axis=1,
    )
    hidden = np.maximum(layer("window", window), 0)
    votes = _softmax(layer("votes", hidden), answers)
    replies = ~answers
    replies[0] = False  # the problem is no reply
    whole = np.concatenate(
        [
            hidden.mean(axis=0),
            hidden.max(axis=0),
            hidden[-1],
            _last(turn, replies),
            _last(turn, answers),
            turn.mean(axis=0),
        ]
    )
    ratings = layer("ratings", np.maximum(layer("whole", whole[None]), 0))[0]
    return votes, ratings


def _shifted(rows: Floats, by: int) -> Floats:
    """Return for each row the one `by` places later, zeros beyond the ends."""
    moved = np.zeros_like(rows)
    if by > 0:
        moved[:-by] = rows[by:]
    else:
        moved[-by:] = rows[:by]
    return moved


def _last(rows: Floats, where: NDArray[np.bool_]) -> Floats:
    found = np.flatnonzero(where)
    row: Floats = rows[found[-1]] if len(found) else np.zeros_like(rows[0])
    return row


def _softmax(scores: Floats, answers: NDArray[np.bool_]) -> Floats:
    """Return shares over the votes that the turn's side can get."""
    allowed = np.zeros(scores.shape, bool)
    allowed[answers, _OF_CUSTOMERS:] = True
    allowed[~answers, :_OF_CUSTOMERS] = True
    open_ = np.where(allowed, scores, -np.inf)
    raised = np.exp(open_ - open_.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
