"""Takes one item into the knowledge base as it was read: a mail into its thread, a row into its article.

Each item ends as exactly one outcome; what was imported before, from whatever file, is `unchanged`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ingest.conversation import from_chat
from ingest.items import (
    Address,
    ArticleEntry,
    ChatEntry,
    DocumentEntry,
    Failed,
    FaqEntry,
    Item,
    Mail,
    Skipped,
)
from ingest.publishing import publish_row
from ingest.threads import SUBJECT_WINDOW, base_subject, references, subject_ties
from kb.archive import conversations, imports, recurring
from kb.archive.conversations import MAIL, Incoming, Opening
from kb.database import Session
from kb.privacy import PlaceholderBook, mask
from kb.tables import Conversation, RawMessage

ATTACHED_TO = "attached_to"  # in an envelope: the mail that a document came with
LONGEST_ID = 900  # characters
LONGEST_CHAT = 1_000  # messages


@dataclass(frozen=True)
class Received:
    """What became of an item: its outcome and what it is part of now."""

    outcome: str
    reason: str = ""
    article_id: int | None = None
    conversation_id: int | None = None
    published: bool = False


def content_hash(item: Item) -> str:
    """Return a digest of the item's bytes: the same content is the same item, wherever it stands."""
    return hashlib.sha256(item.kind.encode() + b"\x00" + item.raw).hexdigest()


def receive(session: Session, item: Item, *, publish: bool) -> Received:
    """Take an item in, within the caller's transaction."""
    content = item.content
    if isinstance(content, Failed):
        return Received("failed", content.reason)
    if isinstance(content, Skipped):
        return Received("skipped", content.reason)
    if publish and isinstance(content, FaqEntry | ArticleEntry):
        article, changed = publish_row(session, item.source, content, content_hash(item))
        return Received("imported" if changed else "unchanged", article_id=article.id, published=changed)
    known = imports.known(session, item.key, content_hash(item))
    if known is not None:
        return Received("unchanged", article_id=known.article_id, conversation_id=known.conversation_id)
    conversation, changed = _TAKERS[type(content)](session, item.source, content)
    outcome = "imported" if changed else "unchanged"
    reason = "; ".join(content.problems) if changed and isinstance(content, Mail) else ""
    return Received(outcome, reason, conversation_id=conversation.id)


def _take_mail(session: Session, source: str, mail: Mail) -> tuple[Conversation, bool]:
    del source  # a Message-ID is the same mail in every file
    known = conversations.mail_message(session, mail.message_id)
    if known is not None:
        again = conversations.append(session, known.conversation, _incoming(mail))
        return known.conversation, _append_documents(session, known.conversation, mail) or again is not None
    ties = references(mail)
    threads = conversations.tied(session, ties)
    as_reply, as_other = subject_ties(mail)
    if mail.sent_at is not None:
        by_subject = conversations.by_subject(session, as_reply, as_other, mail.sent_at, SUBJECT_WINDOW)
        threads += [thread for thread in by_subject if thread not in threads]
    if threads:
        thread = threads[0]
        for other in threads[1:]:
            conversations.merge(session, thread, other)
    else:
        opening = Opening(mail.message_id, MAIL, "email", subject_key=subject_key(mail.subject))
        thread = conversations.start(session, opening)
    message = conversations.append(session, thread, _incoming(mail))
    _append_documents(session, thread, mail)
    conversations.tie(session, thread, ties)
    if message is not None:
        conversations.tie_subject(session, message, as_reply, as_other)
    return thread, True


def _append_documents(session: Session, thread: Conversation, mail: Mail) -> bool:
    """Add the documents attached to a mail, each as one more message; say whether any was new."""
    added = False
    for document in mail.documents:
        incoming = Incoming(
            external_id=f"{mail.message_id}/{mask(document.name, book=PlaceholderBook()).text}"[:LONGEST_ID],
            text=document.text,
            author=mail.from_name,
            address=mail.from_address,
            sent_at=mail.sent_at,
            envelope={ATTACHED_TO: mail.message_id},
        )
        added = conversations.append(session, thread, incoming) is not None or added
    return added


def is_document(raw: RawMessage) -> bool:
    """Whether a raw message is a document that was attached to a mail."""
    return ATTACHED_TO in raw.envelope


def subject_key(subject: str) -> str:
    """Return a digest of a subject to find it by: the subject itself may hold personal data."""
    return hashlib.sha256(base_subject(subject).casefold().encode()).hexdigest()[:32] if subject else ""


def _incoming(mail: Mail) -> Incoming:
    envelope: dict[str, Any] = {
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "to": [asdict(address) for address in mail.to],
        "cc": [asdict(address) for address in mail.cc],
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        "attachments": list(mail.attachments),
    }
    return Incoming(
        external_id=mail.message_id,
        text=mail.text,
        author=mail.from_name,
        address=mail.from_address,
        subject=mail.subject,
        sent_at=mail.sent_at,
        envelope=envelope,
    )


def stored_mail(raw: RawMessage) -> Mail:
    """Give back the mail that a raw message was stored from."""
    head = raw.envelope
    return Mail(
        message_id=head["message_id"],
        in_reply_to=tuple(head["in_reply_to"]),
        references=tuple(head["references"]),
        subject=raw.subject,
        from_address=raw.address,
        from_name=raw.author,
        to=tuple(Address(**address) for address in head["to"]),
        sent_at=datetime.fromisoformat(head["sent_at"]) if head["sent_at"] else None,
        text=raw.text,
        cc=tuple(Address(**address) for address in head["cc"]),
        attachments=tuple(head["attachments"]),
    )


def _take_chat(session: Session, source: str, chat: ChatEntry) -> tuple[Conversation, bool]:
    channel, language = chat.channel or "chat", chat.language or ""
    messages = [
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
    taken = [
        _take_again(
            session,
            Opening(external_id, source, channel, language=language, resolved=chat.resolved),
            part,
        )
        for external_id, part in _parts(chat.external_id, messages)
    ]
    return taken[0][0], any(changed for _, changed in taken)


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
    book = PlaceholderBook()
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
    Mail: _take_mail,
    ChatEntry: _take_chat,
    FaqEntry: _take_faq,
    ArticleEntry: _take_article,
    DocumentEntry: _take_document,
}
