"""What readers leave behind besides questions: cases handed over to a person, and what is wrong with an article.

Contacts stand here as given, for somebody has to write back; every other text is masked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now

HANDOVER_STATES = ("open", "closed")
CORRECTION_STATES = ("open", "done", "refused")


class Handover(Base):
    """A customer who wants a person, with what was said before."""

    __tablename__ = "handovers"
    __table_args__ = (CheckConstraint(f"status IN {HANDOVER_STATES}", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )
    channel: Mapped[str] = mapped_column(doc="portal, widget or api")
    conversation: Mapped[str] = mapped_column(
        default="", index=True, doc="the chat it came from, by its token"
    )
    language: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(doc="e-mail address or phone number, as given")
    contact_digest: Mapped[str] = mapped_column(
        default="", index=True, doc="for erasing; see kb.privacy.digest"
    )
    message: Mapped[str] = mapped_column(default="", doc="masked")
    reason: Mapped[str] = mapped_column(
        default="", doc="why a person is needed; see kb.usage.handovers.REASONS"
    )
    transcript: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list, doc="role and masked text of each turn"
    )
    status: Mapped[str] = mapped_column(default="open", index=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Correction(Base):
    """What a reader or an agent says is wrong with an article; the text is masked."""

    __tablename__ = "corrections"
    __table_args__ = (CheckConstraint(f"status IN {CORRECTION_STATES}", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int] = mapped_column(doc="what they read")
    kind: Mapped[str] = mapped_column(
        default="correction", doc="correction, or an agent's flag: stale or wrong"
    )
    text: Mapped[str] = mapped_column(doc="masked")
    language: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), doc="the agent; None for a reader"
    )
    status: Mapped[str] = mapped_column(default="open", index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
