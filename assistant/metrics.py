"""Measures of ranked retrieval and of abstention, as the field defines them; pure functions.

Recall@k here is the share of questions with a relevant article among the first k (hit rate), as help-desk
searchers need one right article, not all of them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence


def recall_at(ranked: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """Return 1 when a relevant id is among the first `depth`, else 0."""
    return float(any(found in relevant for found in ranked[:depth]))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """Return 1 / rank of the first relevant id within `depth`, 0 when there is none."""
    return next((1 / rank for rank, found in enumerate(ranked[:depth], 1) if found in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """Return the normalised discounted cumulative gain with binary relevance (Järvelin & Kekäläinen 2002)."""
    gain = sum(1 / math.log2(rank + 1) for rank, found in enumerate(ranked[:depth], 1) if found in relevant)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), depth) + 1))
    return gain / ideal if ideal else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative (ties count half); None without both."""
    if not positive or not negative:
        return None
    pooled = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative])
    ranks, start = 0.0, 0
    while start < len(pooled):
        end = start
        while end < len(pooled) and pooled[end][0] == pooled[start][0]:
            end += 1
        middle = (start + 1 + end) / 2  # the mean rank of a run of ties
        ranks += middle * sum(label for _, label in pooled[start:end])
        start = end
    return (ranks - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank percentile, `share` in 0..1; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]
