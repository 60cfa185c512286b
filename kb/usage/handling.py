"""How the team dealt with what the assistant gave them: why cases were handed over, and how replies were rewritten.

For managers only. Every figure is counted from stored rows of one period; no word of a reply is kept or shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from kb.database import Session
from kb.tables import Answer, Article, Handover, Question, Revision, SentReply
from kb.usage.reuse import share_kept
from kb.usage.statistics import Period, within

TOP = 10


@dataclass(frozen=True)
class Rewritten:
    """An article and what became of the replies suggested from it.

    Attributes:
        replies: how many were sent; `unchanged` of them as they were suggested.
        kept: the mean share of a reply that stayed, 0 to 1.
    """

    article_id: int
    title: str
    language: str
    replies: int
    unchanged: int
    kept: float


@dataclass(frozen=True)
class Replies:
    """All replies of a period, and the articles behind them, the most rewritten first; `kept` is None without any."""

    sent: int
    unchanged: int
    kept: float | None
    articles: tuple[Rewritten, ...]


def reasons(session: Session, period: Period, language: str | None = None) -> list[tuple[str, int]]:
    """Return why customers were handed over and how many for each reason, the commonest first."""
    count = func.count()
    query = (
        select(Handover.reason, count)
        .where(within(Handover.created_at, period))
        .group_by(Handover.reason)
        .order_by(count.desc(), Handover.reason)
    )
    if language:
        query = query.where(Handover.language == language)
    return [(reason, number) for reason, number in session.execute(query)]


def replies(session: Session, period: Period, language: str | None = None, limit: int = TOP) -> Replies:
    """Return how much of the suggested replies was sent; a reply belongs to the article that it cites first."""
    shares: list[float] = []
    of_article: dict[int, list[float]] = defaultdict(list)
    for citations, share in _sent(session, period, language):
        shares.append(share)
        if citations:
            of_article[int(citations[0]["article_id"])].append(share)
    return Replies(
        sent=len(shares),
        unchanged=shares.count(1.0),
        kept=sum(shares) / len(shares) if shares else None,
        articles=tuple(_ranked(session, of_article)[:limit]),
    )


def _sent(
    session: Session, period: Period, language: str | None
) -> Iterator[tuple[list[dict[str, Any]], float]]:
    query = (
        select(SentReply, Answer.citations)
        .join(Answer, Answer.id == SentReply.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(within(SentReply.sent_at, period))
    )
    if language:
        query = query.where(Question.language == language)
    for reply, citations in session.execute(query):
        yield citations, share_kept(reply)


def _ranked(session: Session, shares: dict[int, list[float]]) -> list[Rewritten]:
    query = (
        select(Article.id, Revision.title, Article.language)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .where(Article.id.in_(list(shares)))
    )
    found = [
        Rewritten(
            article_id,
            title,
            language,
            replies=len(shares[article_id]),
            unchanged=shares[article_id].count(1.0),
            kept=sum(shares[article_id]) / len(shares[article_id]),
        )
        for article_id, title, language in session.execute(query)
    ]
    return sorted(found, key=lambda one: (one.kept, -one.replies, one.article_id))
