"""The browsers people are signed in with: opened, seen, listed and ended here, on the server.

A cookie carries a random token whose digest stands in a row; when the row goes, or the person's session version
rises, the cookie is worth nothing, wherever a copy of it may be.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from kb.access import people
from kb.access.people import Member
from kb.database import Session
from kb.errors import NotFoundError
from kb.tables import OpenSession
from kb.tables.metadata import now

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
BROWSER_LENGTH = 200  # characters kept of what a browser says of itself


@dataclass(frozen=True)
class Opened:
    """One open session, as its owner may see it; `method` is password, two_steps or provider."""

    id: int
    method: str
    browser: str
    opened_at: datetime
    seen_at: datetime


def open_session(session: Session, member: Member, method: str, browser: str = "") -> str:
    """Open a session and return the token for its cookie; whatever has run out meanwhile is cleared away."""
    _clear(session)
    token = secrets.token_urlsafe(32)
    row = OpenSession(
        person_id=member.id,
        digest=_digest(token),
        version=member.version,
        method=method,
        browser="".join(letter for letter in browser[:BROWSER_LENGTH] if letter.isprintable()),
    )
    session.add(row)
    session.flush()
    return token


def _clear(session: Session) -> None:
    gone = or_(OpenSession.seen_at < now() - IDLE, OpenSession.opened_at < now() - ABSOLUTE)
    session.execute(delete(OpenSession).where(gone))


def _digest(token: str) -> str:
    # The token has 256 random bits, so a plain digest cannot be guessed back.
    return hashlib.sha256(token.encode()).hexdigest()


def find(session: Session, token: str) -> tuple[Member, Opened] | None:
    """Return whose session a token stands for, or None when it has ended, in whichever way."""
    row = session.scalar(select(OpenSession).filter_by(digest=_digest(token)))
    if row is None or now() - row.seen_at > IDLE or now() - row.opened_at > ABSOLUTE:
        return None
    member = people.member(session, row.person_id, row.version)
    return None if member is None else (member, _opened(row))


def _opened(row: OpenSession) -> Opened:
    return Opened(row.id, row.method, row.browser, row.opened_at, row.seen_at)


def touch(session: Session, session_id: int) -> None:
    """Note that a session is in use; nothing happens when it has just been ended."""
    row = session.get(OpenSession, session_id)
    if row is not None:
        row.seen_at = now()


def of(session: Session, member: Member) -> list[Opened]:
    """Return a person's open sessions, the one used last first."""
    rows = session.scalars(
        select(OpenSession)
        .filter_by(person_id=member.id, version=member.version)
        .where(OpenSession.seen_at >= now() - IDLE, OpenSession.opened_at >= now() - ABSOLUTE)
        .order_by(OpenSession.seen_at.desc(), OpenSession.id.desc())
    )
    return [_opened(row) for row in rows]


def end(session: Session, token: str) -> None:
    """End the session of a token."""
    session.execute(delete(OpenSession).filter_by(digest=_digest(token)))


def end_one(session: Session, person_id: int, session_id: int) -> None:
    """End one session of a person.

    Raises:
        NotFoundError: the person has no such session.
    """
    row = session.get(OpenSession, session_id)
    if row is None or row.person_id != person_id:
        raise NotFoundError(what="session", id=session_id)
    session.delete(row)


def count(session: Session) -> int:
    """Return how many sessions are open."""
    query = select(OpenSession.id).where(
        OpenSession.seen_at >= now() - IDLE, OpenSession.opened_at >= now() - ABSOLUTE
    )
    return len(session.scalars(query).all())
