"""What the customer of an open conversation wants to know: one text to search with, and a title for it.

Pure; every sentence is one the customer wrote. A conversation without a customer's words gives None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.conversation import Conversation
from ingest.resolution import customer_cues
from ingest.resolution.resolving import problem_turn
from ingest.resolution.title import question_of, subject_phrasing, title_of
from ingest.resolution.turns import Sentence, Turn, read_turns
from kb.languages import detect, normalise, tokens

LONGEST = 500  # characters of what is searched with
_TELLING = 3  # tokens from which a sentence says what it is about
_MOST = 4  # sentences


@dataclass(frozen=True)
class Asked:
    """The question of an open conversation.

    Attributes:
        question: the sentence that asks, or states the problem.
        text: what to search with: subject and further sentences where the question alone says little.
        said: all that the customer said.
        title: the question as a title.
    """

    question: str
    text: str
    said: str
    title: str
    language: str


def asked(conversation: Conversation) -> Asked | None:
    """Return what the customer wants to know now: of the last turn that asks, else of the first."""
    turns = read_turns(conversation)
    first = problem_turn(turns)
    if first is None:
        return None
    turn = _latest(turns, first)
    asking = _telling(turn.sentences)
    said = "\n".join(one.text for one in turns if one.side == "asker")
    subject = subject_phrasing(conversation.subject)
    return Asked(
        question=asking.text,
        text=_search_text(asking, turn, turns[first], subject),
        said=f"{conversation.subject}\n{said}".strip(),
        title=title_of(asking.text, conversation.subject),
        language=conversation.language or detect(said),
    )


def _latest(turns: Sequence[Turn], first: int) -> Turn:
    """The customer's last turn that asks or denies after an answer, with words enough to tell; else the first."""
    for turn in reversed(turns[first + 1 :]):
        if turn.side == "asker" and _asks(turn) and len(tokens(turn.content)) >= _TELLING:
            return turn
    return turns[first]


def _asks(turn: Turn) -> bool:
    return any(
        customer_cues.QUESTION.search(sentence.text) or customer_cues.DENIES.search(sentence.text)
        for sentence in turn.sentences
    )


def _telling(sentences: Sequence[Sentence]) -> Sentence:
    """The sentence that asks; where it says little ("Can you help?"), another that does."""
    usual = question_of(sentences)
    if len(tokens(usual.text)) >= _TELLING:
        return usual
    rich = [one for one in sentences if len(tokens(one.text)) >= _TELLING]
    asking = [one for one in rich if customer_cues.QUESTION.search(one.text)]
    wrong = [one for one in rich if customer_cues.DENIES.search(one.text)]
    return (asking or wrong or rich or [usual])[0]


def _search_text(asking: Sentence, turn: Turn, first: Turn, subject: str) -> str:
    problem = [one.text for one in turn.sentences if customer_cues.DENIES.search(one.text)]
    before = [one.text for one in first.sentences] if turn is not first else []
    short = len(tokens(asking.text)) < 2 * _TELLING
    further = problem + ([one.text for one in turn.sentences] if short else []) + (before if short else [])
    chosen: dict[str, str] = {}
    for text in (subject, asking.text, *(one for one in further if len(tokens(one)) > 1)):
        if text.strip() and len(chosen) < _MOST:
            chosen.setdefault(normalise(text), text.strip())
    return "\n".join(chosen.values())[:LONGEST]
