"""Messages that name what they answer become conversations, streamed; the others go by topic and by silence.

Invariant: a message is in exactly one conversation; a conversation is given out when nothing was added to it for
long, so memory does not grow with the export.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ingest.readers.chats.talk import MOST_MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.items import ChatMessage
    from ingest.readers.chats.talk import Silence

_NEVER = datetime.min.replace(tzinfo=UTC)
_KEPT_OPEN = timedelta(days=7)  # how much later a reply still joins what it answers
_MOST_OPEN = 200  # conversations of one chat at a time
_MOST_REMEMBERED = 20_000  # messages that a later one may answer


@dataclass(frozen=True, slots=True)
class Tied:
    """A message, who wrote it, the id of the message it answers ("" for none) and the topic it stands in."""

    message: ChatMessage
    author: str
    answers: str
    topic: str

    @property
    def external_id(self) -> str:
        """The id of the message."""
        return self.message.external_id


@dataclass(slots=True, eq=False)
class _Talk:
    said: list[Tied] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    last: datetime | None = None
    number: int = 0  # of the message last added

    def add(self, one: Tied, number: int) -> None:
        self.said.append(one)
        self.number = number
        self.authors.add(one.author)
        self.last = one.message.sent_at or self.last

    def goes_on_with(self, one: Tied, silence: Silence) -> bool:
        if len(self.said) >= MOST_MESSAGES:
            return False
        now = one.message.sent_at
        if now is None or self.last is None:
            return True
        limit = silence.unanswered if self.authors == {self.said[-1].author} != {one.author} else silence.ends
        return now - self.last <= limit


class _Open:
    """The conversations that may go on, in the order in which they were begun."""

    def __init__(self, silence: Silence) -> None:
        self._silence = silence
        self._talks: list[_Talk] = []
        self._of: OrderedDict[str, _Talk] = OrderedDict()
        self._count = 0

    def place(self, one: Tied) -> None:
        talk = self._of.get(one.answers) if one.answers else None
        if talk is None or len(talk.said) >= MOST_MESSAGES or talk not in self._talks:
            talk = self._current(one)
        if talk is None:
            talk = _Talk()
            self._talks.append(talk)
        self._count += 1
        talk.add(one, self._count)
        self._of[one.external_id] = talk
        while len(self._of) > _MOST_REMEMBERED:
            self._of.popitem(last=False)

    def _current(self, one: Tied) -> _Talk | None:
        """What a message without a tie goes on with in its topic: the author's own latest talk, else the latest."""
        going = [
            talk
            for talk in self._talks
            if talk.said[0].topic == one.topic and talk.goes_on_with(one, self._silence)
        ]
        own = [talk for talk in going if one.author in talk.authors]
        return max(own or going, key=lambda talk: talk.number, default=None)

    def ended(self, now: datetime | None) -> Iterator[list[Tied]]:
        """Give out the conversations nothing was added to for long; all of them with None."""
        kept = []
        too_many = len(self._talks) - _MOST_OPEN
        for at, talk in enumerate(self._talks):
            if now is None or at < too_many or (talk.last is not None and now - talk.last > _KEPT_OPEN):
                yield talk.said
            else:
                kept.append(talk)
        self._talks = kept


def tied(messages: Iterable[Tied], silence: Silence) -> Iterator[list[Tied]]:
    """The conversations of one chat, each with its messages in the order of the export."""
    talks = _Open(silence)
    for one in messages:
        yield from talks.ended(one.message.sent_at or _NEVER)
        talks.place(one)
    yield from talks.ended(None)
