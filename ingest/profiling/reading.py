"""Reads the sampled conversations as an import would, without keeping them: cleaned, masked, resolved by cues.

Invariant: everything that leaves here as text is masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cleaning import clean_chat, clean_mail
from ingest.conversation import Conversation, from_chat, from_mails
from ingest.items import ChatEntry, Mail
from ingest.profiling.mood import mood
from ingest.resolution import Unresolved, resolve
from ingest.resolution.title import title_of
from ingest.threads import base_subject
from kb.desk import masked
from kb.patterns import Patterns
from kb.privacy import PlaceholderBook, mask, participants

STATES = ("solved", "answered", "unsolved")


@dataclass(frozen=True)
class Read:
    """One conversation of the sample.

    Attributes:
        question: what it asks, masked; empty where no customer says anything.
        state: "solved" where the export or the customer says so, "answered" where an answer was found and nobody
            said whether it helped, else "unsolved".
        mood: of the customer's messages, -1 to 1, or None.
        month: of its first message, as `2024-05`, or empty.
        masked: how many pieces of personal data of each kind it holds.
    """

    question: str
    language: str
    state: str
    mood: float | None
    month: str
    masked: dict[str, int]


def read_all(
    groups: Iterator[list[Mail | ChatEntry]], support: Sequence[str], patterns: Patterns
) -> Iterator[Read]:
    """Read the conversations of a sample; mails that share a base subject count as one thread."""
    for items in groups:
        mails = [one for one in items if isinstance(one, Mail)]
        if mails:
            yield _read(from_mails(mails, support), [mail.text for mail in mails], _named(mails), patterns)
        for chat in items:
            if isinstance(chat, ChatEntry):
                authors = [message.author for message in chat.messages]
                yield _read(from_chat(chat), [message.text for message in chat.messages], authors, patterns)


def _named(mails: Sequence[Mail]) -> list[str]:
    return [name for mail in mails for name in (mail.from_name, *(one.name for one in (*mail.to, *mail.cc)))]


def _read(whole: Conversation, texts: Sequence[str], authors: Sequence[str], patterns: Patterns) -> Read:
    names = participants(authors, texts)
    book = PlaceholderBook(patterns)
    clean = [
        replace(
            message,
            author="",
            address="",
            text=mask(
                clean_mail(message.text, message.author)
                if whole.channel == "email"
                else clean_chat(message.text),
                names=names,
                book=book,
            ).text,
        )
        for message in whole.messages
    ]
    subject = mask(base_subject(whole.subject), names=names, book=book).text
    ready = replace(whole, subject=subject, messages=tuple(clean))
    found = resolve(ready)
    said = [message.text for message in clean if message.role != "agent" and message.text.strip()]
    dates = [message.sent_at for message in clean if message.sent_at is not None]
    counts = masked.count(
        [subject, *(message.text for message in clean)], [name for name, _ in patterns.named]
    )
    return Read(
        question=found.title or (title_of(said[0], subject) if said else ""),
        language=found.language or whole.language or "",
        state=_state(solved=found.solved, answered=not isinstance(found, Unresolved)),
        mood=mood(said),
        month=f"{min(dates):%Y-%m}" if dates else "",
        masked=dict(Counter(counts)),
    )


def _state(*, solved: bool | None, answered: bool) -> str:
    if solved:
        return "solved"
    return "answered" if answered and solved is None else "unsolved"
