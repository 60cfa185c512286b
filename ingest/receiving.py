"""Takes one item into the knowledge base as it was read: a mail into its thread, a row into its article.

Each item ends as exactly one outcome; what was imported before, from whatever file, is `unchanged`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest.conversation import from_chat
from ingest.items import (
    ArticleEntry,
    ChatEntry,
    DocumentEntry,
    Failed,
    FaqEntry,
    Item,
    Mail,
    Skipped,
)
from ingest.mail_receiving import take_mail
from ingest.publishing import publish_row
from ingest.reasons import Reason, because, joined
from kb.archive import conversations, imports, recurring, tombstones
from kb.archive.conversations import Incoming, Opening
from kb.database import Session
from kb.privacy import NEVER_PUBLISHED, PlaceholderBook, mask
from kb.tables import Conversation

LONGEST_CHAT = 1_000  # messages
NO_REASON = joined(())


@dataclass(frozen=True)
class Received:
    """What became of an item: its outcome and what it is part of now."""

    outcome: str
    reason: Reason = NO_REASON
    article_id: int | None = None
    conversation_id: int | None = None
    published: bool = False


def content_hash(item: Item) -> str:
    """Return a digest of the item's bytes: the same content is the same item, wherever it stands."""
    return hashlib.sha256(item.kind.encode() + b"\x00" + item.raw).hexdigest()


def receive(session: Session, item: Item, *, publish: bool) -> Received:
    """Take an item in, within the caller's transaction."""
    content = item.content
    if isinstance(content, Skipped):
        return Received("skipped", content.reason)
    try:
        if not isinstance(content, Mail | ChatEntry):  # these are known by their messages
            tombstones.refuse_item(session, content_hash(item))
        return _received(session, item, content, publish=publish)
    except tombstones.ErasedOnRequestError:
        return Received("skipped", because("erased"))


def _received(session: Session, item: Item, content: Any, *, publish: bool) -> Received:
    """Take in what was never erased.

    Raises:
        ErasedOnRequestError: messages of it were; nothing is kept.
    """
    if isinstance(content, Failed):
        return Received("failed", content.reason)
    if publish and isinstance(content, FaqEntry | ArticleEntry):
        article, changed = publish_row(session, item.source, content, content_hash(item))
        return Received("imported" if changed else "unchanged", article_id=article.id, published=changed)
    known = imports.known(session, item.key, content_hash(item))
    if known is not None:
        return Received("unchanged", article_id=known.article_id, conversation_id=known.conversation_id)
    return _take_in(session, item, content)


def _take_in(session: Session, item: Item, content: Any) -> Received:
    """Take in what was never imported as it is now.

    Raises:
        ErasedOnRequestError: it was erased; nothing is kept.
    """
    if isinstance(content, Mail):
        thread, changed, told = take_mail(session, item.source, content)
        reason = joined((*content.problems, *([told] if told else [])) if changed else ())
        return Received("imported" if changed else "unchanged", reason, conversation_id=thread.id)
    conversation, changed = _TAKERS[type(content)](session, item.source, content)
    return Received("imported" if changed else "unchanged", conversation_id=conversation.id)


def _take_chat(session: Session, source: str, chat: ChatEntry) -> tuple[Conversation, bool]:
    channel, language = channel_of(chat), chat.language or ""
    messages = said(chat)
    tombstones.refuse(session, channel, messages)
    taken = [
        _take_again(
            session,
            Opening(external_id, source, channel, language=language, resolved=chat.resolved),
            part,
        )
        for external_id, part in _parts(chat.external_id, messages)
    ]
    return taken[0][0], any(changed for _, changed in taken)


def channel_of(chat: ChatEntry) -> str:
    """Return the channel that a chat is kept under."""
    return chat.channel or "chat"


def said(chat: ChatEntry) -> list[Incoming]:
    """Return the messages of a chat as they are kept and remembered."""
    return [
        Incoming(
            external_id=message.external_id,
            text=message.text,
            author=message.author,
            subject=chat.subject,
            role=message.role,
            sent_at=message.sent_at,
        )
        for message in from_chat(chat).messages
    ]


