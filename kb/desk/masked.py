"""What was masked in kept text, counted by kind, and who looked at it unmasked; for the desk and reports.

Numbers only: a count tells how much personal data an archive holds and nothing of whose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from kb.database import Session
from kb.errors import NotFoundError
from kb.privacy import KINDS, PLACEHOLDER
from kb.tables import Conversation, ImportItem, MaskedCount, Message, Person, RawMessage, RawView


@dataclass(frozen=True)
class RawText:
    """One message as it was written; `text` is None once that is no longer kept."""

    message_id: int
    author: str
    address: str
    subject: str
    text: str | None


@dataclass(frozen=True)
class Look:
    """That somebody looked at a conversation unmasked; `person` is None when they left the team."""

    person: str | None
    seen_at: datetime


def count(texts: Iterable[str], own: Collection[str] = ()) -> dict[str, int]:
    """Count the placeholders in masked texts by kind: those always masked and an installation's `own`."""
    known = {*KINDS, *own}
    found = Counter(
        match.group(1) for text in texts for match in PLACEHOLDER.finditer(text) if match.group(1) in known
    )
    return dict(found)


def note(session: Session, conversation: Conversation, counts: Mapping[str, int]) -> None:
    """Write down what a conversation's kept text stands without, in place of what was noted before."""
    session.execute(delete(MaskedCount).filter_by(conversation_id=conversation.id))
    session.add_all(
        MaskedCount(conversation_id=conversation.id, kind=kind, pieces=pieces)
        for kind, pieces in sorted(counts.items())
    )
    session.flush()


def of_conversation(session: Session, conversation_id: int) -> dict[str, int]:
    """Return the counts of one conversation, the commonest kind first."""
    rows = session.execute(
        select(MaskedCount.kind, MaskedCount.pieces)
        .filter_by(conversation_id=conversation_id)
        .order_by(MaskedCount.pieces.desc(), MaskedCount.kind)
    )
    return {kind: pieces for kind, pieces in rows}  # noqa: C416  (a result has `keys` and would be taken for a mapping)


def of_import(session: Session, import_id: int) -> dict[str, int]:
    """Return the counts of the conversations that an import brought or added to, the commonest kind first."""
    brought = (
        select(ImportItem.conversation_id)
        .filter_by(import_id=import_id, outcome="imported")
        .where(ImportItem.conversation_id.is_not(None))
    )
    total = func.sum(MaskedCount.pieces)
    rows = session.execute(
        select(MaskedCount.kind, total)
        .where(MaskedCount.conversation_id.in_(brought))
        .group_by(MaskedCount.kind)
        .order_by(total.desc(), MaskedCount.kind)
    )
    return {kind: int(pieces) for kind, pieces in rows}


def unmask(session: Session, conversation_id: int, person_id: int) -> list[RawText]:
    """Return a conversation's messages as they were written, and note who looked, in one transaction.

    Raises:
        NotFoundError: there is no such conversation.
    """
    found = session.get(Conversation, conversation_id)
    if found is None:
        raise NotFoundError(what="conversation", id=conversation_id)
    session.add(RawView(conversation_id=conversation_id, person_id=person_id))
    session.flush()
    return [_raw(message) for message in found.messages]


def _raw(message: Message) -> RawText:
    raw = message.raw
    if raw is None:
        return RawText(message.id, "", "", "", None)
    return RawText(message.id, raw.author, raw.address, raw.subject, raw.text)


def looks(session: Session, conversation_id: int) -> list[Look]:
    """Return who looked at a conversation unmasked, the latest first."""
    rows = session.execute(
        select(Person.name, RawView.seen_at)
        .select_from(RawView)
        .join(Person, Person.id == RawView.person_id, isouter=True)
        .where(RawView.conversation_id == conversation_id)
        .order_by(RawView.id.desc())
    )
    return [Look(name, seen_at) for name, seen_at in rows]


def kept_raw(session: Session, conversation_id: int) -> bool:
    """Whether any message of a conversation can still be seen as it was written."""
    query = select(RawMessage.message_id).join(Message, Message.id == RawMessage.message_id)
    return session.scalar(query.where(Message.conversation_id == conversation_id).limit(1)) is not None
