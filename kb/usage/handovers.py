"""Cases that customers hand over to a person: kept with what was said before, listed for the team, closed once.

Every text is masked here, except how to reach the customer, which nobody but the team ever reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select

from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.listing import Listing, listed
from kb.patterns import NO_PATTERNS, Patterns
from kb.privacy import PlaceholderBook, addresses, digest, mask
from kb.tables import Answer, Handover, Question
from kb.tables.metadata import now

REASONS = ("asked_for_human", "missing_knowledge", "sensitive", "angry", "repeated", "other")
CHANNELS = ("portal", "widget", "api")
NAME_LIMIT = 100  # characters
CONTACT_LIMIT = 200
MESSAGE_LIMIT = 4_000
TURNS = 20  # of the conversation that are kept
FIGURES = 5  # digits that a phone number has at least
MAIL = re.compile(r"[^\s<>@]+@[^\s<>@.]+\.[^\s<>@]+")


class ContactMissingError(UnusableInputError):
    """Please give an e-mail address or a phone number, so that somebody can answer."""


@dataclass(frozen=True)
class Turn:
    """One turn of what was said before: `customer` or `assistant`, and the text."""

    role: str
    text: str


@dataclass(frozen=True)
class Asking:
    """What a customer sends; `conversation` is the token of a chat, `question_id` what was asked last."""

    contact: str
    language: str
    channel: str = "portal"
    name: str = ""
    message: str = ""
    reason: str = "asked_for_human"
    question_id: int | None = None
    conversation: str = ""
    turns: Sequence[Turn] = ()


@dataclass(frozen=True)
class Case:
    """A hand-over as the team sees it."""

    id: int
    channel: str
    language: str
    name: str
    contact: str
    message: str
    reason: str
    status: str
    created_at: datetime
    closed_at: datetime | None
    turns: tuple[Turn, ...] = field(default=())


def create(session: Session, asking: Asking, *, secret: bytes, patterns: Patterns = NO_PATTERNS) -> Handover:
    """Keep a hand-over.

    Args:
        session: the caller's transaction.
        asking: what the customer sent; it is masked and shortened here.
        secret: the installation's signing key, for the digest that erasing goes by.
        patterns: what is masked besides personal data.

    Raises:
        ContactMissingError: the contact is neither an address nor a phone number.
    """
    contact = " ".join(asking.contact.split())[:CONTACT_LIMIT]
    if not reachable(contact):
        raise ContactMissingError
    book = PlaceholderBook(patterns)
    turns = asking.turns or (of_question(session, asking.question_id) if asking.question_id else ())
    kept = Handover(
        question_id=asking.question_id if session.get(Question, asking.question_id or 0) else None,
        channel=asking.channel if asking.channel in CHANNELS else "api",
        conversation=asking.conversation[:100],
        language=asking.language,
        name=" ".join(asking.name.split())[:NAME_LIMIT],
        contact=contact,
        contact_digest=digest(next(iter(addresses(contact)), contact), secret),
        message=mask(asking.message.strip()[:MESSAGE_LIMIT], book=book).text,
        reason=asking.reason if asking.reason in REASONS else "other",
        transcript=[
            {"role": turn.role, "text": mask(turn.text[:MESSAGE_LIMIT], book=book).text}
            for turn in list(turns)[-TURNS:]
        ],
    )
    session.add(kept)
    session.flush()
    return kept


def reachable(contact: str) -> bool:
    """Whether somebody could write to or call this contact."""
    by_phone = "@" not in contact and sum(letter.isdigit() for letter in contact) >= FIGURES
    return by_phone or MAIL.search(contact) is not None


def of_question(session: Session, question_id: int) -> tuple[Turn, ...]:
    """Return a question that was asked here and what the assistant said to it, as turns."""
    question = session.get(Question, question_id)
    if question is None:
        return ()
    answer: Answer | None = question.answer
    said = " ".join(str(sentence["text"]) for sentence in answer.sentences) if answer else ""
    return (Turn("customer", question.text), *((Turn("assistant", said),) if said else ()))


def open_for(session: Session, conversation: str) -> bool:
    """Whether a person is to take over this chat, so that the assistant keeps silent."""
    query = select(Handover.id).filter_by(conversation=conversation, status="open")
    return bool(conversation) and session.scalar(query.limit(1)) is not None


def add_turn(session: Session, conversation: str, text: str, *, patterns: Patterns = NO_PATTERNS) -> None:
    """Pass on to the person what a customer says while waiting; masked here, the newest turns are kept."""
    query = select(Handover).filter_by(conversation=conversation, status="open").order_by(Handover.id.desc())
    kept = session.scalar(query.limit(1)) if conversation else None
    if kept is not None:
        said = mask(text[:MESSAGE_LIMIT], book=PlaceholderBook(patterns)).text
        kept.transcript = [*kept.transcript, {"role": "customer", "text": said}][-TURNS:]


def listing(session: Session, status: str = "open", number: int = 1) -> Listing[Case]:
    """Return a page of hand-overs: the open ones oldest first, the closed ones newest first."""
    order = Handover.created_at.asc() if status == "open" else Handover.created_at.desc()
    page = listed(session, select(Handover).filter_by(status=status).order_by(order, Handover.id), number)
    return page.of(_case(row[0]) for row in page.rows)


def waiting(session: Session) -> int:
    """Return how many customers wait for a person."""
    return session.scalar(select(func.count()).select_from(Handover).filter_by(status="open")) or 0


def case(session: Session, handover_id: int) -> Case:
    """Return one hand-over with its transcript.

    Raises:
        NotFoundError: there is none.
    """
    return _case(_get(session, handover_id))


def close(session: Session, handover_id: int, person_id: int | None) -> None:
    """Note that somebody took care of it; closing it again changes nothing.

    Raises:
        NotFoundError: there is none.
    """
    kept = _get(session, handover_id)
    if kept.status == "open":
        kept.status, kept.closed_at, kept.closed_by_id = "closed", now(), person_id


def erase(session: Session, person: str) -> int:
    """Delete the hand-overs of a contact, by its digest; return how many."""
    gone = session.execute(delete(Handover).where(Handover.contact_digest == person))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _get(session: Session, handover_id: int) -> Handover:
    found = session.get(Handover, handover_id)
    if found is None:
        raise NotFoundError(what="hand-over", id=handover_id)
    return found


def _case(kept: Handover) -> Case:
    return Case(
        id=kept.id,
        channel=kept.channel,
        language=kept.language,
        name=kept.name,
        contact=kept.contact,
        message=kept.message,
        reason=kept.reason,
        status=kept.status,
        created_at=kept.created_at,
        closed_at=kept.closed_at,
        turns=tuple(Turn(turn["role"], turn["text"]) for turn in kept.transcript),
    )