def _parts(external_id: str, messages: list[Incoming]) -> list[tuple[str, list[Incoming]]]:
    """Cut an endless chat into conversations that fit into memory: nobody's issue takes so many messages.

    Cuts lie at fixed numbers of messages, so that a chat that goes on is cut as before.
    """
    starts = range(0, max(len(messages), 1), LONGEST_CHAT)
    return [
        (f"{external_id}/{start}" if start else external_id, messages[start : start + LONGEST_CHAT])
        for start in starts
    ]


def _take_faq(session: Session, source: str, row: FaqEntry) -> tuple[Conversation, bool]:
    label = masked_label(
        {
            "external_id": row.external_id,
            "variants": list(row.variants),
            "category": row.category,
            "tags": list(row.tags),
            "audience": row.audience,
        },
        _book_of(row.question, row.answer),
    )
    opening = Opening(row.external_id, source, "faq", language=row.language or "", resolved=True, label=label)
    question = Incoming(f"{row.external_id}/question", row.question, role="customer")
    return _take(
        session, opening, [question, Incoming(f"{row.external_id}/answer", row.answer, role="agent")]
    )


def masked_label(label: dict[str, Any], book: PlaceholderBook) -> dict[str, Any]:
    """Return the labels of a row without personal data: they stand outside the raw messages."""

    def masked(text: str) -> str:
        return mask(text, book=book).text

    made = dict(label)
    for name in ("variants", "tags"):
        if name in made:
            made[name] = [masked(text) for text in made[name]]
    if made.get("category"):
        made["category"] = masked(made["category"])
    return made


def _book_of(*texts: str) -> PlaceholderBook:
    """Return the placeholders that a row's texts will get, so that its labels get the same ones."""
    book = PlaceholderBook(kinds=NEVER_PUBLISHED)
    for text in texts:
        mask(text, book=book)
    return book


def _take_article(session: Session, source: str, row: ArticleEntry) -> tuple[Conversation, bool]:
    label = masked_label(
        {
            "external_id": row.external_id,
            "category": row.category,
            "tags": list(row.tags),
            "audience": row.audience,
        },
        _book_of(row.body),
    )
    opening = Opening(
        row.external_id, source, "article", language=row.language or "", resolved=True, label=label
    )
    body = Incoming(f"{row.external_id}/body", row.body, subject=row.title, role="agent")
    return _take(session, opening, [body])


def _take_document(session: Session, source: str, document: DocumentEntry) -> tuple[Conversation, bool]:
    opening = Opening(
        document.external_id,
        source,
        "document",
        language=document.language or "",
        resolved=True,
        label={"external_id": document.external_id},
    )
    text = Incoming(f"{document.external_id}/text", document.body, subject=document.title, role="agent")
    return _take(session, opening, [text])


def _take(session: Session, opening: Opening, messages: list[Incoming]) -> tuple[Conversation, bool]:
    tombstones.refuse(session, opening.channel, messages)
    conversation = conversations.find(session, opening.source, opening.external_id)
    new = conversation is None
    if conversation is None:
        conversation = conversations.start(session, opening)
    added = [conversations.append(session, conversation, message) is not None for message in messages]
    return conversation, new or any(added)


def _take_again(session: Session, opening: Opening, messages: list[Incoming]) -> tuple[Conversation, bool]:
    """Take a chat that may have come before from another file, or in part."""
    if conversations.find(session, opening.source, opening.external_id) is None:
        known = recurring.same(session, opening, messages)
        if known:
            elsewhere = recurring.held(known[1:])
            new = [message for message in messages if message.external_id not in elsewhere]
            added = [conversations.append(session, known[0], message) is not None for message in new]
            return known[0], any(added)
    return _take(session, opening, messages)


_TAKERS: dict[type, Callable[[Session, str, Any], tuple[Conversation, bool]]] = {
    ChatEntry: _take_chat,
    FaqEntry: _take_faq,
    ArticleEntry: _take_article,
    DocumentEntry: _take_document,
}
