"""Counts what agents did with what they were shown: articles used in replies, and how much a reply was edited.

Numbers only; no word of a reply is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import Levenshtein
from sqlalchemy import func, select

from kb.articles import readable
from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.tables import Answer, Article, Reuse, Revision, SentReply
from kb.tables.agents import REUSES
from kb.tables.metadata import now

LONGEST = 20_000  # characters of a reply that are compared


class ReuseUnknownError(UnusableInputError):
    """'{how}' is not a way to use an article; say insert, copy or link."""


@dataclass(frozen=True)
class Reused:
    """An article and how often agents used it in replies."""

    article_id: int
    title: str
    uses: int
    last_used: datetime


@dataclass(frozen=True)
class Edited:
    """How replies were edited: how many were sent, how many as suggested, and the mean share kept, 0 to 1."""

    replies: int
    unchanged: int
    kept: float


def note(session: Session, article_id: int, how: str, person_id: int | None) -> None:
    """Note that an agent used an article.

    Raises:
        ReuseUnknownError: `how` is none of the ways.
        NotFoundError: there is no such published article.
    """
    if how not in REUSES:
        raise ReuseUnknownError(how=how[:20])
    readable(session, article_id, "agents")
    session.add(Reuse(article_id=article_id, how=how, person_id=person_id))
    session.flush()


def counts(session: Session, article_ids: Iterable[int]) -> dict[int, int]:
    """Return how often each of these articles was used; those never used are left out."""
    query = select(Reuse.article_id, func.count()).where(Reuse.article_id.in_(list(article_ids)))
    return {row[0]: row[1] for row in session.execute(query.group_by(Reuse.article_id))}


def most(session: Session, since: datetime, limit: int = 20) -> list[Reused]:
    """Return the articles used most since a moment, with their newest titles."""
    uses = func.count(Reuse.id)
    query = (
        select(Article.id, Revision.title, uses, func.max(Reuse.used_at))
        .join(Reuse, Reuse.article_id == Article.id)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .where(Reuse.used_at >= since)
        .group_by(Article.id, Revision.title)
        .order_by(uses.desc(), Article.id)
        .limit(limit)
    )
    return [Reused(*row) for row in session.execute(query)]


def sent(
    session: Session, answer_id: int, suggested: str, text: str, person_id: int | None = None
) -> SentReply:
    """Note how far what was sent is from what was suggested; sent again, the last time counts.

    Raises:
        NotFoundError: there is no such answer.
    """
    if session.get(Answer, answer_id) is None:
        raise NotFoundError(what="answer", id=answer_id)
    kept = session.scalar(select(SentReply).filter_by(answer_id=answer_id))
    if kept is None:
        kept = SentReply(answer_id=answer_id)
        session.add(kept)
    suggested, text = _plain(suggested), _plain(text)
    kept.suggested, kept.sent = len(suggested), len(text)
    kept.distance = Levenshtein.distance(suggested, text)
    kept.person_id, kept.sent_at = person_id, now()
    session.flush()
    return kept


def _plain(text: str) -> str:
    """White space is no edit: mail programs fold lines as they like."""
    return " ".join(text.split())[:LONGEST]


def share_kept(reply: SentReply) -> float:
    """Return how much of the longer text is the same, 0 to 1."""
    longest = max(reply.suggested, reply.sent)
    return 1 - reply.distance / longest if longest else 1.0


def edited(session: Session, since: datetime) -> Edited:
    """Sum up how replies were edited since a moment; `kept` is 1.0 where none was sent."""
    replies = list(session.scalars(select(SentReply).where(SentReply.sent_at >= since)))
    unchanged = sum(reply.distance == 0 for reply in replies)
    kept = sum(map(share_kept, replies)) / len(replies) if replies else 1.0
    return Edited(len(replies), unchanged, round(kept, 4))
