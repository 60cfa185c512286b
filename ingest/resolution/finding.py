"""Which turns answer the problem: judged by the network where vectors are at hand, else by the signs alone.

Invariant: a turn that only asks, greets or hands over is never chosen, and of what the customer rejected only what
came last; without vectors nothing is said of the outcome beyond the customer's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.resolution.answers import answer_scores, chosen, eligible
from ingest.resolution.encoding import considered
from ingest.resolution.judging import judge, weights
from ingest.resolution.replies import many_voiced, reply_scores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ingest.resolution.turns import Turn

#: A second turn belongs to the answer when it is nearly as likely as the best one.
_NEARLY = 0.6
#: Where it looks solved or the customer confirmed, this share of the limit is enough for what was said last.
_SOMETHING_DID = 0.8
#: Of a forum's replies so many may answer together, each at least so likely to be good, and nearly as the best one.
_MOST_REPLIES, _GOOD_REPLY, _BESIDE_BEST = 3, 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """The score of each turn that could answer, the turns chosen, and whether it looks solved (None: cannot say)."""

    scores: Mapping[int, float]
    picked: tuple[int, ...]
    solved: bool | None = None


def find(
    turns: Sequence[Turn],
    asked: int,
    vectors: NDArray[np.float32] | None,
    *,
    known_good: bool,
    confirmed: bool | None = None,
) -> Found:
    """Find the turns that answer.

    Args:
        turns: The whole conversation.
        asked: The index of the turn that states the problem.
        vectors: As `resolve` takes them, or None.
        known_good: Whether it is known that the problem was solved, so that one of the turns must have done it.
        confirmed: What the customer said of it.
    """
    if vectors is None:
        scores = {at: score for at, score in answer_scores(turns).items() if at > asked}
        return Found(scores, tuple(chosen(turns, scores, known_good=known_good)))
    rows = [row for row, at in enumerate(considered(len(turns))) if at >= asked]
    seen = [at for at in considered(len(turns)) if at >= asked]
    part, near = [turns[at] for at in seen], vectors[rows]
    if many_voiced(part):
        scores = {seen[at]: score for at, score in reply_scores(part, near).items()}
        return Found(scores, _replies(eligible(turns, scores), known_good=known_good))
    judgement = judge(part, near)
    scores = {seen[at]: share for at, share in judgement.solution.items()}
    able = eligible(turns, scores)
    outcome = _solved(judgement.solved) if scores else None
    picked = _solutions(able, 0.0 if known_good else weights().solution)
    if not picked and able and (confirmed or outcome):
        last = max(able)
        picked = (last,) if able[last] >= _SOMETHING_DID * weights().solution else ()
    return Found(scores, picked, outcome)


def _solved(rating: float) -> bool | None:
    limits = weights()
    if rating >= limits.solved:
        return True
    return False if rating < limits.unsolved else None


def _solutions(able: Mapping[int, float], limit: float) -> tuple[int, ...]:
    """The likeliest turn, where enough would call it the solution, and those nearly as likely."""
    best = max(able.values(), default=0.0)
    if not able or best < limit:
        return ()
    return tuple(at for at in sorted(able) if able[at] >= max(limit, _NEARLY * best))


def _replies(able: Mapping[int, float], *, known_good: bool) -> tuple[int, ...]:
    good = sorted(able, key=lambda at: (-able[at], at))[:_MOST_REPLIES]
    if good and able[good[0]] < _GOOD_REPLY:
        return (good[0],) if known_good else ()
    return tuple(sorted(at for at in good if able[at] >= max(_GOOD_REPLY, _BESIDE_BEST * able[good[0]])))
