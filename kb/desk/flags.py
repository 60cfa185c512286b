"""Flags: agents tell the managers that an article is stale, wrong, unclear or there twice; managers close them.

A comment is masked before it is kept. Raising a flag changes nothing that readers see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from kb.articles import readable
from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.listing import Listing, listed
from kb.patterns import NO_PATTERNS, Patterns
from kb.privacy import PlaceholderBook, mask
from kb.tables import Article, Flag, Person, Revision
from kb.tables.agents import FLAG_REASONS
from kb.tables.metadata import now

REASONS = FLAG_REASONS
COMMENT_LIMIT = 2_000


class FlagReasonUnknownError(UnusableInputError):
    """'{reason}' is not a reason for a flag; say stale, wrong, unclear or duplicate."""


@dataclass(frozen=True)
class FlagRow:
    """A flag as managers list it; `person` is None when they left the team."""

    flag_id: int
    article_id: int
    title: str
    language: str
    reason: str
    comment: str
    person: str | None
    raised_at: datetime


def raise_flag(
    session: Session,
    article_id: int,
    reason: str,
    comment: str = "",
    *,
    person_id: int | None = None,
    patterns: Patterns = NO_PATTERNS,
) -> int:
    """Flag a published article and return the flag's id.

    Raises:
        FlagReasonUnknownError: `reason` is none of the reasons.
        NotFoundError: there is no such published article.
    """
    if reason not in REASONS:
        raise FlagReasonUnknownError(reason=reason[:20])
    readable(session, article_id, "agents")
    masked = mask(comment.strip()[:COMMENT_LIMIT], book=PlaceholderBook(patterns)).text
    flag = Flag(article_id=article_id, person_id=person_id, reason=reason, comment=masked)
    session.add(flag)
    session.flush()
    return flag.id


def waiting(session: Session, number: int = 1) -> Listing[FlagRow]:
    """Return a page of the flags that nobody has closed, the oldest first."""
    query = (
        select(Flag, Revision.title, Article.language, Person.name)
        .join(Article, Article.id == Flag.article_id)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .join(Person, Person.id == Flag.person_id, isouter=True)
        .where(Flag.closed_at.is_(None))
        .order_by(Flag.id)
    )
    page = listed(session, query, number)
    return page.of(
        FlagRow(flag.id, flag.article_id, title, language, flag.reason, flag.comment, person, flag.raised_at)
        for flag, title, language, person in page.rows
    )


def count_waiting(session: Session) -> int:
    """Count the flags that nobody has closed."""
    return session.scalar(select(func.count()).select_from(Flag).where(Flag.closed_at.is_(None))) or 0


def close(session: Session, flag_id: int) -> None:
    """Close a flag; one that is closed stays so.

    Raises:
        NotFoundError: there is no such flag.
    """
    flag = session.get(Flag, flag_id)
    if flag is None:
        raise NotFoundError(what="flag", id=flag_id)
    flag.closed_at = flag.closed_at or now()
