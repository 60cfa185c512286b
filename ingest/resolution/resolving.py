"""From a cleaned and masked conversation to its resolution, or to the reason why it has none.

Invariant: pure and deterministic; a conversation with a plausible answer is never turned away, and one whose
customer says at the end that it still fails is not taken as answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.resolution import cues, customer_cues
from ingest.resolution.answers import Similarity, answer_scores, chosen, words
from ingest.resolution.evidence import Evidence, Resolution, Unresolved
from ingest.resolution.outcome import solved, still_broken
from ingest.resolution.title import question_of, subject_phrasing, title_of
from ingest.resolution.turns import Sentence, Turn, read_turns
from kb.languages import detect, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.conversation import Conversation

_MOST_ISSUE = 6
_FEW_WORDS = 4
_MOST_ENVIRONMENT = 3
_MOST_VARIANTS = 4


def resolve(conversation: Conversation, similarity: Similarity | None = None) -> Resolution | Unresolved:
    """Find the question, the answer and whether it solved the problem.

    Args:
        conversation: Its messages cleaned and masked; spans point into their texts.
        similarity: Cosines of an encoder, where one is loaded; answers about the problem are then preferred.

    Returns:
        A resolution with at least one sentence of issue and of resolution, or the reason for none.
    """
    turns = read_turns(conversation)
    asked = _problem(turns)
    if asked is None:
        language = conversation.language or detect("\n".join(turn.text for turn in turns))
        reason = "No message of a customer states a problem." if turns else "The conversation has no text."
        return Unresolved(reason, solved(turns, conversation.resolved), language)
    question = question_of(_problem_sentences(turns[asked:]))
    outcome = solved(turns[asked:], conversation.resolved)
    language = conversation.language or detect(turns[asked].text)
    title = title_of(question.text, conversation.subject)
    scores = {at: score for at, score in answer_scores(turns, similarity).items() if at > asked}
    picked = chosen(turns, scores, known_good=conversation.resolved is True)
    reason = _why_not(turns, scores, picked, resolved=conversation.resolved)
    if reason:
        return Unresolved(reason, outcome, language, title, question.evidence)
    issue = _problem_sentences(turns[asked : picked[0]])
    cause, answer = _cause_and_answer([turns[at] for at in picked])
    return Resolution(
        title=title,
        language=language,
        question=question.evidence,
        issue=tuple(sentence.evidence for sentence in issue),
        resolution=tuple(sentence.evidence for sentence in answer),
        environment=_environment(turns),
        cause=tuple(sentence.evidence for sentence in cause),
        variants=_variants(conversation.subject, question, turns, picked[-1]),
        solved=outcome,
        confidence=round(max(scores[at] for at in picked), 3),
    )


def _problem(turns: Sequence[Turn]) -> int | None:
    """The first turn of a customer that says something."""
    for at, turn in enumerate(turns):
        if turn.side == "asker" and any(
            not customer_cues.OPENER.fullmatch(said.text.strip()) for said in turn.sentences
        ):
            return at
    return None


def _why_not(
    turns: Sequence[Turn], scores: dict[int, float], picked: Sequence[int], *, resolved: bool | None
) -> str:
    if not scores:
        return "Nobody answered the customer."
    if resolved is False:
        return "The archive says that it was not solved."
    if not picked:
        return "The replies only greet, ask, promise or hand over; none answers."
    if resolved is None and still_broken(turns):
        return "The customer wrote at the end that it still does not work."
    return ""


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
    """The sentences that begin with why, and the other answering ones; the answer is never left empty."""
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


def _variants(subject: str, question: Sentence, turns: Sequence[Turn], until: int) -> tuple[str, ...]:
    """The customer's other phrasings: the subject, and further questions before the answer."""
    asking = [
        sentence.text
        for turn in turns[:until]
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
