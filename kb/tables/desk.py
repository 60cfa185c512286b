"""What managers leave on the desk: remarks on an article; and how often readers searched, by day.

A search leaves a count and nothing else: neither its words nor who searched is kept.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now

REMARKS = ("returned", "remark", "merged", "linked", "unlinked")


class Remark(Base):
    """What somebody said about an article on the desk, and on which revision."""

    __tablename__ = "remarks"
    __table_args__ = (CheckConstraint(f"kind IN {REMARKS}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    revision: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class SearchDay(Base):
    """How many searches there were on a day in UTC, and how many of them found nothing."""

    __tablename__ = "search_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    searches: Mapped[int] = mapped_column(default=0)
    empty: Mapped[int] = mapped_column(default=0)
