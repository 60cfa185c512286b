"""Gaps: what was asked and found no answer, grouped by meaning; asked here and abstained from, or never solved.

A gap holds masked text alone; where no encoder can be had, the same words make a group. What was grouped last is
remembered with its vectors, so that looking again encodes only questions that are new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import select

from kb.database import Session
from kb.errors import EncoderUnavailableError
from kb.languages import tokens
from kb.library import Library
from kb.tables import Answer, Conversation, OpenQuestion, Question
from kb.usage.statistics import Period

MOST = 1_500  # questions of each kind, the latest: what is grouped for one page
EXAMPLES = 5
#: Cosines of question vectors; a question joins a group whose first question it is this near to.
SAME = 0.90
OTHER_LANGUAGE = 0.87
SAME_WORDS = 0.6  # shared tokens of all tokens, where there are no vectors

Vector = np.ndarray[tuple[int], np.dtype[np.float32]]
Square = np.ndarray[tuple[int, int], np.dtype[np.float32]]


@dataclass(frozen=True)
class Unanswered:
    """One question without an answer; `conversation_id` is None for one that was asked here."""

    text: str
    language: str
    asked_at: datetime
    conversation_id: int | None = None
    subject: str = ""


@dataclass(frozen=True)
class Gap:
    """Questions of one kind that the knowledge base could not answer.

    Attributes:
        question: the first that was asked of them, masked.
        count: how many they are; `asked` of them here, the others in conversations.
        phrasings: other ways they were put, the latest first.
        languages: their languages, the commonest first.
        examples: conversations in which nobody solved it, the latest first.
    """

    question: str
    language: str
    count: int
    asked: int
    phrasings: tuple[str, ...]
    languages: tuple[str, ...]
    last_seen: datetime
    examples: tuple[Unanswered, ...]


def gaps(library: Library, language: str | None = None, period: Period | None = None) -> list[Gap]:
    """Return the gaps, the one that most people met first.

    Args:
        library: the open knowledge base.
        language: only gaps with questions in it, where it is given.
        period: only what was asked in it counts, where it is given; by default everything that is remembered.
    """
    with library.database.reading() as session:
        found = unanswered(session)
    groups = grouped(library, found)
    if period is not None:
        met = ([one for one in group if period.start <= one.asked_at < period.end] for group in groups)
        groups = [group for group in met if group]
    made = [_gap(group) for group in groups]
    chosen = [gap for gap in made if language is None or language in gap.languages]
    return sorted(chosen, key=lambda gap: (-gap.count, -gap.last_seen.timestamp(), gap.question))


def unanswered(session: Session) -> list[Unanswered]:
    """Return the latest questions that were abstained from and those that conversations left open, oldest first."""
    asked = session.execute(
        select(Question.text, Question.language, Question.asked_at)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.abstained)
        .order_by(Question.id.desc())
        .limit(MOST)
    )
    found = [Unanswered(*row) for row in asked]
    left = session.execute(
        select(
            OpenQuestion.text,
            OpenQuestion.language,
            OpenQuestion.asked_at,
            OpenQuestion.conversation_id,
            Conversation.subject,
        )
        .join(Conversation, Conversation.id == OpenQuestion.conversation_id)
        .order_by(OpenQuestion.asked_at.desc(), OpenQuestion.conversation_id.desc())
        .limit(MOST)
    )
    found += [Unanswered(*row) for row in left]
    return sorted(found, key=lambda one: (one.asked_at, one.text, one.conversation_id or 0))


@dataclass(frozen=True)
class _Remembered:
    """What was grouped last: the questions, their groups, and the vector of each text."""

    questions: tuple[Unanswered, ...] = ()
    groups: tuple[tuple[Unanswered, ...], ...] = ()
    vectors: Mapping[str, Vector] = field(default_factory=dict)


_remembered: WeakKeyDictionary[object, _Remembered] = WeakKeyDictionary()  # by encoder


def grouped(library: Library, questions: Sequence[Unanswered]) -> Sequence[Sequence[Unanswered]]:
    """Put questions of one kind together; the first of each group is what the others were compared with."""
    known = _remembered.get(library.encoder, _Remembered())
    if known.questions == tuple(questions):
        return known.groups
    texts = list(dict.fromkeys(one.text for one in questions))
    try:
        vectors = _vectors(library, texts, known.vectors)
    except EncoderUnavailableError:
        return _groups(questions, texts, _shared_words(texts))
    rows = np.stack([vectors[text] for text in texts]) if texts else np.empty((0, 0), np.float32)
    groups = _groups(questions, texts, np.asarray(rows @ rows.T, dtype=np.float32))
    # Replaced as a whole: two threads may both do the work, and neither sees half of it.
    _remembered[library.encoder] = _Remembered(tuple(questions), groups, vectors)
    return groups


def _vectors(library: Library, texts: Sequence[str], known: Mapping[str, Vector]) -> dict[str, Vector]:
    new = [text for text in texts if text not in known]
    made = dict(zip(new, library.encoder.questions(new), strict=True)) if new else {}
    return {text: known[text] if text in known else made[text] for text in texts}


def _groups(
    questions: Sequence[Unanswered], texts: Sequence[str], near: Square
) -> tuple[tuple[Unanswered, ...], ...]:
    place = {text: at for at, text in enumerate(texts)}
    codes = {code: at for at, code in enumerate(dict.fromkeys(one.language for one in questions))}
    leaders, languages = np.empty(len(questions), np.intp), np.empty(len(questions), np.intp)
    groups: list[list[Unanswered]] = []
    for one in questions:
        at, spoken, made = place[one.text], codes[one.language], len(groups)
        bounds = np.where(languages[:made] == spoken, SAME, OTHER_LANGUAGE)
        over = near[at].take(leaders[:made]) - bounds
        if made and over.max() >= 0:
            groups[int(over.argmax())].append(one)
        else:
            leaders[made], languages[made] = at, spoken
            groups.append([one])
    return tuple(tuple(group) for group in groups)


def _shared_words(texts: Sequence[str]) -> Square:
    """Return 1 where two texts share enough of their words, else 0; shape (texts, texts)."""
    words = [frozenset(tokens(text)) for text in texts]
    near = np.eye(len(texts), dtype=np.float32)
    for at, one in enumerate(words):
        for other in range(at):
            union = len(one | words[other])
            if union and len(one & words[other]) / union >= SAME_WORDS:
                near[at, other] = near[other, at] = 1.0
    return near


def _gap(group: Sequence[Unanswered]) -> Gap:
    first, latest = group[0], sorted(group, key=lambda one: one.asked_at, reverse=True)
    phrasings = [one.text for one in latest if one.text != first.text]
    languages = Counter(one.language for one in group if one.language)
    return Gap(
        question=first.text,
        language=first.language,
        count=len(group),
        asked=sum(one.conversation_id is None for one in group),
        phrasings=tuple(dict.fromkeys(phrasings))[:EXAMPLES],
        languages=tuple(code for code, _ in languages.most_common()),
        last_seen=latest[0].asked_at,
        examples=tuple(one for one in latest if one.conversation_id is not None)[:EXAMPLES],
    )
