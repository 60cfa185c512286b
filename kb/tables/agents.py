"""What agents do with articles while a customer waits: reuse, flags, and replies that were sent.

Of a reply only numbers are kept, never its words; a flag's comment is masked.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now

REUSES = ("insert", "copy", "link")
FLAG_REASONS = ("stale", "wrong", "unclear", "duplicate")


class Reuse(Base):
    """That an agent put an article, or its address, into a reply."""

    __tablename__ = "reuses"
    __table_args__ = (CheckConstraint(f"how IN {REUSES}", name="how"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    how: Mapped[str]
    used_at: Mapped[datetime] = mapped_column(default=now, index=True)


class SentReply(Base):
    """How far the reply an agent sent is from the one that was suggested, in characters."""

    __tablename__ = "sent_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    suggested: Mapped[int] = mapped_column(doc="length of the suggestion")
    sent: Mapped[int] = mapped_column(doc="length of what was sent")
    distance: Mapped[int] = mapped_column(doc="Levenshtein distance of the two")
    sent_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Flag(Base):
    """An agent's note to the managers that something is wrong with an article."""

    __tablename__ = "flags"
    __table_args__ = (CheckConstraint(f"reason IN {FLAG_REASONS}", name="reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    reason: Mapped[str]
    comment: Mapped[str] = mapped_column(default="", doc="masked")
    raised_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
