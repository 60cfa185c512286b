"""What the sources of an article say, each on its own: read, replaced, and set against each other.

A disagreement points into messages and holds no words of its own, so that it goes when a message is erased and its
quotes are always verbatim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from kb import articles
from kb.content import Account, Content, EvidenceSpan, Origin
from kb.database import Session
from kb.tables import Article, Conversation, Disagreement, Message, Revision, Source
from kb.worth import weigh

FRESHEST = 200  # sources of an article whose accounts are weighed against each other


@dataclass(frozen=True)
class Span:
    """A stretch of a message, `text[start:end]`; without a message, `quote` stands in the article's own text."""

    message_id: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Contrast:
    """Two stretches that state different facts: "figures", or "denial" where one denies what the other affirms."""

    kind: str
    one: Span
    other: Span


@dataclass(frozen=True)
class Side:
    """One side of a disagreement as a page shows it; without a conversation it is the article's own text."""

    quote: str
    said_at: datetime | None
    conversation_id: int | None
    message_id: int | None
    channel: str


@dataclass(frozen=True)
class Shown:
    """A disagreement with both its quotes."""

    kind: str
    one: Side
    other: Side


def of(session: Session, article: Article) -> list[Account]:
    """Return what the freshest sources say, freshest first; sources without an account say nothing here.

    At most `FRESHEST`: an issue that thousands asked about is told as it is told now.
    """
    query = (
        select(Source)
        .options(undefer(Source.account))
        .where(Source.article_id == article.id, Source.conversation_id.is_not(None))
        .order_by(Source.told_at.is_(None), Source.told_at.desc(), Source.reference, Source.id)
        .limit(FRESHEST)
    )
    sources = [source for source in session.scalars(query) if source.account]
    mentioned = {span[1] for source in sources for span in source.account["spans"]}
    messages = {
        message.id: message for message in session.scalars(select(Message).where(Message.id.in_(mentioned)))
    }
    return [_read(source, messages) for source in sources]


def _read(source: Source, messages: Mapping[int, Message]) -> Account:
    stored: dict[str, Any] = source.account
    return Account(
        content=Content(
            **{name: stored[name] for name in ("title", "resolution", "issue", "environment", "cause")}
        ),
        language=stored["language"],
        evidence=tuple(_spans(messages, stored["spans"])),
        standing=stored["standing"],
        told_at=source.told_at,
        key=stored["key"],
        written=stored["written"],
    )


def _spans(messages: Mapping[int, Message], stored: Sequence[Sequence[Any]]) -> Iterable[EvidenceSpan]:
    for field, message_id, start, end in stored:
        message = messages.get(message_id)
        if message is not None:
            quote = (message.text or "")[start:end]
            yield EvidenceSpan(field, quote, message_id, start, end, quote)


def tell(session: Session, article: Article, origin: Origin) -> bool:
    """Keep what a source says, anew where it is known; say whether anything changed."""
    told = origin.account
    assert told is not None
    known = select(Source).filter_by(article_id=article.id, conversation_id=origin.conversation_id)
    source = session.scalars(known.options(undefer(Source.account)).order_by(Source.id).limit(1)).first()
    if source is None:
        return articles.add_origin(session, article, origin)
    same = source.account == told.stored() and source.told_at == told.told_at
    source.account, source.told_at = told.stored(), told.told_at
    session.flush()
    article.worth = weigh(session, article)
    session.flush()
    return not same


def untouched(session: Session, article: Article) -> bool:
    """Whether no person has decided on or edited an article yet, so that it may be put together anew."""
    if article.status != "draft" or article.published is not None:
        return False
    by_hand = select(Revision.id).where(Revision.article_id == article.id, Revision.mined.is_(False)).limit(1)
    return session.scalar(by_hand) is None


def contrast(session: Session, article: Article, found: Iterable[Contrast]) -> None:
    """Make these the disagreements of an article."""
    session.execute(delete(Disagreement).filter_by(article_id=article.id))
    for one in dict.fromkeys(found):
        assert one.other.message_id is not None
        session.add(
            Disagreement(
                article_id=article.id,
                kind=one.kind,
                one_message_id=one.one.message_id,
                one_start=one.one.start,
                one_end=one.one.end,
                one_quote="" if one.one.message_id else one.one.quote,
                other_message_id=one.other.message_id,
                other_start=one.other.start,
                other_end=one.other.end,
            )
        )
    session.flush()


def disagreements(session: Session, article_id: int) -> tuple[Shown, ...]:
    """Return where the sources of an article state different facts, with both quotes."""
    rows = session.scalars(select(Disagreement).filter_by(article_id=article_id).order_by(Disagreement.id))
    return tuple(
        Shown(
            row.kind,
            _side(session, row.one_message_id, row.one_start, row.one_end, row.one_quote),
            _side(session, row.other_message_id, row.other_start, row.other_end, ""),
        )
        for row in rows
    )


def _side(session: Session, message_id: int | None, start: int, end: int, own: str) -> Side:
    if message_id is None:
        return Side(own, None, None, None, "")
    message = session.get_one(Message, message_id)
    channel = session.get_one(Conversation, message.conversation_id).channel
    return Side(
        (message.text or "")[start:end], message.sent_at, message.conversation_id, message_id, channel
    )
