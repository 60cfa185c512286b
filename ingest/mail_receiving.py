"""Takes a mail into its thread, and gives a stored mail back.

Invariant: a mail is in exactly one conversation, whatever order mails arrive in; no conversation has more mails than
`LONGEST_THREAD`, for what has more is a machine's writing or a list's, and nobody's one issue.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ingest.items import Address, Mail
from ingest.reasons import Reason, because
from ingest.threads import SUBJECT_WINDOW, base_subject, references, subject_ties
from kb.archive import conversations, tombstones
from kb.archive.conversations import MAIL, Incoming, Opening
from kb.database import Session
from kb.privacy import PlaceholderBook, mask
from kb.tables import Conversation, RawMessage

ATTACHED_TO = "attached_to"  # in an envelope: the mail that a document came with
LONGEST_ID = 900  # characters
LONGEST_THREAD = 1_000  # messages


def take_mail(session: Session, source: str, mail: Mail) -> tuple[Conversation, bool, Reason | None]:
    """Take a mail in; return its conversation, whether anything was new, and what should be known about it.

    Raises:
        ErasedOnRequestError: it was erased; nothing is kept.
    """
    del source  # a Message-ID is the same mail in every file
    known = conversations.mail_message(session, mail.message_id)
    if known is not None:
        again = conversations.append(session, known.conversation, _incoming(mail))
        changed = _append_documents(session, known.conversation, mail) or again is not None
        return known.conversation, changed, None
    tombstones.refuse(session, "email", [_incoming(mail)])
    ties = references(mail)
    as_reply, as_other = subject_ties(mail)
    threads = conversations.tied(session, ties)
    if mail.sent_at is not None:
        by_subject = conversations.by_subject(session, as_reply, as_other, mail.sent_at, SUBJECT_WINDOW)
        threads += [thread for thread in by_subject if thread not in threads]
    thread, reason = _joined(session, threads, mail)
    message = conversations.append(session, thread, _incoming(mail))
    _append_documents(session, thread, mail)
    conversations.tie(session, thread, ties)
    if message is not None:
        conversations.tie_subject(session, message, as_reply, as_other)
    return thread, True, reason


def _joined(session: Session, threads: list[Conversation], mail: Mail) -> tuple[Conversation, Reason | None]:
    """The conversation that a mail joins: its threads made one, as far as one may grow; else a new one."""
    opening = Opening(mail.message_id, MAIL, "email", subject_key=subject_key(mail.subject))
    if not threads:
        return conversations.start(session, opening), None
    thread = threads[0]
    size = conversations.size(session, thread)
    for other in threads[1:]:
        more = conversations.size(session, other)
        if size + more < LONGEST_THREAD:
            conversations.merge(session, thread, other)
            size += more
    if size < LONGEST_THREAD:
        return thread, None
    going_on = conversations.continuation(session, thread)
    if going_on is not None and conversations.size(session, going_on) < LONGEST_THREAD:
        return going_on, None
    begun = conversations.start(session, opening)
    conversations.continue_in(session, thread, begun)
    return begun, because("thread_long", limit=LONGEST_THREAD)


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
