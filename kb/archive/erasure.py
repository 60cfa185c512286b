"""Forgets people: a person's conversations on request, everybody's unmasked messages in time.

Whatever was derived goes with its source; a published article stays, for it was masked and then reviewed by a
person, but it loses the evidence and phrasings that came from there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from kb.archive import tombstones
from kb.articles import changed
from kb.database import Session
from kb.errors import UnusableInputError
from kb.index import Index
from kb.indexing import sync
from kb.library import Library
from kb.privacy import addresses, digest
from kb.tables import (
    Article,
    Conversation,
    ImportItem,
    Message,
    Participant,
    Passage,
    Quarantine,
    RawMessage,
    Source,
    Variant,
)
from kb.tables.metadata import now
from kb.usage import handovers


class AddressInvalidError(UnusableInputError):
    """'{address}' is neither an e-mail address nor a phone number."""


@dataclass(frozen=True)
class Erased:
    """How much was erased; `kept` are ids of published articles that lost evidence."""

    conversations: int
    articles: int
    kept: tuple[int, ...]


@dataclass(frozen=True)
class Person:
    """Who is looked for: the digest of their address, and the key it was made with."""

    digest: str
    secret: bytes

    def named_in(self, text: str) -> bool:
        """Whether a text has their address or number in it."""
        return any(digest(found, self.secret) == self.digest for found in addresses(text))


def person_of(library: Library, address: str) -> Person:
    """Return who an e-mail address or a phone number is of.

    Raises:
        AddressInvalidError: it is neither.
    """
    figures = sum(letter.isdigit() for letter in address)
    if "@" not in address and (figures < 5 or any(letter.isalpha() for letter in address)):
        raise AddressInvalidError(address=address)
    secret = library.settings.signing_key().encode()
    return Person(digest(address, secret), secret)


def erase(library: Library, address: str) -> Erased:
    """Erase the conversations a person took part in or is named in, and what was derived from them alone.

    Raises:
        AddressInvalidError: it is neither an address nor a number.
    """
    person = person_of(library, address)
    with library.index_lock():
        index = library.index
        with library.database.session() as session:
            found = _conversations(session, person)
            doomed = [article for article in _resting(session, found) if article.published is None]
            for article in doomed:
                # Were this cut short once the index is emptied, the next sync would fill it again.
                session.execute(delete(Passage).filter_by(article_id=article.id))
                changed(session, article)
        _remove(index, [article.id for article in doomed])
        with library.database.session() as session:
            gone, kept = _articles(session, found)
            tombstones.bury(session, found)
            session.execute(delete(ImportItem).where(ImportItem.conversation_id.in_(found)))
            session.execute(delete(Conversation).where(Conversation.id.in_(found)))
            handovers.erase(session, person.digest)
            _broken(session, person)
    library.database.wipe()
    sync(library)
    return Erased(len(found), len(gone), tuple(kept))


def _conversations(session: Session, person: Person) -> list[int]:
    found = set(session.scalars(select(Participant.conversation_id).filter_by(digest=person.digest)))
    # What was read but not masked yet has no participants noted.
    waiting = (
        select(Message.conversation_id, RawMessage)
        .join(RawMessage, RawMessage.message_id == Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.mined.is_(False))
    )
    for conversation_id, raw in session.execute(waiting):
        head = json.dumps(raw.envelope, ensure_ascii=False)
        if person.named_in(f"{raw.author}\n{raw.address}\n{raw.subject}\n{head}\n{raw.text}"):
            found.add(conversation_id)
    return sorted(found)


def _broken(session: Session, person: Person) -> None:
    """Delete what was kept of items that could not be read, where they name the person."""
    for content_hash in session.scalars(select(Quarantine.content_hash)).all():
        kept = session.get_one(Quarantine, content_hash)
        if person.named_in(kept.raw.decode("utf-8", "replace")):
            session.delete(kept)
            session.execute(delete(ImportItem).filter_by(content_hash=content_hash))
        else:
            session.expunge(kept)  # it may be large


def _resting(session: Session, conversations: Sequence[int]) -> Sequence[Article]:
    touched = select(Source.article_id).where(Source.conversation_id.in_(conversations)).distinct()
    return session.scalars(select(Article).where(Article.id.in_(touched)).order_by(Article.id)).all()


def _articles(session: Session, conversations: Sequence[int]) -> tuple[list[int], list[int]]:
    """Delete unpublished articles that rest on these conversations; their other sources are read anew."""
    gone, kept = [], []
    for article in _resting(session, conversations):
        if article.published is not None:
            kept.append(article.id)
            session.execute(
                delete(Variant).where(
                    Variant.article_id == article.id, Variant.conversation_id.in_(conversations)
                )
            )
            session.expire(article)
            changed(session, article)
            continue
        others = [
            source.conversation_id
            for source in article.sources
            if source.conversation_id is not None and source.conversation_id not in conversations
        ]
        session.execute(update(Conversation).where(Conversation.id.in_(others)).values(mined=False))
        gone.append(article.id)
        session.delete(article)
    session.flush()
    return gone, kept


def _remove(index: Index, articles: Sequence[int]) -> None:
    for article_id in articles:
        index.prune([article_id], keep=())
    index.flush()


def forget_raw(library: Library) -> int:
    """Delete unmasked messages that were kept long enough; return how many."""
    days = library.settings.keep_raw_days
    if not days:
        return 0
    with library.database.session() as session:
        oldest = now() - timedelta(days=days)
        forgotten = session.execute(delete(RawMessage).where(RawMessage.read_at < oldest))
        session.execute(delete(Quarantine).where(Quarantine.kept_at < oldest))
    library.database.wipe()
    return int(forgotten.rowcount)  # type: ignore[attr-defined]
