"""Messages of one room or private chat become conversations, where the export itself has none.

Invariant: messages stay in their order and each is in exactly one conversation; the same export gives the same
conversations under the same ids, also when it has grown at its end.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ingest.items import ChatEntry, ChatMessage, Item, Skipped
from ingest.reasons import Reason, because, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NO_DATE = datetime.min.replace(tzinfo=UTC)
LONGEST_MESSAGE = 200_000  # characters; what is beyond is cut off
MOST_MESSAGES = 5_000  # of one conversation


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a silence ends a conversation: always, and while the last speaker waits for somebody's answer."""

    ends: timedelta
    unanswered: timedelta


PRIVATE = Silence(timedelta(hours=24), timedelta(days=4))  # an evening's question, answered after a weekend
GROUP = Silence(timedelta(hours=4), timedelta(hours=24))
ROOM = Silence(timedelta(hours=1), timedelta(hours=12))


@dataclass(slots=True)
class Passed:
    """What was passed over in one chat, by reason."""

    reasons: Counter[Reason] = field(default_factory=Counter)

    def add(self, reason: Reason) -> None:
        """Count one message that says nothing."""
        self.reasons[reason] += 1

    def item(self, source: str, name: str) -> Iterator[Item]:
        """One skipped item that names how many messages were passed over and why; none when none were."""
        if self.reasons:
            told = counted(self.reasons)
            raw = f"{name}\n{told}".encode()
            content = Skipped(because("passed_over", counts=told))
            yield Item(source=source, key=f"{name} (passed over)", kind="chat", raw=raw, content=content)


def split(messages: Iterable[ChatMessage], silence: Silence) -> Iterator[list[ChatMessage]]:
    """Cut a chat at its long silences, one conversation at a time."""
    talk: list[ChatMessage] = []
    for message in messages:
        if talk and (len(talk) >= MOST_MESSAGES or _begins(talk, message, silence)):
            yield talk
            talk = []
        talk.append(message)
    if talk:
        yield talk


def _begins(talk: Sequence[ChatMessage], message: ChatMessage, silence: Silence) -> bool:
    before, now = talk[-1].sent_at, message.sent_at
    if before is None or now is None:
        return False
    alone = len({said.author for said in talk}) == 1
    limit = silence.unanswered if alone and message.author != talk[-1].author else silence.ends
    return now - before > limit


def entry(
    conversation_id: str,
    channel: str,
    messages: Sequence[ChatMessage],
    *,
    within: str = "",
    subject: str = "",
    resolved: bool | None = None,
    language: str | None = None,
) -> ChatEntry:
    """A conversation of an export.

    `within` names what the ids of its messages are unique in (a room, a file), else the conversation: with it they
    differ from those of every other conversation. Ids that repeat all the same get a number.
    """
    seen: Counter[str] = Counter()
    unique = []
    for message in messages:
        seen[message.external_id] += 1
        again = f"#{seen[message.external_id]}" if seen[message.external_id] > 1 else ""
        message_id = f"{within or f'{channel}-{conversation_id}'}/{message.external_id}{again}"
        unique.append(replace(message, external_id=message_id))
    title = " ".join(subject.split())[:300]
    return ChatEntry(conversation_id, channel, title, language, resolved, tuple(unique))


def item(source: str, chat: ChatEntry) -> Item:
    """The item of a conversation; its bytes are its own messages, so that a grown export repeats nothing."""
    rows = [[one.external_id, one.role, one.author, _moment(one.sent_at), one.text] for one in chat.messages]
    raw = json.dumps([chat.external_id, chat.subject, chat.resolved, rows], ensure_ascii=False)
    return Item(source, chat.external_id, "chat", raw.encode("utf-8", "replace"), chat)


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
