"""Makes a stored conversation readable: order and roles decided, each message cleaned and masked once.

Text that was written stays as it is, for evidence points into it; placeholders are given out in the order in
which messages arrived, so a later mail never renumbers an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.cleaning import clean_chat, clean_mail
from ingest.conversation import Conversation as Readable
from ingest.conversation import Message as ReadableMessage
from ingest.conversation import from_mails
from ingest.drafting import WRITTEN
from ingest.mail_receiving import ATTACHED_TO, is_document, stored_mail
from ingest.receiving import masked_label
from ingest.threads import base_subject
from kb.archive import conversations
from kb.database import Session
from kb.desk import masked as masked_text
from kb.privacy import EVERY_KIND, NEVER_PUBLISHED, PlaceholderBook, addresses, digest, mask, participants
from kb.settings import Settings
from kb.tables import Conversation, Message, RawMessage


def prepare(session: Session, conversation: Conversation, settings: Settings) -> str:
    """Order, clean and mask a conversation's messages; return its masked subject."""
    if conversation.channel == "email":
        _order_mails(conversation, settings.support_addresses)
    arrived = sorted(conversation.messages, key=lambda message: message.id)
    written = conversation.channel in WRITTEN
    names = () if written else _names(arrived)
    book = PlaceholderBook(settings.masking, NEVER_PUBLISHED if written else EVERY_KIND)
    for message in arrived:
        if message.raw is None:
            continue
        masked = mask(_clean(conversation.channel, message.raw), names=names, book=book).text
        if message.text is None:
            message.text = masked
    # What the installation's own patterns name is masked in the labels too; the rest was when they were read.
    conversation.label = masked_label(conversation.label, book)
    subject = next((message.raw.subject for message in arrived if message.raw and message.raw.subject), "")
    conversation.subject = mask(base_subject(subject), names=names, book=book).text
    kept = (conversation.subject, *(message.text or "" for message in arrived))
    masked_text.note(session, conversation, masked_text.count(kept, settings.mask_patterns))
    key = settings.signing_key().encode()
    conversations.add_participants(
        session, conversation, (digest(found, key) for message in arrived for found in _people(message))
    )
    session.flush()
    return conversation.subject


def _order_mails(conversation: Conversation, support: Sequence[str]) -> None:
    """Put mails in the order of reply and give each its role, where all of them are still at hand.

    What was attached to a mail comes right after it, as said by the same person.
    """
    by_id = {message.external_id: message for message in conversation.messages}
    raws = [message.raw for message in by_id.values() if message.raw is not None]
    if len(raws) < len(by_id):
        return
    mails = [stored_mail(raw) for raw in raws if not is_document(raw)]
    if not mails:
        return
    ordered = from_mails(mails, support)
    conversation.external_id = ordered.external_id
    roles = {read.external_id: read.role for read in ordered.messages}
    places = {read.external_id: place for place, read in enumerate(ordered.messages)}
    found = [(_mail_of(message), message) for message in by_id.values()]
    found.sort(
        key=lambda pair: (places.get(pair[0], len(places)), pair[0] != pair[1].external_id, pair[1].id)
    )
    for position, (mail, message) in enumerate(found):
        message.position, message.role = position, roles.get(mail, message.role)
    conversation.messages.sort(key=lambda message: (message.position, message.id))


def _mail_of(message: Message) -> str:
    """Return the id of the mail that a message is or was attached to."""
    attached = message.raw.envelope.get(ATTACHED_TO) if message.raw else None
    return str(attached or message.external_id)


def _clean(channel: str, raw: RawMessage) -> str:
    if is_document(raw):
        return raw.text.strip()
    if channel == "email":
        return clean_mail(raw.text, raw.author)
    return raw.text if channel in WRITTEN else clean_chat(raw.text)


def _names(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the names of everybody in the conversation: senders, receivers, and whom the texts greet."""
    raws = [message.raw for message in messages if message.raw]
    authors = [raw.author for raw in raws]
    for raw in raws:
        authors += [person["name"] for person in (*raw.envelope.get("to", ()), *raw.envelope.get("cc", ()))]
    return participants(authors, [raw.text for raw in raws])


def _people(message: Message) -> list[str]:
    """Return the addresses and phone numbers a message has in its head and text."""
    if message.raw is None:
        return []
    head = message.raw.envelope
    in_head = [person["address"] for person in (*head.get("to", ()), *head.get("cc", ()))]
    return [found for found in (message.raw.address, *in_head, *addresses(message.raw.text)) if found]


def readable_conversation(conversation: Conversation) -> Readable:
    """Give a prepared conversation in the form that resolution reads."""
    return Readable(
        external_id=conversation.external_id,
        channel=conversation.channel,
        subject=conversation.subject,
        language=conversation.language or None,
        resolved=conversation.resolved,
        messages=tuple(
            ReadableMessage(
                external_id=message.external_id,
                role=message.role,  # type: ignore[arg-type]  # a check constraint keeps the column to the roles
                # Only who nobody knows the part of must be told apart; no name goes further than the turns.
                author=message.raw.author if message.role == "unknown" and message.raw else "",
                address="",
                sent_at=message.sent_at,
                text=message.text or "",
            )
            for message in conversation.messages
        ),
    )
