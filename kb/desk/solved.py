"""Solved conversations as agents may see them: cleaned and masked, found by the articles they gave or by words.

A conversation counts as solved where reading it found so, or where an article that is not retired rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select

from kb.database import Session
from kb.desk.review import MessageView, message_view
from kb.errors import NotFoundError
from kb.listing import Listing, listed
from kb.tables import Article, Conversation, Message, Source, Variant

NOT_CASES = ("faq", "article", "document")  # channels of what somebody wrote down: no customer's case
LONGEST_WORD = 40
MET = 400  # conversations that hold a word and are looked at


@dataclass(frozen=True)
class Case:
    """A solved conversation: what was asked and what helped, both masked; `article_id` where one rests on it."""

    conversation_id: int
    channel: str
    language: str
    subject: str
    question: str
    answer: str
    solved: bool | None
    told_at: datetime | None
    article_id: int | None


@dataclass(frozen=True)
class Found:
    """A conversation in a list."""

    conversation_id: int
    external_id: str
    channel: str
    language: str
    subject: str
    beginning: str
    solved: bool | None


@dataclass(frozen=True)
class Opened:
    """A conversation with its messages in order."""

    conversation_id: int
    external_id: str
    channel: str
    language: str
    subject: str
    solved: bool | None
    messages: tuple[MessageView, ...]


def _cases() -> Select[Conversation, Source]:
    return (
        select(Conversation, Source)
        .join(Source, Source.conversation_id == Conversation.id, isouter=True)
        .join(Article, Article.id == Source.article_id, isouter=True)
        .where(
            Conversation.channel.not_in(NOT_CASES),
            or_(Article.id.is_not(None), Conversation.solved.is_(True)),
            or_(Article.id.is_(None), Article.status != "retired"),
        )
    )


def of_articles(session: Session, article_ids: Iterable[int], limit: int = 20) -> list[Case]:
    """Return conversations that these articles rest on, those told last first."""
    wanted = _cases().where(Source.article_id.in_(list(article_ids)))
    return _read(session, wanted.order_by(Source.told_at.desc(), Source.id.desc()).limit(limit))


def with_words(session: Session, words: Sequence[str], limit: int = 20) -> list[Case]:
    """Return solved conversations whose subject or question holds some of the words, most words first."""
    words = [word for word in dict.fromkeys(words) if len(word) <= LONGEST_WORD]
    if not words:
        return []
    # Two plain scans for the newest, then the few that were met: one query over both tables takes far longer.
    places: dict[int, int] = {}
    for number, column in ((Variant.conversation_id, Variant.text), (Conversation.id, Conversation.subject)):
        some = or_(*(column.icontains(word, autoescape=True) for word in words))
        met = select(number, column).where(number.is_not(None), some).order_by(number.desc()).limit(MET)
        for found, text in session.execute(met):
            assert found is not None
            held = sum(word in text.casefold() for word in words)
            places[found] = max(held, places.get(found, 0))
    best = sorted(places, key=lambda found: (-places[found], -found))[: 2 * limit]
    cases = _read(session, _cases().where(Conversation.id.in_(best)))
    return sorted(cases, key=lambda one: (-places[one.conversation_id], -one.conversation_id))[:limit]


def _read(session: Session, query: Select[Conversation, Source]) -> list[Case]:
    found: dict[int, Case] = {}
    for row in session.execute(query).all():
        found.setdefault(row[0].id, _case(row))
    return list(found.values())


def _case(row: Row[*tuple[Any, ...]]) -> Case:
    conversation, source = row
    account = source.account if source is not None else {}
    messages = conversation.messages
    asked = next((one.text for one in messages if one.role == "customer" and one.text), "")
    helped = next((one.text for one in reversed(messages) if one.role == "agent" and one.text), "")
    return Case(
        conversation_id=conversation.id,
        channel=conversation.channel,
        language=conversation.language or account.get("language", ""),
        subject=conversation.subject,
        question=account.get("issue") or asked or "",
        answer=account.get("resolution") or helped or "",
        solved=conversation.solved,
        told_at=source.told_at if source is not None else None,
        article_id=source.article_id if source is not None else None,
    )


def find(session: Session, words: str, number: int = 1) -> Listing[Found]:
    """Return a page of conversations by number, id or words, the newest first; all of them for no words."""
    query = select(Conversation).where(Conversation.channel.not_in(NOT_CASES))
    words = words.strip()
    if words:
        spoken = select(Message.id).where(
            Message.conversation_id == Conversation.id, Message.text.icontains(words, autoescape=True)
        )
        by_number = Conversation.id == (int(words) if words.isascii() and words.isdigit() else -1)
        query = query.where(
            or_(
                by_number if len(words) < 10 else Conversation.external_id == words,
                Conversation.external_id == words,
                Conversation.subject.icontains(words, autoescape=True),
                spoken.exists(),
            )
        )
    page = listed(session, query.order_by(Conversation.id.desc()), number)
    return page.of(_found(row[0]) for row in page.rows)


def _found(one: Conversation) -> Found:
    first = next((message.text for message in one.messages if message.text), "") or ""
    return Found(one.id, one.external_id, one.channel, one.language, one.subject, first[:200], one.solved)


def opened(session: Session, conversation_id: int) -> Opened:
    """Return a conversation, cleaned and masked.

    Raises:
        NotFoundError: there is none with this id, or it has not been read yet.
    """
    found = session.get(Conversation, conversation_id)
    if found is None or not any(message.text for message in found.messages):
        raise NotFoundError(what="conversation", id=conversation_id)
    return Opened(
        found.id,
        found.external_id,
        found.channel,
        found.language,
        found.subject,
        found.solved,
        tuple(message_view(message) for message in found.messages if message.text),
    )
