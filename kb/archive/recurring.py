"""Knows a conversation again that another export holds too: by its channel's own ids and what was said when.

Two conversations are one only where a message agrees and none contradicts: an id alone may be used by two desks.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from kb.archive.conversations import Incoming, Opening
from kb.database import Session
from kb.tables import Conversation, Message

ROOMS = frozenset(
    {"slack", "telegram", "whatsapp"}
)  # where a message's id belongs to it, not to its conversation


def same(session: Session, opening: Opening, messages: Sequence[Incoming]) -> list[Conversation]:
    """Return the conversations that these messages are of, whatever file they stood in; best match first.

    In rooms an export may begin in the middle of a conversation, so there a shared message is enough.
    """
    by_id = {message.external_id: message for message in messages}
    wanted = Conversation.external_id == opening.external_id
    if opening.channel in ROOMS:
        sharing = select(Message.conversation_id).where(Message.external_id.in_(list(by_id)))
        wanted = or_(wanted, Conversation.id.in_(sharing))
    query = select(Conversation).where(Conversation.channel == opening.channel, wanted)
    whole = selectinload(Conversation.messages).joinedload(Message.raw)
    found: list[tuple[int, int, Conversation]] = []
    for conversation in session.scalars(query.options(whole).order_by(Conversation.id)):
        verdicts = [
            _agrees(kept, by_id[kept.external_id])
            for kept in conversation.messages
            if kept.external_id in by_id
        ]
        if True in verdicts and False not in verdicts:
            found.append((-verdicts.count(True), conversation.id, conversation))
    return [conversation for _, _, conversation in sorted(found, key=lambda one: one[:2])]


def held(others: Sequence[Conversation]) -> set[str]:
    """Return the ids of the messages that some conversations have."""
    return {message.external_id for conversation in others for message in conversation.messages}


def _agrees(kept: Message, incoming: Incoming) -> bool | None:
    """Whether a message is the one of this id: by its moment, else by its text; None where neither is left."""
    if kept.sent_at is not None and incoming.sent_at is not None:
        return kept.sent_at == incoming.sent_at
    if kept.raw is not None:
        return kept.raw.text == incoming.text
    return None
