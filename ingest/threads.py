"""Which mails belong together: pure decisions from ids, subjects, people and dates.

Invariant: the answer depends on the mails alone, never on their order; a mail is joined by its subject only
to people who already wrote to each other, so two customers of one support address are never mixed.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.items import Mail

SUBJECT_WINDOW = timedelta(days=30)

_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_BARE_ID = re.compile(r"(?<![^<>\s\"'(),;])[^<>\s\"'(),;@]+@[^<>\s\"'(),;]+")

# Reply and forward marks of mail programs in the languages we meet most; "Re[2]:", "RE :" and "Re^3:" too.
_REPLY = "re|aw|antw|antwort|sv|vs|res|ynt|odp|rép|回复|回復|回覆|答复|答覆|پاسخ|جواب|رد|отв"
_FORWARD = "fwd?|wg|tr|rv|enc|vb|vl|转发|轉發|轉寄|转寄|ارسال|بازارسال|هدایت|пересл"
_COUNT = r"\s*(?:[\[(^]?\s*\d{1,3}\s*[\])]?\s*)?"
_MARK = re.compile(rf"(?:(?P<reply>{_REPLY})|(?:{_FORWARD})){_COUNT}[:：]\s*", re.IGNORECASE)
_TAG = re.compile(r"(?:\[[^\[\]]*\]|【[^【】]*】)\s*")
_TRAILING = ("(fwd)", "(fw)")
# White space, and the invisible direction marks that programs put around subjects; ZWNJ is a letter's part.
_SPACE = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")

# Public mail providers: at these, sharing a domain says nothing about sharing a desk.
_PROVIDERS = (
    "126 139 163 189 aol chmail fastmail foxmail gmail gmx googlemail hey hotmail icloud inbox libero "
    "live mac mail mailfa me msn naver orange outlook pm proton protonmail qq rediffmail rocketmail sina "
    "sohu t-online tutanota web yahoo yandex yeah ymail zoho "
)
_PUBLIC_PROVIDERS = frozenset(_PROVIDERS.split())


def message_ids(header: str) -> tuple[str, ...]:
    """The ids in a Message-ID, In-Reply-To or References header, each once, in order.

    Free text that old programs put there ("Your message of Monday") gives none.
    """
    return tuple(dict.fromkeys(_ID.findall(header) or _BARE_ID.findall(header)))


def references(mail: Mail) -> tuple[str, ...]:
    """Every id that ties a mail to a thread: its own, then those it answers, each once."""
    ids = (mail.message_id, *mail.in_reply_to, *mail.references)
    return tuple(dict.fromkeys(found for found in (one.strip().strip("<>") for one in ids) if found))


def base_subject(subject: str) -> str:
    """The subject without reply and forward marks and [tags], in any nesting, white space collapsed.

    A subject that is nothing but a tag keeps it. Method: RFC 5256 section 2.1, with more languages.
    """
    return _strip(subject)[0]


def is_reply_subject(subject: str) -> bool:
    """Whether a subject carries a reply mark ("Re:", "AW:", "回复：", "پاسخ:") at any depth."""
    return _strip(subject)[1]


def _strip(subject: str) -> tuple[str, bool]:
    text = _SPACE.sub(" ", subject).strip()
    while text.casefold().endswith(_TRAILING):
        text = text.rpartition("(")[0].rstrip()
    start, is_reply = 0, False
    while start < len(text):
        if mark := _MARK.match(text, start):
            is_reply = is_reply or mark["reply"] is not None
            start = mark.end()
        elif (tag := _TAG.match(text, start)) and tag.end() < len(text):
            start = tag.end()
        else:
            break
    return text[start:], is_reply


def continues(reply: Mail, other: Mail) -> bool:
    """Whether a reply that names no other mail belongs with `other`, judged by subject, people and date.

    Both must have the same base subject and lie within `SUBJECT_WINDOW`. The author of each must be among
    the people of the other; an agent answering from a personal address of the same organisation counts. One
    shared address is not enough: every customer shares the support address.
    """
    if not _needs_subject(reply) or _subject_key(reply) != _subject_key(other):
        return False
    if reply.sent_at is None or other.sent_at is None or abs(reply.sent_at - other.sent_at) > SUBJECT_WINDOW:
        return False
    here, there = _people(reply), _people(other)
    if other.from_address not in here:
        return False
    if reply.from_address in there:
        return len(here & there) > 1 or here == there
    organisation = _organisation(reply.from_address)
    return bool(organisation) and organisation in {_organisation(person) for person in there}


def subject_ties(mail: Mail) -> tuple[frozenset[str], frozenset[str]]:
    """Digests to find by what `continues` decides: (as the reply, as the other mail); both empty without a date.

    Two mails of one subject lie within the window and share a digest, one as the reply and one as the other,
    exactly where the reply `continues` the other: their authors are among each other's people, or share somebody
    else, or an agent answers for the organisation. Each names two people, so support's address alone ties nobody.
    """
    subject = _subject_key(mail)
    people, author = _people(mail), mail.from_address
    if mail.sent_at is None or not subject or not author:
        return frozenset(), frozenset()
    shared = {frozenset((author, person)) for person in people - {author}} or {frozenset((author,))}
    other = shared | {
        frozenset((author, f"@{name}")) for name in {_organisation(one) for one in people} - {""}
    }
    replying: set[frozenset[str]] = set()
    if _needs_subject(mail):
        name = _organisation(author)
        replying = shared | ({frozenset((one, f"@{name}")) for one in people - {author}} if name else set())
    return _digests(subject, replying), _digests(subject, other)


def _digests(subject: str, people: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(
        hashlib.sha256("\n".join((subject, *sorted(both))).encode()).hexdigest()[:32] for both in people
    )


def group(mails: Sequence[Mail]) -> list[list[int]]:
    """The threads of a whole batch.

    Mails are joined by any id they share, one that is in no archive included, then replies without any
    reference by `continues`.

    Returns:
        Positions in `mails`, every position in exactly one thread; positions and threads in rising order.
    """
    joined = _Joined(len(mails))
    holder: dict[str, int] = {}
    for position, mail in enumerate(mails):
        for reference in references(mail):
            joined.join(position, holder.setdefault(reference, position))
    for reply, other in _subject_candidates(mails):
        if continues(mails[reply], mails[other]):
            joined.join(reply, other)
    threads: defaultdict[int, list[int]] = defaultdict(list)
    for position in range(len(mails)):
        threads[joined.root(position)].append(position)
    return sorted(threads.values())


def _subject_candidates(mails: Sequence[Mail]) -> Iterable[tuple[int, int]]:
    """Pairs (reply, other mail) with one base subject, near enough in time to be worth comparing."""
    subjects: defaultdict[str, list[int]] = defaultdict(list)
    for position, mail in enumerate(mails):
        if mail.sent_at is not None and (key := _subject_key(mail)):
            subjects[key].append(position)
    for positions in subjects.values():
        dated = sorted((sent_at, position) for position in positions if (sent_at := mails[position].sent_at))
        dates = [sent_at for sent_at, _ in dated]
        for sent_at, reply in dated:
            if _needs_subject(mails[reply]):
                first = bisect_left(dates, sent_at - SUBJECT_WINDOW)
                last = bisect_right(dates, sent_at + SUBJECT_WINDOW)
                yield from ((reply, other) for _, other in dated[first:last] if other != reply)


def _needs_subject(mail: Mail) -> bool:
    """Whether only the subject can say what a mail answers."""
    return not mail.in_reply_to and not mail.references and is_reply_subject(mail.subject)


def _subject_key(mail: Mail) -> str:
    return base_subject(mail.subject).casefold()


def _people(mail: Mail) -> set[str]:
    return {mail.from_address, *(person.address for person in (*mail.to, *mail.cc))} - {""}


def _organisation(address: str) -> str:
    """The domain of an address, or "" at a public mail provider, where it says nothing."""
    domain = address.rpartition("@")[2]
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in {"co", "com"}:
        labels.pop()
    return "" if not labels or labels[-1] in _PUBLIC_PROVIDERS else domain


class _Joined:
    """Union-find over positions, with path halving."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, position: int) -> int:
        parent = self._parent
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self._parent[max(one, other)] = min(one, other)
