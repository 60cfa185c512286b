"""Conversations as they are kept: messages arrive, threads grow together, text is written once.

A message's cleaned and masked text never changes after it was written, so that evidence spans stay true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from kb.database import Session
from kb.tables import (
    Conversation,
    ImportItem,
    Message,
    Participant,
    RawMessage,
    Source,
    ThreadReference,
    Variant,
)

MAIL = "mail"  # the source of every mail conversation: Message-IDs are global


@dataclass(frozen=True)
class Incoming:
    """A message as it was read, unmasked."""

    external_id: str
    text: str
    author: str = ""
    address: str = ""
    subject: str = ""
    role: str = "unknown"
    sent_at: datetime | None = None
    envelope: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    """What a new conversation starts with."""

    external_id: str
    source: str
    channel: str
    subject_key: str = ""
    language: str = ""
    resolved: bool | None = None
    label: dict[str, Any] = field(default_factory=dict)


def find(session: Session, source: str, external_id: str) -> Conversation | None:
    """Return the conversation with this id in this source."""
    return session.scalar(select(Conversation).filter_by(source=source, external_id=external_id))


def start(session: Session, opening: Opening) -> Conversation:
    """Add an empty conversation."""
    conversation = Conversation(
        external_id=opening.external_id,
        source=opening.source,
        channel=opening.channel,
        subject_key=opening.subject_key,
        language=opening.language,
        resolved=opening.resolved,
        label=opening.label,
    )
    session.add(conversation)
    session.flush()
    return conversation


def append(session: Session, conversation: Conversation, incoming: Incoming) -> bool:
    """Add a message unless the conversation has it; say whether it was new.

    A message that comes again with another text is kept as one more, its id numbered.
    """
    known = {message.external_id: message for message in conversation.messages}
    external_id, copy = incoming.external_id, 1
    while external_id in known:
        raw = known[external_id].raw
        if raw is None or raw.text == incoming.text:
            return False
        copy += 1
        external_id = f"{incoming.external_id}#{copy}"
    conversation.messages.append(
        Message(
            external_id=external_id,
            position=len(known),
            role=incoming.role,
            sent_at=incoming.sent_at,
            raw=RawMessage(
                author=incoming.author,
                address=incoming.address,
                subject=incoming.subject,
                text=incoming.text,
                envelope=incoming.envelope,
            ),
        )
    )
    conversation.mined = False
    session.flush()
    return True


def mail_message(session: Session, message_id: str) -> Message | None:
    """Return the mail with this Message-ID."""
    return session.scalar(
        select(Message)
        .join(Conversation)
        .where(Conversation.source == MAIL, Message.external_id == message_id)
    )


def tied(session: Session, references: Sequence[str]) -> list[Conversation]:
    """Return the conversations that any of these Message-IDs ties to, oldest first."""
    found = select(ThreadReference.conversation_id).where(ThreadReference.reference.in_(references))
    return list(
        session.scalars(select(Conversation).where(Conversation.id.in_(found)).order_by(Conversation.id))
    )


def tie(session: Session, conversation: Conversation, references: Iterable[str]) -> None:
    """Note that mails naming any of these Message-IDs belong to the conversation."""
    known = set(
        session.scalars(
            select(ThreadReference.reference).where(ThreadReference.reference.in_(list(references)))
        )
    )
    for reference in dict.fromkeys(references):
        if reference not in known:
            session.add(ThreadReference(reference=reference, conversation_id=conversation.id))
    session.flush()


def same_subject(session: Session, subject_key: str) -> list[Conversation]:
    """Return the mail conversations with this subject, oldest first."""
    if not subject_key:
        return []
    query = select(Conversation).filter_by(source=MAIL, subject_key=subject_key).order_by(Conversation.id)
    return list(session.scalars(query))


def merge(session: Session, into: Conversation, other: Conversation) -> None:
    """Move everything of `other` into `into`: a mail showed that they are one thread."""
    behind = {"conversation_id": into.id, "position": Message.position + len(into.messages)}
    session.execute(update(Message).filter_by(conversation_id=other.id).values(behind))
    for table in (ThreadReference, Variant, ImportItem):
        session.execute(update(table).filter_by(conversation_id=other.id).values(conversation_id=into.id))
    kept = set(session.scalars(select(Participant.digest).filter_by(conversation_id=into.id)))
    for digest in session.scalars(select(Participant.digest).filter_by(conversation_id=other.id)).all():
        if digest not in kept:
            session.add(Participant(conversation_id=into.id, digest=digest))
    supported = set(session.scalars(select(Source.article_id).filter_by(conversation_id=into.id)))
    for source in session.scalars(select(Source).filter_by(conversation_id=other.id)).all():
        if source.article_id in supported:
            session.delete(source)
        else:
            source.conversation_id = into.id
    session.flush()
    session.execute(delete(Conversation).filter_by(id=other.id))
    session.expire_all()
    into.mined = False


def unmined(session: Session, after: int = 0) -> int | None:
    """Return the id of the next conversation that has to be read for a resolution."""
    query = select(Conversation.id).where(Conversation.mined.is_(False), Conversation.id > after)
    return session.scalar(query.order_by(Conversation.id).limit(1))


def get(session: Session, conversation_id: int) -> Conversation:
    """Return a conversation that is known to exist."""
    return session.get_one(Conversation, conversation_id)


def add_participants(session: Session, conversation: Conversation, digests: Iterable[str]) -> None:
    """Note, by keyed digest, who is in a conversation, so that erasure finds it."""
    known = set(session.scalars(select(Participant.digest).filter_by(conversation_id=conversation.id)))
    for digest in set(digests) - known:
        session.add(Participant(conversation_id=conversation.id, digest=digest))


def every(session: Session) -> Iterable[Conversation]:
    """Go through all conversations, oldest first."""
    return session.scalars(select(Conversation).order_by(Conversation.id).execution_options(yield_per=200))
