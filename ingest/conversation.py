"""A conversation: one customer issue in any channel, its messages in order, each with a role.

Invariant: nothing is dropped or reworded here; only order and roles are decided, the same for the same input
whatever order it arrives in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from ingest.threads import base_subject

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ingest.items import ChatEntry, Mail, Role

_NO_DATE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; `address` is empty where the channel has none."""

    external_id: str
    role: Role
    author: str
    address: str
    sent_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One customer issue; `resolved` is what the export says, None where it says nothing."""

    external_id: str
    channel: str
    subject: str
    language: str | None
    resolved: bool | None
    messages: tuple[Message, ...]


def from_chat(entry: ChatEntry) -> Conversation:
    """The conversation of an exported chat: its own order and the roles it names are kept.

    People without a role get one where somebody else's tells it: who writes first asks, the only other person
    answers; of several others nobody can tell, and they stay unknown.
    """
    roles = _chat_roles(entry)
    return Conversation(
        external_id=entry.external_id,
        channel=entry.channel,
        subject=entry.subject,
        language=entry.language,
        resolved=entry.resolved,
        messages=tuple(
            Message(
                external_id=message.external_id,
                role=role,
                author=message.author,
                address="",
                sent_at=message.sent_at,
                text=message.text,
            )
            for message, role in zip(entry.messages, roles, strict=True)
        ),
    )


def _chat_roles(entry: ChatEntry) -> list[Role]:
    """A role for each message; nameless people keep the one they have."""
    named: dict[str, Role] = {}
    people: dict[str, None] = {}
    for message in entry.messages:
        who = message.author.casefold()
        if who and message.role == "unknown":
            people.setdefault(who)
        elif who and message.role != "bot":
            named.setdefault(who, message.role)
    nameless = any(message.role == "unknown" and not message.author for message in entry.messages)
    told = {message.role for message in entry.messages}
    strangers = [who for who in people if who not in named]
    if strangers and "customer" not in told:
        named[strangers.pop(0)] = "customer"
    if len(strangers) == 1 and "agent" not in told and not nameless:
        named[strangers[0]] = "agent"
    return [
        named.get(message.author.casefold(), "unknown") if message.role == "unknown" else message.role
        for message in entry.messages
    ]


def from_mails(mails: Sequence[Mail], support_addresses: Collection[str] = ()) -> Conversation:
    """The conversation of one thread of mails.

    Args:
        mails: The mails of one thread in any order; at least one.
        support_addresses: Addresses (`help@shop.example`) or domains (`shop.example`, `@shop.example`) of
            the agents. Where none of them wrote in the thread, roles follow who answers whom.

    Returns:
        Its `external_id` is the Message-ID of the first mail; messages are in the order of reply, then date.

    Raises:
        ValueError: `mails` is empty.
    """
    ordered = in_order(mails)
    if not ordered:
        raise ValueError("a conversation needs at least one mail")
    roles = _roles(ordered, frozenset(_clean(address) for address in support_addresses))
    first = ordered[0]
    return Conversation(
        external_id=first.message_id,
        channel="email",
        subject=base_subject(first.subject),
        language=None,
        resolved=None,
        messages=tuple(
            Message(
                external_id=mail.message_id,
                role=role,
                author=mail.from_name,
                address=mail.from_address,
                sent_at=mail.sent_at,
                text=mail.text,
            )
            for mail, role in zip(ordered, roles, strict=True)
        ),
    )


def in_order(mails: Iterable[Mail]) -> list[Mail]:
    """The mails of a thread, each after the mails it answers, otherwise by date and id.

    Clocks are wrong more often than reply headers, so a reply never comes before what it answers; reply
    loops are cut at the earliest mail.
    """
    waiting = sorted(mails, key=_date_first)
    answered_by: defaultdict[str, list[int]] = defaultdict(list)
    present = {mail.message_id for mail in waiting}
    unmet: list[set[str]] = []
    for place, mail in enumerate(waiting):
        unmet.append(({*mail.in_reply_to, *mail.references} & present) - {mail.message_id})
        for message_id in unmet[place]:
            answered_by[message_id].append(place)
    ready = [place for place, ids in enumerate(unmet) if not ids]
    left = set(range(len(waiting)))
    ordered: list[Mail] = []
    while left:
        place = heappop(ready) if ready else min(left)
        if place not in left:
            continue
        left.remove(place)
        ordered.append(waiting[place])
        for later in answered_by.pop(waiting[place].message_id, ()):
            unmet[later].discard(waiting[place].message_id)
            if not unmet[later]:
                heappush(ready, later)
    return ordered


def _date_first(mail: Mail) -> tuple[object, ...]:
    """By date; everything else only so that no two different mails are equal."""
    rest = (mail.message_id, mail.text, mail.from_address, mail.from_name, mail.subject)
    return (
        mail.sent_at or _NO_DATE,
        *rest,
        mail.in_reply_to,
        mail.references,
        mail.to,
        mail.cc,
        mail.attachments,
    )


def _roles(ordered: Sequence[Mail], support: frozenset[str]) -> list[Role]:
    """A role for each mail: by the support addresses if one of them takes part, else by who answers whom."""
    sides = [_side(mail) for mail in ordered]
    if support:
        agents = {
            side for side, mail in zip(sides, ordered, strict=True) if _matches(mail.from_address, support)
        }
        asked = any(_matches(to.address, support) for mail in ordered for to in (*mail.to, *mail.cc))
        if agents or asked:
            return ["agent" if side in agents else "customer" for side in sides]
    return _roles_by_reply(sides)


def _roles_by_reply(sides: Sequence[str]) -> list[Role]:
    """Without known addresses: who wrote first asks; the only other side answers, several stay unknown.

    With three or more sides nobody can tell an agent from a second asker, so only the first is named.
    """
    asker = sides[0]
    others = set(sides) - {asker}
    if not asker:
        return ["unknown" for _ in sides]
    other: Role = "agent" if len(others) == 1 and "" not in others else "unknown"
    return ["customer" if side == asker else other for side in sides]


def _side(mail: Mail) -> str:
    """Who speaks: the address, or the name where there is no address."""
    return mail.from_address or mail.from_name.casefold()


def _matches(address: str, support: frozenset[str]) -> bool:
    """Whether an address is a support address, or lies in a support domain or below it."""
    address = _clean(address)
    domain = address.rpartition("@")[2]
    if address in support:
        return True
    labels = domain.split(".") if domain else []
    return any(".".join(labels[start:]) in support for start in range(len(labels)))


def _clean(address: str) -> str:
    return address.strip().casefold().removeprefix("@")
