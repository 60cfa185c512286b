"""Who speaks to whom: messages in a row from one person are one turn, each with the sentences that say something.

Invariant: every message is in exactly one turn, in its order; sentences are spans of their message.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from ingest.cleaning import content_spans
from ingest.resolution import cues
from ingest.resolution.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.conversation import Conversation, Message

Side = Literal["asker", "answerer"]

_READ = 20_000  # characters of a turn or sentence are read for cues; more tells nothing more
_QUESTION_MARKS = ("?", "？", "؟")
_WEIGHT_OF_DEFERRAL = 1.5  # a hand-over needs this many telling cues beside it to be an answer after all


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is no courtesy.

    `answers`: it could stand in an answer, it neither only asks nor hands over. `firm`: it tells what to do,
    why, how things are or what was done.
    """

    evidence: Evidence
    answers: bool
    firm: bool

    @property
    def text(self) -> str:
        """The words."""
        return self.evidence.quote


@dataclass(frozen=True, slots=True)
class Turn:
    """Messages of one side in a row, from one person where the archive tells people apart."""

    side: Side
    messages: tuple[Message, ...]
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """All that was said, courtesies too, a line for each message."""
        return "\n".join(message.text for message in self.messages)[:_READ]

    @property
    def content(self) -> str:
        """What was said besides courtesies."""
        return " ".join(sentence.text for sentence in self.sentences)[:_READ]

    @property
    def answering(self) -> tuple[Sentence, ...]:
        """The sentences that could stand in an answer."""
        return tuple(sentence for sentence in self.sentences if sentence.answers)

    @property
    def by_bot(self) -> bool:
        """Whether only a bot spoke."""
        return all(message.role == "bot" for message in self.messages)


def read_turns(conversation: Conversation) -> tuple[Turn, ...]:
    """The turns of a conversation, messages without text left out."""
    return tuple(_turn(side, messages) for side, messages in runs(conversation))


def runs(conversation: Conversation) -> list[tuple[Side, list[Message]]]:
    """The messages of each turn, unread: the turns of `read_turns`, in their order."""
    said = [(side, message) for side, message in _sides(conversation.messages) if message.text.strip()]
    return [
        (side, [message for _, message in run])
        for (side, _), run in groupby(said, key=lambda pair: (pair[0], _who(pair[1])))
    ]


def _sides(messages: Sequence[Message]) -> list[tuple[Side, Message]]:
    """Customers ask and agents and bots answer; of people nobody named, the first asks and the others answer."""
    named = any(message.role == "customer" for message in messages)
    first = next((message for message in messages if message.role == "unknown"), None)
    sides: list[tuple[Side, Message]] = []
    for message in messages:
        asks = message.role == "customer"
        if message.role == "unknown" and not named and first is not None:
            asks = message is first or (bool(_who(first)) and _who(message) == _who(first))
        sides.append(("asker" if asks else "answerer", message))
    return sides


def speaker(turn: Turn) -> str:
    """Who speaks in a turn, as one word; empty where the archive does not tell people apart."""
    return _who(turn.messages[0])


def _who(message: Message) -> str:
    return (message.address or message.author).casefold()


def _turn(side: Side, messages: Sequence[Message]) -> Turn:
    sentences = [
        _sentence(Evidence(message.external_id, span.start, span.end, message.text[span.start : span.end]))
        for message in messages
        for span in content_spans(message.text)
    ]
    return Turn(side, tuple(messages), tuple(sentences))


def _sentence(evidence: Evidence) -> Sentence:
    quote = evidence.quote[:_READ]
    telling = (
        cues.count(cues.INSTRUCTS, quote) + cues.count(cues.POINTS, quote) + cues.count(cues.EXPLAINS, quote)
    )
    done = cues.count(cues.DONE, quote)
    deferring = cues.count(cues.DEFERS, quote)
    answers = telling + 2 * done > _WEIGHT_OF_DEFERRAL * deferring if deferring else True
    if quote.rstrip().endswith(_QUESTION_MARKS) and not cues.SUGGESTS.search(quote):
        answers = False
    if cues.ASKS.search(quote) and not cues.INSTRUCTS.search(quote):
        answers = False
    firm = answers and bool(telling + done + cues.count(cues.STATES, quote))
    return Sentence(evidence, answers, firm)
