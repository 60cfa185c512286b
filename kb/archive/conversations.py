"""Conversations as they are kept: messages arrive, threads grow together, text is written once.

A message's cleaned and masked text never changes after it was written, so that evidence spans stay true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from kb.database import Session
from kb.tables import (
    Conversation,
    ImportItem,
    Message,
    Participant,
    RawMessage,
    Source,
    SubjectTie,
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


def append(session: Session, conversation: Conversation, incoming: Incoming) -> Message | None:
    """Add a message and return it, or None where the conversation has it already.

    A message that comes again with another text is kept as one more, its id numbered.
    """
    external_id, copy = incoming.external_id, 1
    while (known := _message(session, conversation, external_id)) is not None:
        if known.raw is None or known.raw.text == incoming.text:
            return None
        copy += 1
        external_id = f"{incoming.external_id}#{copy}"
    behind = select(func.max(Message.position)).filter_by(conversation_id=conversation.id)
    last = session.scalar(behind)
    added = Message(
        conversation_id=conversation.id,
        external_id=external_id,
        position=0 if last is None else last + 1,
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
    session.add(added)
    conversation.mined = False
    session.flush()
    # Loaded again where somebody asks: a long thread is not read as a whole for each mail that joins it.
    session.expire(conversation, ["messages"])
    return added


def _message(session: Session, conversation: Conversation, external_id: str) -> Message | None:
    query = select(Message).filter_by(conversation_id=conversation.id, external_id=external_id)
    return session.scalar(query.options(joinedload(Message.raw)))


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


def size(session: Session, conversation: Conversation) -> int:
    """Count the messages of a conversation."""
    return session.scalar(select(func.count()).where(Message.conversation_id == conversation.id)) or 0


def continuation(session: Session, conversation: Conversation) -> Conversation | None:
    """Return the conversation in which one that may not grow any more goes on, the last where there are several."""
    found = session.get(ThreadReference, _going_on(conversation))
    return session.get(Conversation, found.conversation_id) if found else None


def continue_in(session: Session, conversation: Conversation, later: Conversation) -> None:
    """Let a conversation that may not grow any more go on in another."""
    session.merge(ThreadReference(reference=_going_on(conversation), conversation_id=later.id))
    session.flush()


def _going_on(conversation: Conversation) -> str:
    return f"conversation {conversation.id} goes on"  # no Message-ID has white space


def tie_subject(
    session: Session, message: Message, as_reply: Collection[str], as_other: Collection[str]
) -> None:
    """Note by which digests of subject and people a mail is found (see `by_subject`)."""
    rows = [(key, True) for key in as_reply] + [(key, False) for key in as_other]
    session.add_all(SubjectTie(key=key, as_reply=reply, message_id=message.id) for key, reply in rows)


def by_subject(
    session: Session,
    as_reply: Collection[str],
    as_other: Collection[str],
    sent_at: datetime,
    window: timedelta,
) -> list[Conversation]:
    """Return the conversations with a mail that this one answers or that answers it, oldest first.

    Args:
        as_reply: digests by which the mail would be a reply to a mail known by them.
        as_other: digests by which a reply that names no other mail would answer this one.
        window: how far apart the two may have been sent.
    """
    found: set[int] = set()
    for keys, replies in ((as_reply, False), (as_other, True)):
        if keys:
            query = select(Message.conversation_id).join(SubjectTie, SubjectTie.message_id == Message.id)
            query = query.where(SubjectTie.key.in_(keys), SubjectTie.as_reply.is_(replies))
            found |= set(
                session.scalars(query.where(Message.sent_at.between(sent_at - window, sent_at + window)))
            )
    if not found:
        return []
    return list(
        session.scalars(select(Conversation).where(Conversation.id.in_(found)).order_by(Conversation.id))
    )


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


@dataclass(frozen=True)
class Waiting:
    """A conversation that has to be read for a resolution, and how many messages it has."""

    conversation_id: int
    messages: int


def unmined(session: Session, after: int = 0, limit: int = 1) -> list[Waiting]:
    """Return the next conversations that have to be read for a resolution, oldest first."""
    waiting = select(Conversation.id).where(Conversation.mined.is_(False), Conversation.id > after)
    chosen = waiting.order_by(Conversation.id).limit(limit).subquery()
    messages = select(func.count()).where(Message.conversation_id == chosen.c.id).scalar_subquery()
    return [Waiting(*row) for row in session.execute(select(chosen.c.id, messages).order_by(chosen.c.id))]


def count_unmined(session: Session) -> int:
    """Count the conversations that have to be read for a resolution."""
    return session.scalar(select(func.count()).where(Conversation.mined.is_(False))) or 0


def find_by_id(session: Session, conversation_id: int) -> Conversation | None:
    """Return a conversation with all its messages, None where it was merged into another or erased."""
    whole = selectinload(Conversation.messages).joinedload(Message.raw)
    return session.get(Conversation, conversation_id, options=[whole])


def unchanged(session: Session, conversation_id: int, messages: int) -> Conversation | None:
    """Return a conversation for writing if it still waits to be read and has as many messages as when it was read."""
    query = select(Conversation).filter_by(id=conversation_id, mined=False).with_for_update()
    found = session.scalar(query)
    count = select(func.count()).where(Message.conversation_id == conversation_id)
    return found if found is not None and session.scalar(count) == messages else None


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
