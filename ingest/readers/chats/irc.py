"""IRC logs of all usual clients: interleaved talk is untangled into conversations.

Invariant: the log is streamed, a day's talk at a time; each message is in exactly one conversation, what the
channel was told is counted as passed over, and a line of no known style is one failed item with its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ingest.items import ChatMessage, Failed, Item
from ingest.readers.charsets import plain
from ingest.readers.chats.irc_lines import Line, day_in_name, parse
from ingest.readers.chats.talk import LONGEST_MESSAGE, ROOM, Passed, entry, item
from ingest.readers.chats.text_lines import TOO_LONG, text_lines
from ingest.reasons import because
from ingest.untangling import Utterance, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ingest.items import Kind

_NOTICES = because("irc_notices")
_FORGOTTEN_AFTER = 400  # messages without a further one end a conversation
_MOST_FAILED = 100
_MOST_MESSAGES = 500  # of one conversation: the longest in labelled logs has a third of that
_BACK_BY = 3600 * 3  # seconds; a clock going back further than that is the next day


@dataclass(slots=True)
class _Clock:
    """Days of a log whose lines have only the time of day: each step back over midnight is the next day."""

    day: date | None = None
    offset: int = 0
    last: float | None = None
    moment: datetime | None = None

    def tick(self, line: Line) -> float | None:
        """Seconds since the log's first midnight; `moment` is the time in UTC where the day is known."""
        if line.day is not None and line.day != self.day:
            if self.day is not None:
                self.offset += max((line.day - self.day).days, 0) * 86_400
            self.day, self.last = line.day, None
        if line.clock is None:
            return self.last
        at = self.offset + timedelta(hours=line.clock.hour, minutes=line.clock.minute).total_seconds()
        at += line.clock.second
        if self.last is not None and at < self.last - _BACK_BY:
            self.offset += 86_400
            at += 86_400
            self.day = self.day + timedelta(days=1) if self.day else None
        self.last = at
        self.moment = _moment(self.day, line.clock)
        return at


@dataclass(slots=True)
class _Open:
    """A conversation that may go on."""

    messages: list[ChatMessage] = field(default_factory=list)
    touched: int = 0

    def is_over(self, message: ChatMessage) -> bool:
        """Whether a message comes too late, or is one too many, to belong here whatever it is linked to."""
        last = self.messages[-1].sent_at
        late = last is not None and message.sent_at is not None and message.sent_at - last > ROOM.unanswered
        return late or len(self.messages) >= _MOST_MESSAGES


def utterances(lines: Iterable[str]) -> Iterator[Utterance]:
    """The lines of a log as linking reads them, one for each; lines of no known style are notices."""
    clock = _Clock()
    for text in lines:
        line = parse(text)
        at = clock.tick(line) if line else clock.last
        if line is None or line.kind in {"notice", "date"}:
            yield Utterance("", at, text, notice=True)
        else:
            yield Utterance(line.nick, at, line.text)


def read_irc(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of a log, in the order in which they end."""
    source, passed = str(path), Passed()
    messages: list[ChatMessage] = []

    def said() -> Iterator[Utterance]:
        for message, utterance in _messages(path, passed, failed):
            messages.append(message)
            yield utterance

    failed: list[Item] = []
    open_talks: dict[int, _Open] = {}
    of: dict[int, int] = {}
    for place, parent in enumerate(links(said())):
        message = messages.pop()
        talk_id = place if parent == place else of.get(parent, place)
        if talk_id in open_talks and open_talks[talk_id].is_over(message):
            talk_id = place
        of[place] = talk_id
        talk = open_talks.setdefault(talk_id, _Open())
        talk.messages.append(message)
        talk.touched = place
        if place % _FORGOTTEN_AFTER == 0:
            of = {known: talk for known, talk in of.items() if place - known <= _FORGOTTEN_AFTER}
            yield from _ended(source, path.name, open_talks, place - _FORGOTTEN_AFTER)
    yield from _ended(source, path.name, open_talks, None)
    yield from failed
    yield from passed.item(source, path.name)


def _ended(source: str, name: str, talks: dict[int, _Open], before: int | None) -> Iterator[Item]:
    """The items of the conversations nobody touched since a place; all with None."""
    for talk_id in [known for known, talk in talks.items() if before is None or talk.touched < before]:
        found = talks.pop(talk_id).messages
        yield item(source, entry(f"{name}/{found[0].external_id}", "irc", found, within=name))


def _messages(path: Path, passed: Passed, failed: list[Item]) -> Iterator[tuple[ChatMessage, Utterance]]:
    clock = _Clock(day_in_name(path.name))
    for number, text in text_lines(lambda: path.open("rb")):
        line = parse(text)
        at = clock.tick(line) if line else None
        if line is None:
            if text.strip():
                _fail(path, number, text, failed, passed)
        elif line.kind in {"notice", "date"} or not line.text.strip():
            passed.add(_NOTICES)
        else:
            words = plain(line.text).strip()[:LONGEST_MESSAGE]
            message = ChatMessage(f"line {number}", "unknown", line.nick, clock.moment, words)
            yield message, Utterance(line.nick, at, words)


def _fail(path: Path, number: int, text: str, failed: list[Item], passed: Passed) -> None:
    """Name a line of no known style; very many of them are counted together."""
    if len(failed) >= _MOST_FAILED:
        passed.add(because("lines_more"))
        return
    why = TOO_LONG if len(text) >= LONGEST_MESSAGE else because("line_unknown")
    reason = because("in_line", number=number, reason=why)
    failed.append(Item(str(path), f"line {number}", "chat", text.encode("utf-8", "replace"), Failed(reason)))


def _moment(day: date | None, clock: time) -> datetime | None:
    return datetime.combine(day, clock, UTC) if day else None
