"""What publishing an article would save: how many conversations asked it, halved with every two years of age.

Kept with the article as a logarithm, log2(customers) + years / 2, so that the order of two drafts never changes by
time passing alone and the desk can sort by a column.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from kb.tables import Article

HALVES_IN = timedelta(days=730)
FURTHER_PHRASING = (
    0.25  # of a conversation: another wording shows another customer, but a listed one may be made up
)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def weigh(article: Article) -> float:
    """Return the worth of an article from its sources and phrasings; undated sources count as two years old."""
    conversations = {
        source.conversation_id for source in article.sources if source.conversation_id is not None
    }
    further = max(len(article.variants) - len(conversations), 0)
    customers = 1 + len(conversations) + FURTHER_PHRASING * further
    told = [source.told_at for source in article.sources if source.told_at is not None]
    asked = max(told) if told else article.created_at - HALVES_IN
    return math.log2(customers) + (asked - BEGINNING) / HALVES_IN
