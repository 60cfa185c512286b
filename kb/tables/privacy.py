"""What was masked, as numbers only, and who looked at messages unmasked.

No text stands here: kinds, counts, people who sign in, and moments.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now


class MaskedCount(Base):
    """How many pieces of one kind of personal data a conversation's kept text stands without."""

    __tablename__ = "masked_counts"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    pieces: Mapped[int]


class RawView(Base):
    """That somebody looked at a conversation as it was written; the note outlives the conversation."""

    __tablename__ = "raw_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class Tombstone(Base):
    """That a message was erased on request: a digest, so that it is not read again."""

    __tablename__ = "tombstones"

    digest: Mapped[str] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(default=now)
