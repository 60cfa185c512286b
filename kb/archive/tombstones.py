"""Remembers by digests which messages were erased, so that no mailbox or folder brings them back.

A digest is of a channel's own id and the moment or text of a message: nothing can be read out of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from kb.archive.conversations import Incoming
from kb.database import Session
from kb.errors import DaneshError
from kb.tables import Conversation, Message, Tombstone

EMAIL = "email"  # its ids are global, so that nothing else is needed
ITEM = "item"
AT_ONCE = 500


class ErasedOnRequestError(DaneshError):
    """It was erased on request and is not read again."""


def bury(session: Session, conversation_ids: Sequence[int]) -> None:
    """Remember the messages of conversations that are about to be erased."""
    query = select(Conversation.channel, Message).join(Conversation)
    marks = [
        _mark(channel, message.external_id, message.sent_at, message.raw.text if message.raw else "")
        for channel, message in session.execute(query.where(Conversation.id.in_(conversation_ids)))
    ]
    _remember(session, marks)


def bury_mail(session: Session, message_id: str) -> None:
    """Remember a mail that was erased before it was imported."""
    _remember(session, [_mark(EMAIL, message_id, None, "")])


def bury_messages(session: Session, channel: str, messages: Iterable[Incoming]) -> None:
    """Remember messages that were erased before they were imported; a grown export of the chat is known by them."""
    _remember(session, [_mark(channel, one.external_id, one.sent_at, one.text) for one in messages])


def bury_item(session: Session, content_hash: str) -> None:
    """Remember a row, a document or what cannot be read by the digest of its bytes."""
    _remember(session, [_mark(ITEM, content_hash, None, "")])


def refuse_item(session: Session, content_hash: str) -> None:
    """Refuse an item that was erased.

    Raises:
        ErasedOnRequestError: it was.
    """
    if session.get(Tombstone, _mark(ITEM, content_hash, None, "")) is not None:
        raise ErasedOnRequestError


def refuse(session: Session, channel: str, messages: Iterable[Incoming]) -> None:
    """Refuse messages one of which was erased.

    Raises:
        ErasedOnRequestError: one was.
    """
    marks = [_mark(channel, one.external_id, one.sent_at, one.text) for one in messages]
    for start in range(0, len(marks), AT_ONCE):
        some = marks[start : start + AT_ONCE]
        if session.scalar(select(Tombstone.digest).where(Tombstone.digest.in_(some)).limit(1)):
            raise ErasedOnRequestError


def _remember(session: Session, marks: Sequence[str]) -> None:
    for mark in dict.fromkeys(marks):
        session.merge(Tombstone(digest=mark))
    session.flush()


def _mark(channel: str, external_id: str, sent_at: datetime | None, text: str) -> str:
    told = "" if channel == EMAIL else sent_at.astimezone(UTC).isoformat() if sent_at else text
    return hashlib.sha256(f"{channel}\0{external_id}\0{told}".encode("utf-8", "replace")).hexdigest()
