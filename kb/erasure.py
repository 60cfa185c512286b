"""Forgets people: a person's conversations on request, everybody's unmasked messages in time.

Whatever was derived goes with its source; a published article stays, for it was masked and then reviewed by a
person, but it loses the evidence and phrasings that came from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from kb.database import Session
from kb.errors import UnusableInputError
from kb.index import Index
from kb.library import Library
from kb.privacy import digest
from kb.tables import Article, Conversation, ImportItem, Participant, Quarantine, RawMessage, Source, Variant
from kb.tables.metadata import now


class AddressInvalidError(UnusableInputError):
    """'{address}' is neither an e-mail address nor a phone number."""


@dataclass(frozen=True)
class Erased:
    """How much was erased; `kept` are ids of published articles that lost evidence."""

    conversations: int
    articles: int
    kept: tuple[int, ...]


def erase(library: Library, address: str) -> Erased:
    """Erase the conversations a person took part in or is named in, and what was derived from them alone.

    Raises:
        AddressInvalidError: it is neither an address nor a number.
    """
    if "@" not in address and sum(letter.isdigit() for letter in address) < 5:
        raise AddressInvalidError(address=address)
    key = digest(address, library.settings.signing_key().encode())
    with library.index_lock():
        index = library.index
        with library.database.session() as session:
            found = list(session.scalars(select(Participant.conversation_id).filter_by(digest=key)))
            gone, kept = _articles(session, found)
            session.execute(delete(ImportItem).where(ImportItem.conversation_id.in_(found)))
            session.execute(delete(Conversation).where(Conversation.id.in_(found)))
            for quarantined in session.scalars(select(Quarantine)):
                if address.encode() in quarantined.raw:
                    session.delete(quarantined)
        _remove(index, gone)
    from kb.indexing import sync

    sync(library)
    return Erased(len(found), len(gone), tuple(kept))


def _articles(session: Session, conversations: Sequence[int]) -> tuple[list[int], list[int]]:
    """Delete unpublished articles that rest on these conversations; their other sources are read anew."""
    from kb.articles import changed

    gone, kept = [], []
    touched = select(Source.article_id).where(Source.conversation_id.in_(conversations)).distinct()
    for article in session.scalars(select(Article).where(Article.id.in_(touched)).order_by(Article.id)).all():
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
        index.prune(article_id, keep=())
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
        return int(forgotten.rowcount)  # type: ignore[attr-defined]
