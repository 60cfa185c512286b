"""Conversations with customers, cleaned and masked; the unmasked text is kept apart and for a set time.

No personal data stands in any of these tables but `raw_messages`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.tables.metadata import Base, now

ROLES = ("customer", "agent", "bot", "unknown")


class Conversation(Base):
    """One customer issue in any channel, its messages in order."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(doc="file it came from; 'mail' for mail, whose ids are global")
    channel: Mapped[str]
    subject: Mapped[str] = mapped_column(default="", doc="masked")
    subject_key: Mapped[str] = mapped_column(default="", index=True, doc="digest of a mail's base subject")
    language: Mapped[str] = mapped_column(default="")
    resolved: Mapped[bool | None] = mapped_column(doc="what the export says of it")
    solved: Mapped[bool | None] = mapped_column(doc="what reading it found")
    label: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="labels of the FAQ row or document it is")
    mined: Mapped[bool] = mapped_column(default=False, index=True, doc="False: to be read for a resolution")
    unresolved: Mapped[str] = mapped_column(default="", doc="why no draft was made of it")
    created_at: Mapped[datetime] = mapped_column(default=now)

    messages: Mapped[list[Message]] = relationship(
        back_populates="conversation", order_by="Message.position", cascade="all, delete-orphan"
    )


class Message(Base):
    """One message as evidence refers to it: cleaned and masked."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "external_id"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    external_id: Mapped[str] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[str] = mapped_column(default="unknown")
    sent_at: Mapped[datetime | None]
    text: Mapped[str | None] = mapped_column(doc="None until it is cleaned and masked; never changed after")

    conversation: Mapped[Conversation] = relationship(back_populates="messages")
    raw: Mapped[RawMessage | None] = relationship(cascade="all, delete-orphan", uselist=False)


class RawMessage(Base):
    """A message as it was read, with its author; the only place personal data stands, for managers only."""

    __tablename__ = "raw_messages"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    author: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    envelope: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="the mail's other headers, by name")
    read_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Participant(Base):
    """That a person took part in, or is named in, a conversation: a keyed digest, so erasure finds it."""

    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_digest", "digest"),)

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(primary_key=True)


class ThreadReference(Base):
    """A Message-ID seen in a mail's headers, and the conversation it ties that mail to."""

    __tablename__ = "thread_references"

    reference: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )


class SubjectTie(Base):
    """What a mail can be found by where only subject, people and date tie it: digests of subject and two people.

    It goes with the raw message, which alone shows who the people are.
    """

    __tablename__ = "subject_ties"
    __table_args__ = (Index("ix_subject_ties_message_id", "message_id"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    as_reply: Mapped[bool] = mapped_column(
        primary_key=True, doc="the mail is a reply that names no other mail"
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("raw_messages.message_id", ondelete="CASCADE"), primary_key=True
    )
