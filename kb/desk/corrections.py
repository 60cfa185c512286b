"""What readers and agents say is wrong with an article, until somebody has looked; and when it was last found right.

A correction never changes an article: a person does. Its text is masked before it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from kb.articles import get, readable, revision
from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.listing import Listing, listed
from kb.patterns import NO_PATTERNS, Patterns
from kb.privacy import PlaceholderBook, mask
from kb.tables import Article, Correction
from kb.tables.metadata import now
from kb.tables.readers import CORRECTION_STATES

KINDS = ("correction", "stale", "wrong")
LIMIT = 4_000  # characters


class CorrectionEmptyError(UnusableInputError):
    """Please write what is wrong, or how it should read."""


@dataclass(frozen=True)
class Suggested:
    """A correction as the desk lists it; `person_id` is the agent's, None for a reader."""

    id: int
    article_id: int
    title: str
    revision: int
    kind: str
    text: str
    language: str
    person_id: int | None
    status: str
    created_at: datetime


def suggest(
    session: Session,
    article_id: int,
    audience: str,
    *,
    text: str,
    kind: str = "correction",
    language: str = "",
    person_id: int | None = None,
    patterns: Patterns = NO_PATTERNS,
) -> Correction:
    """Keep what somebody says is wrong with the published article.

    Raises:
        NotFoundError: there is none that this reader may see.
        CorrectionEmptyError: nothing was written.
    """
    _, shown = readable(session, article_id, audience)
    words = text.strip()[:LIMIT]
    if not words:
        raise CorrectionEmptyError
    kept = Correction(
        article_id=article_id,
        revision=shown.number,
        kind=kind if kind in KINDS else "correction",
        text=mask(words, book=PlaceholderBook(patterns)).text,
        language=language,
        person_id=person_id,
    )
    session.add(kept)
    session.flush()
    return kept


def listing(session: Session, status: str = "open", number: int = 1) -> Listing[Suggested]:
    """Return a page of corrections, the oldest first."""
    query = select(Correction).filter_by(status=status).order_by(Correction.created_at, Correction.id)
    page = listed(session, query, number)
    return page.of(_suggested(session, row[0]) for row in page.rows)


def waiting(session: Session) -> int:
    """Return how many corrections nobody has decided on."""
    return session.scalar(select(func.count()).select_from(Correction).filter_by(status="open")) or 0


def decide(session: Session, correction_id: int, status: str, person_id: int | None) -> Correction:
    """Close a correction as `done` or `refused`.

    Raises:
        NotFoundError: there is none, or no such status.
    """
    kept = session.get(Correction, correction_id)
    if kept is None or status not in CORRECTION_STATES:
        raise NotFoundError(what="correction", id=correction_id)
    kept.status, kept.closed_at, kept.closed_by_id = status, now(), person_id
    return kept


def verify(session: Session, article_id: int) -> None:
    """Note that a person has looked and found the article right as it is.

    Raises:
        NotFoundError: there is none.
    """
    found = get(session, article_id)
    values = {"verified_at": now(), "updated_at": Article.updated_at}  # being right is no change
    session.execute(update(Article).filter_by(id=found.id).values(values))


def _suggested(session: Session, kept: Correction) -> Suggested:
    return Suggested(
        id=kept.id,
        article_id=kept.article_id,
        title=revision(session, kept.article_id, kept.revision).title,
        revision=kept.revision,
        kind=kept.kind,
        text=kept.text,
        language=kept.language,
        person_id=kept.person_id,
        status=kept.status,
        created_at=kept.created_at,
    )
