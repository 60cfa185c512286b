"""Counts searches by day, language and channel; what was searched for, and by whom, is never kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
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


def by_channel(
    session: Session, first: date, last: date, language: str | None = None
) -> list[tuple[str, int, int]]:
    """Return for each channel how many searches there were on these days, and how many of them found nothing."""
    made = func.sum(SearchDay.searches)
    query = (
        select(SearchDay.channel, made, func.sum(SearchDay.empty))
        .where(SearchDay.day.between(first, last))
        .group_by(SearchDay.channel)
        .order_by(made.desc(), SearchDay.channel)
    )
    if language:
        query = query.where(SearchDay.language == language)
    return [(channel, int(number), int(empty)) for channel, number, empty in session.execute(query)]
