"""Groups the questions of a sample into issues, finds near duplicates among them, and says how each issue moves.

Invariant: a bounded number of questions is compared, each belongs to one issue, and an issue's name is one of its own
questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ingest.profiling.reading import Read
from kb.errors import EncoderUnavailableError
from kb.inference.encoder import Encoder
from kb.languages import normalise, tokens

MOST = 400  # questions that are encoded
SAME_ISSUE = 0.895  # cosine of question vectors
SAME_WORDS = 0.34  # shared tokens, where there is no encoder
NEAR = 0.8  # shared pairs of tokens of a near duplicate
STEADY = 0.25  # how much an issue's share of the later half may differ from that of the earlier one
FEWEST = 4  # dated conversations before a trend is spoken of


@dataclass(frozen=True)
class Issue:
    """One issue that customers have: its commonest wording, masked, and figures over the sample.

    Attributes:
        count: conversations of the sample that ask it.
        unsolved: the share of them that nobody solved or answered.
        mood: their mean mood, -1 to 1, or None.
        trend: "rising", "falling", "steady", or "unknown" where too few are dated.
        months: how many in each month.
    """

    question: str
    language: str
    languages: tuple[str, ...]
    count: int
    unsolved: float
    mood: float | None
    trend: str
    months: dict[str, int]

    @property
    def pain(self) -> float:
        """How much an issue hurts: how often it comes, more where it stays unsolved and customers are upset."""
        return self.count * (1 + self.unsolved + max(0.0, -(self.mood or 0.0)))


def issues(reads: Sequence[Read], encoder: Encoder | None) -> list[Issue]:
    """The issues that come more than once, the commonest first."""
    asked = [read for read in reads if read.question][: MOST if encoder else 2 * MOST]
    if len(asked) < 2:
        return []
    near, bound = _nearness([read.question for read in asked], encoder)
    total = Counter(read.month for read in asked if read.month)
    found = [
        _issue([asked[at] for at in members], asked[middle], total)
        for middle, members in _stars(near >= bound)
    ]
    return sorted((one for one in found if one.count > 1), key=lambda one: (-one.count, one.question))


def _stars(linked: np.ndarray[Any, np.dtype[np.bool_]]) -> list[tuple[int, list[int]]]:
    """Take the question with most neighbours and its neighbours away, again and again."""
    left = np.ones(len(linked), dtype=bool)
    stars = []
    while left.any():
        degree = (linked & left).sum(axis=1) * left
        middle = int(degree.argmax())
        members = np.flatnonzero(linked[middle] & left)
        if not len(members):
            members = np.asarray([middle])
        stars.append((middle, [int(one) for one in members]))
        left[members] = False
        left[middle] = False
    return stars


def _nearness(questions: Sequence[str], encoder: Encoder | None) -> tuple[np.ndarray[Any, Any], float]:
    if encoder is not None:
        try:
            vectors = encoder.questions(questions)
            return vectors @ vectors.T, SAME_ISSUE
        except EncoderUnavailableError:
            pass
    words = [frozenset(tokens(question)) for question in questions]
    near = np.eye(len(words), dtype=np.float32)
    for at, one in enumerate(words):
        for other in range(at):
            near[at, other] = near[other, at] = _overlap(one, words[other])
    return near, SAME_WORDS


def _overlap(one: frozenset[Any], other: frozenset[Any]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def _issue(members: Sequence[Read], middle: Read, total: Counter[str]) -> Issue:
    months = Counter(read.month for read in members if read.month)
    moods = [read.mood for read in members if read.mood is not None]
    languages = Counter(read.language for read in members if read.language)
    return Issue(
        question=middle.question,
        language=middle.language,
        languages=tuple(code for code, _ in languages.most_common()),
        count=len(members),
        unsolved=sum(read.state == "unsolved" for read in members) / len(members),
        mood=sum(moods) / len(moods) if moods else None,
        trend=trend(months, total),
        months=dict(sorted(months.items())),
    )


def trend(months: Counter[str], total: Counter[str]) -> str:
    """How an issue's share of all conversations of a month moves, from the earlier half of them to the later."""
    if months.total() < FEWEST or len(total) < 2:
        return "unknown"
    half, run = total.total() / 2, 0
    early: set[str] = set()
    for month in sorted(total):
        if run >= half or (early and month == max(total)):
            break
        early.add(month)
        run += total[month]
    before = sum(total[month] for month in early)
    after = total.total() - before
    if not before or not after:
        return "unknown"
    first = sum(months[month] for month in early) / before
    second = (months.total() - sum(months[month] for month in early)) / after
    change = (second - first) / max(first, second)
    if abs(change) <= STEADY:
        return "steady"
    return "rising" if change > 0 else "falling"


def near_duplicates(reads: Sequence[Read]) -> int:
    """How many questions of the sample say nearly the same words as an earlier one, but not quite the same."""
    buckets: dict[str, list[int]] = {}
    pairs: list[frozenset[tuple[str, str]]] = []
    plain: list[str] = []
    near = 0
    for read in reads:
        words = tokens(read.question)
        if len(words) < 4:
            continue
        here = frozenset(pairwise(words))
        text = normalise(read.question)
        candidates = {at for word in set(words) for at in buckets.get(word, [])[-50:]}
        near += any(plain[at] != text and _overlap(here, pairs[at]) >= NEAR for at in candidates)
        for word in set(words):
            buckets.setdefault(word, []).append(len(pairs))
        pairs.append(here)
        plain.append(text)
    return near
