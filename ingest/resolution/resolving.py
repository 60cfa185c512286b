"""From a cleaned and masked conversation to its resolution, or to the reason why it has none.

Invariant: pure and deterministic; a conversation with a plausible answer is never turned away, and one whose
customer says at the end that it still fails is not taken as answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.reasons import Reason, because
from ingest.resolution import cues, customer_cues
from ingest.resolution.answers import words
from ingest.resolution.evidence import Evidence, Resolution, Unresolved
from ingest.resolution.finding import Found, find
from ingest.resolution.outcome import believed, solved, still_broken
from ingest.resolution.title import question_of, subject_phrasing, title_of
from ingest.resolution.turns import Sentence, Turn, read_turns
from kb.languages import detect, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ingest.conversation import Conversation
    from ingest.resolution.proposing import Proposal

_MOST_ISSUE = 6
_FEW_WORDS = 4
_MOST_ENVIRONMENT = 3
_MOST_VARIANTS = 4


def resolve(
    conversation: Conversation,
    vectors: NDArray[np.float32] | None = None,
    proposal: Proposal | None = None,
) -> Resolution | Unresolved:
    """Find the question, the answer and whether it solved the problem.

    Args:
        conversation: Its messages cleaned and masked; spans point into their texts.
        vectors: What an encoder that `judges` makes of `texts_to_encode(conversation)`, a row for each; without
            them the signs of the words decide.
        proposal: The sentences a chat model pointed out in this conversation, where one was asked.

    Returns:
        A resolution with at least one sentence of issue and of resolution, or the reason for none.
    """
    turns = read_turns(conversation)
    asked = problem_turn(turns)
    if asked is None:
        language = conversation.language or detect("\n".join(turn.text for turn in turns))
        reason = because("no_problem") if turns else because("no_words")
        confirmed = solved(turns, conversation.resolved)
        return Unresolved(reason, confirmed, language, confirmed=confirmed)
    confirmed = solved(turns[asked:], conversation.resolved)
    found = find(turns, asked, vectors, known_good=conversation.resolved is True, confirmed=confirmed)
    proposed = found.solved if proposal is None or proposal.solved is None else proposal.solved
    outcome = believed(turns[asked:], conversation.resolved, proposed)
    language = conversation.language or detect(turns[asked].text)
    parts = _proposed(proposal) if proposal else _parts(turns, asked, found)
    question = question_of(parts.issue)
    title = title_of(question.text, conversation.subject)
    why = _why_not(turns, found, parts, resolved=conversation.resolved)
    if why:
        return Unresolved(why, outcome, language, title, question.evidence, confirmed)
    return Resolution(
        title=title,
        language=language,
        question=question.evidence,
        issue=_evidence(parts.issue),
        resolution=_evidence(parts.answer),
        environment=_environment(turns),
        cause=_evidence(parts.cause),
        variants=_variants(conversation.subject, question, turns, parts.answer[-1]),
        solved=outcome,
        confirmed=confirmed,
        confidence=round(max(found.scores.values(), default=0.0), 3),
    )


def problem_turn(turns: Sequence[Turn]) -> int | None:
    """The first turn of a customer that says something."""
    for at, turn in enumerate(turns):
        if turn.side == "asker" and any(
            not customer_cues.OPENER.fullmatch(said.text.strip()) for said in turn.sentences
        ):
            return at
    return None


@dataclass(frozen=True)
class _Parts:
    """Sentences of the draft to be; `answer` is empty where nothing answers."""

    issue: Sequence[Sentence]
    cause: Sequence[Sentence]
    answer: Sequence[Sentence]


def _proposed(proposal: Proposal) -> _Parts:
    return _Parts(_distinct(proposal.problem), _distinct(proposal.cause), _distinct(proposal.solution))


def _parts(turns: Sequence[Turn], asked: int, found: Found) -> _Parts:
    until = found.picked[0] if found.picked else len(turns)
    cause, answer = _cause_and_answer([turns[at] for at in found.picked])
    return _Parts(_problem_sentences(turns[asked:until]), cause, answer)


def _evidence(sentences: Iterable[Sentence]) -> tuple[Evidence, ...]:
    return tuple(sentence.evidence for sentence in sentences)


def _why_not(turns: Sequence[Turn], found: Found, parts: _Parts, *, resolved: bool | None) -> Reason | None:
    if not found.scores:
        return because("nobody_answered")
    if resolved is False:
        return because("said_unsolved")
    if not parts.answer and any(turns[at].answering for at in found.scores):
        return because("nothing_solves")
    if not parts.answer:
        return because("nothing_answers")
    if resolved is None and still_broken(turns):
        return because("still_broken")
    return None


def _problem_sentences(turns: Sequence[Turn]) -> list[Sentence]:
    """What the customer says of the problem: the turn that states it, and the next ones while it says little."""
    said: list[Sentence] = []
    for turn in turns:
        if turn.side == "asker" and sum(words(sentence.text) for sentence in said) < _FEW_WORDS:
            said += [
                sentence
                for sentence in turn.sentences
                if not customer_cues.OPENER.fullmatch(sentence.text.strip())
            ]
    return _distinct(said)[:_MOST_ISSUE]


def _cause_and_answer(turns: Iterable[Turn]) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences that begin with why, and the other answering ones; all of them where no other is left."""
    answering = _distinct(sentence for turn in turns for sentence in turn.answering)
    cause = [sentence for sentence in answering if cues.says_why(sentence.text)]
    answer = [sentence for sentence in answering if sentence not in cause]
    if not any(sentence.firm for sentence in answer):
        return [], answering
    return cause, answer


def _environment(turns: Sequence[Turn]) -> tuple[Evidence, ...]:
    said = [sentence for turn in turns if turn.side == "asker" for sentence in turn.sentences]
    return tuple(
        sentence.evidence for sentence in _distinct(said) if customer_cues.names_environment(sentence.text)
    )[:_MOST_ENVIRONMENT]


def _variants(subject: str, question: Sentence, turns: Sequence[Turn], last: Sentence) -> tuple[str, ...]:
    """The customer's other phrasings: the subject, and further questions before the last of the answer."""
    asking = [
        sentence.text
        for turn in takewhile(lambda turn: last not in turn.sentences, turns)
        if turn.side == "asker"
        for sentence in turn.sentences
        if customer_cues.QUESTION.search(sentence.text)
    ]
    named = subject_phrasing(subject)
    seen = {normalise(question.text)}
    variants = []
    for text in (*([named] if named else []), *asking):
        if normalise(text) not in seen:
            seen.add(normalise(text))
            variants.append(text)
    return tuple(variants[:_MOST_VARIANTS])


def _distinct(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences in order, each wording once."""
    seen: dict[str, Sentence] = {}
    for sentence in sentences:
        seen.setdefault(normalise(sentence.text), sentence)
    return list(seen.values())
