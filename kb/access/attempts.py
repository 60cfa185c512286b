"""Counts what somebody tries to guess, in SQL, so that any number of web processes count together.

Who tried is kept as a digest only, and not longer than it counts. An attempt is counted before it is made, in a
transaction of its own: neither a failure nor a crash takes it back.
"""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kb.database import Database, Session
from kb.errors import TooManyRequestsError
from kb.tables import Attempt


def count(database: Database, what: str, who: str, limit: int, seconds: int, at: float | None = None) -> None:
    """Count one attempt of somebody at something, as allowed `limit` times in any `seconds`.

    The stretch before counts in part, by how much of it is still within `seconds`, so that nobody gets twice the
    limit at the border of two (a sliding window counter).

    Raises:
        TooManyRequestsError: there are none left.
    """
    at = time.time() if at is None else at
    stretch, passed = divmod(at, seconds)
    with database.session() as session:
        now = _add(
            session, _digest(what, who), int(stretch), datetime.fromtimestamp((stretch + 2) * seconds, UTC)
        )
        before = session.scalar(
            select(Attempt.count).filter_by(digest=_digest(what, who), stretch=int(stretch) - 1)
        )
        _forget(session, at)
    if now + (before or 0) * (1 - passed / seconds) > limit:
        raise TooManyRequestsError


def _add(session: Session, digest: str, stretch: int, ends_at: datetime) -> int:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = (
        insert(Attempt)
        .values(digest=digest, stretch=stretch, count=1, ends_at=ends_at)
        .on_conflict_do_update(index_elements=["digest", "stretch"], set_={"count": Attempt.count + 1})
        .returning(Attempt.count)
    )
    return int(session.execute(added).scalar_one())


def _forget(session: Session, at: float) -> None:
    session.execute(delete(Attempt).where(Attempt.ends_at <= datetime.fromtimestamp(at, UTC)))


def forgive(session: Session, what: str, who: str, number: int | None = None) -> None:
    """Take attempts back that turned out well: `number` of them, or all."""
    rows = Attempt.digest == _digest(what, who)
    if number is None:
        session.execute(delete(Attempt).where(rows))
    else:
        session.execute(
            update(Attempt).where(rows, Attempt.count >= number).values(count=Attempt.count - number)
        )


def _digest(what: str, who: str) -> str:
    return hashlib.sha256(f"{what}\n{who}".encode()).hexdigest()
