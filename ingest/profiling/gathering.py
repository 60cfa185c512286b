"""Goes through an archive once: counts everything, and keeps the texts of a sample of whole conversations.

Invariant: counts are of all items; the sample is chosen by digests, so it is the same every time and never larger
than `MOST_KEPT` messages, whatever the archive's size.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.items import ArticleEntry, ChatEntry, DocumentEntry, Failed, FaqEntry, Item, Mail, Skipped
from ingest.readers import read
from ingest.threads import base_subject
from kb.languages import detect, normalise

MOST_KEPT = 6_000  # messages of the sample
LONGEST = 4_000  # characters kept of one message; a chat with more messages than MOST_TURNS is cut
MOST_TURNS = 60
ALL = 2**64
EVERY = 100  # items between reports

Told = Callable[[int], None]


class Threads:
    """How many threads mails make, by their ids alone: sets that grow together."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self.mails = 0

    def add(self, ids: Sequence[str]) -> None:
        """Add a mail with its own id first, then those of the mails it names."""
        self.mails += 1
        roots = [self._root(_digest(one)) for one in ids]
        for root in roots[1:]:
            self._above[root] = roots[0]

    def _root(self, one: int) -> int:
        above = self._above.setdefault(one, one)
        while above != one:
            self._above[one] = self._above[above]
            one, above = above, self._above[above]
        return one

    def count(self) -> int:
        """How many threads there are, at most as many as mails: ids that are only named make none of their own."""
        return min(self.mails, sum(one == above for one, above in self._above.items()))


@dataclass
class Tally:
    """What was counted, and the sample: `kept` maps a conversation's digest to its items."""

    items: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    people: set[int] = field(default_factory=set)
    messages: int = 0
    threads: Threads = field(default_factory=Threads)
    flagged: Counter[str] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    kept: dict[int, list[Mail | ChatEntry]] = field(default_factory=lambda: defaultdict(list))
    held: int = 0
    share: int = ALL
    whole: bool = True

    def sample(self, key: str, content: Mail | ChatEntry, size: int) -> None:
        """Keep a conversation's item if its digest falls into the share that is kept; halve the share when full."""
        digest = _digest(key)
        if digest >= self.share:
            return
        self.kept[digest].append(content)
        self.held += size
        while self.held > MOST_KEPT and len(self.kept) > 1:
            self.share //= 2
            for gone in [one for one in self.kept if one >= self.share]:
                self.held -= sum(_size(item) for item in self.kept.pop(gone))


def gather(paths: Sequence[Path], kind: str, told: Told, *, seconds: float | None = None) -> Tally:
    """Read an archive through once; with `seconds`, stop after that long (`whole` is False then)."""
    tally = Tally()
    until = None if seconds is None else time.monotonic() + seconds
    for item in read(paths, kind):
        tally.items += 1
        _count(tally, item)
        if tally.items % EVERY == 0:
            told(tally.items)
            if until is not None and time.monotonic() > until:
                tally.whole = False
                break
    told(tally.items)
    return tally


def _count(tally: Tally, item: Item) -> None:
    content = item.content
    if isinstance(content, Failed | Skipped):
        outcome = "failed" if isinstance(content, Failed) else "skipped"
        tally.outcomes[item.kind, outcome] += 1
        tally.reasons[content.reason] += 1
        return
    tally.outcomes[item.kind, "readable"] += 1
    text = _text(content)
    digest = _digest(normalise(text))
    again = digest in tally.seen
    tally.seen[digest] += 1
    tally.languages[getattr(content, "language", None) or detect(text[:2_000])] += 1
    if isinstance(content, Mail):
        _count_mail(tally, content, again=again)
    elif isinstance(content, ChatEntry):
        _count_chat(tally, content, again=again)
    else:
        tally.channels[item.kind] += 1
        tally.messages += 1


def _count_mail(tally: Tally, mail: Mail, *, again: bool) -> None:
    tally.messages += 1
    tally.threads.add([mail.message_id, *mail.in_reply_to, *mail.references])
    for address in (mail.from_address, *(one.address for one in (*mail.to, *mail.cc))):
        if address:
            tally.people.add(_digest(address.casefold()))
    _date(tally, mail.sent_at)
    if not again:
        tally.sample(f"mail {base_subject(mail.subject).casefold() or mail.message_id}", _short_mail(mail), 1)


def _count_chat(tally: Tally, chat: ChatEntry, *, again: bool) -> None:
    tally.channels[chat.channel or "chat"] += 1
    tally.messages += len(chat.messages)
    tally.flagged[{True: "solved", False: "unsolved", None: "unknown"}[chat.resolved]] += 1
    for message in chat.messages:
        if message.author:
            tally.people.add(_digest(message.author.casefold()))
        _date(tally, message.sent_at)
    if not again:
        short = _short_chat(chat)
        tally.sample(f"chat {chat.external_id} {chat.subject}", short, len(short.messages))


def _date(tally: Tally, moment: datetime | None) -> None:
    if moment is None:
        return
    tally.months[f"{moment:%Y-%m}"] += 1
    tally.first = moment if tally.first is None else min(tally.first, moment)
    tally.last = moment if tally.last is None else max(tally.last, moment)


def _short_mail(mail: Mail) -> Mail:
    return replace(mail, text=mail.text[:LONGEST])


def _short_chat(chat: ChatEntry) -> ChatEntry:
    kept = tuple(replace(one, text=one.text[:LONGEST]) for one in chat.messages[:MOST_TURNS])
    return replace(chat, messages=kept)


def _size(content: Mail | ChatEntry) -> int:
    return 1 if isinstance(content, Mail) else len(content.messages)


def _text(content: Mail | ChatEntry | FaqEntry | ArticleEntry | DocumentEntry) -> str:
    if isinstance(content, Mail):
        return f"{content.subject}\n{content.text}"
    if isinstance(content, ChatEntry):
        return "\n".join(message.text for message in content.messages)
    if isinstance(content, FaqEntry):
        return f"{content.question}\n{content.answer}"
    return f"{content.title}\n{content.body}"


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def sampled(tally: Tally) -> Iterator[list[Mail | ChatEntry]]:
    """The items of each conversation in the sample."""
    for digest in sorted(tally.kept):
        yield tally.kept[digest]
