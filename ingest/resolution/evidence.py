"""What resolving yields: quotes of messages, put together as a resolution, or the reason why there is none.

Invariant: `quote == text[start:end]` of the message, in code points of its cleaned and masked text.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.reasons import Reason


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a message."""

    message_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The question and the answer of a conversation.

    `question` is the sentence that asks or states the problem, `variants` are the customer's other phrasings of
    it; `issue`, `environment`, `cause` and `resolution` are in the order of the conversation, `issue` and
    `resolution` never empty. `solved` is what is believed, None where nothing tells; `confirmed` is only what the
    archive or the customer said outright. `confidence` (0 to 1) is the score of the best answering turn.
    """

    title: str
    language: str
    question: Evidence
    issue: tuple[Evidence, ...]
    resolution: tuple[Evidence, ...]
    environment: tuple[Evidence, ...] = ()
    cause: tuple[Evidence, ...] = ()
    variants: tuple[str, ...] = ()
    solved: bool | None = None
    confirmed: bool | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A conversation that gives no draft; `title` and `question` say what was asked, where anything was.

    `solved` and `confirmed` as in `Resolution`: a problem can be solved where nobody wrote how.
    """

    reason: Reason
    solved: bool | None = None
    language: str = ""
    title: str = ""
    question: Evidence | None = None
    confirmed: bool | None = None
