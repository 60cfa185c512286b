"""What publishing an article would save: conversations and open questions, halved with every two years of age.

Kept with the article as a logarithm, log2(customers) + years / 2, so that the order of two drafts never changes by
time passing alone and the desk can sort by a column.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.tables import Article, Source, Variant

HALVES_IN = timedelta(days=730)
FURTHER_PHRASING = (
    0.25  # of a conversation: another wording shows another customer, but a listed one may be made up
)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def weigh(session: Session, article: Article, awaited: int | None = None) -> float:
    """Return the worth of an article from its sources and phrasings; undated sources count as two years old.

    Counted by the database, so that joining an article costs the same however many joined it before.

    Args:
        session: the caller's.
        article: stored already.
        awaited: how many open questions it would have answered, where that is being changed.
    """
    told = select(func.count(Source.conversation_id), func.max(Source.told_at)).filter_by(
        article_id=article.id
    )
    conversations, last = session.execute(told).one()
    phrasings = (
        session.scalar(select(func.count()).select_from(Variant).filter_by(article_id=article.id)) or 0
    )
    open_questions = article.awaited if awaited is None else awaited
    further = FURTHER_PHRASING * max(phrasings - conversations, 0)
    asked = last if last is not None else article.created_at - HALVES_IN
    return math.log2(1 + conversations + open_questions + further) + (asked - BEGINNING) / HALVES_IN
