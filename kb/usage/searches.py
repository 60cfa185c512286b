"""Counts searches by day, language and channel; what was searched for, and by whom, is never kept."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.dialects import postgresql, sqlite

from kb.database import Session
from kb.tables import SearchDay
from kb.tables.metadata import now

CHANNELS = ("portal", "agent", "widget", "api")


def count(session: Session, made: Mapping[tuple[str, str, bool], int]) -> None:
    """Add to today's searches.

    Args:
        session: the caller's transaction.
        made: how many searches there were by language, channel and whether they found nothing.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for (language, channel, empty), number in sorted(made.items()):
        values = {"searches": number, "empty": number if empty else 0}
        row = insert(SearchDay).values(day=now().date(), language=language, channel=channel, **values)
        more = {name: getattr(SearchDay, name) + value for name, value in values.items()}
        # Counted by the database, so that two processes at one moment both count.
        session.execute(row.on_conflict_do_update(index_elements=["day", "language", "channel"], set_=more))
