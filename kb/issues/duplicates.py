"""Finds the article that already tells an issue: the same question with the same answer, about the same thing.

The index proposes by the nearness of questions; `kb.issues.sameness` judges by what is stated. Look-alike questions
of two branches with different answers stay two articles, and so do brief answers that could be anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb import chunking
from kb.database import Session
from kb.index import Filter
from kb.inference.encoder import Vectors
from kb.issues import answers, candidates, neighbours, sameness
from kb.issues.sameness import Nearness, Relation, Said, contradict
from kb.library import Library

__all__ = ["Known", "contradict", "find", "known"]

NEIGHBOURS = 256  # pieces for each phrasing: a chain of shops asks the same a hundred times, title and issue
LEAST = 0.82  # below this cosine no two questions are one, in any languages
SAME_THING = (0.93, 0.93)  # cosines from which two answers with other facts are about one thing
ONE_ISSUE = (Relation.SAME, Relation.DIFFERS)
STATUSES = ("draft", "in_review", "published")


@dataclass(frozen=True)
class Known:
    """An article that already tells this issue, with both cosines; `differs` where it states other facts."""

    article_id: int
    question: float
    answer: float
    differs: bool = False


@dataclass(frozen=True)
class _Candidate:
    article_id: int
    said: Said
    mine: Said
    near: Nearness
    relation: Relation = Relation.OTHER

    def nearer(self, own: Vectors, other: Vectors) -> Nearness:
        """How near it is with these vectors of the two answers."""
        return Nearness(self.near.question, float(np.dot(own, other)))

    def compared(self) -> Relation:
        """What the article is to the draft, by what both say and how near they are."""
        return sameness.compare(self.mine, self.said, self.near)


def known(
    library: Library, session: Session, questions: Sequence[str], answer: str, language: str, *, audience: str
) -> Known | None:
    """Return the nearest article with the same question and the same answer, None where it is new.

    Args:
        questions: the issue's title and phrasings; the nearest one counts.
        answer: Markdown of the resolution.
        audience: only articles for the same audience count: merging must not carry words across.
    """
    return find(library, session, questions, answer, language, audience=audience)


def find(
    library: Library,
    session: Session,
    questions: Sequence[str],
    answer: str,
    language: str,
    *,
    audience: str,
    differing: bool = False,
) -> Known | None:
    """Return what `known` does, or else, with `differing`, the nearest that answers the question otherwise.

    Raises:
        IndexUnavailableError, EncoderUnavailableError: as they say.
    """
    mine = Said("", chunking.plain(answer), language)
    near = _nearest(library, questions, language, audience)
    alike = _candidates(session, near, mine)
    judged = _judged(library, alike, mine.answer)
    judged.sort(key=lambda one: (-(one.near.question + one.near.answer), one.article_id))
    for one in judged:
        if one.relation is Relation.SAME and not _anybodys(one, alike):
            return Known(one.article_id, one.near.question, one.near.answer)
    if differing:
        for one in judged:
            if one.relation is Relation.DIFFERS and _one_thing(one):
                return Known(one.article_id, one.near.question, one.near.answer, differs=True)
    return None


def _nearest(
    library: Library, questions: Sequence[str], language: str, audience: str
) -> dict[int, tuple[float, str, str]]:
    """Return for each near article its greatest cosine, which of the questions that was, and the piece it met."""
    where = Filter(audiences=(audience,), statuses=STATUSES)
    nearest: dict[int, tuple[float, str, str]] = {}
    vectors = library.encoder.passages(questions)
    found = neighbours.nearest(library, list(vectors), where, NEIGHBOURS, language)
    for question, pieces in zip(questions, found, strict=True):
        for piece in pieces:
            best = nearest.get(piece.article_id, (0.0, "", ""))
            # What is too far to be one question whatever its answer is not even read.
            least = sameness.SAME_LANGUAGE[0] if piece.language == language else LEAST
            if piece.kind != "passage" and piece.score >= least and piece.score > best[0]:
                nearest[piece.article_id] = (piece.score, question, piece.id)
    return nearest


def _candidates(session: Session, nearest: dict[int, tuple[float, str, str]], mine: Said) -> list[_Candidate]:
    """Read what each near article says, nearest first; its answer counts as near as can be until it is judged."""
    told = candidates.said(session, {article_id: piece for article_id, (_, _, piece) in nearest.items()})
    return [
        _Candidate(
            article_id, told[article_id], Said(question, mine.answer, mine.language), Nearness(score, 1.0)
        )
        for article_id, (score, question, _) in sorted(
            nearest.items(), key=lambda pair: (-pair[1][0], pair[0])
        )
        if article_id in told
    ]


def _judged(library: Library, alike: Sequence[_Candidate], answer: str) -> list[_Candidate]:
    """Return those that are one issue with the draft, judged by how near the answers are in truth.

    What fails with the nearest of answers needs no encoding, and what a remembered answer lies too far for needs no
    comparing.
    """
    own = answers.vectors(library.encoder, [answer])[0]
    known = answers.remembered(library.encoder, [one.said.answer for one in alike])
    likely = [
        one
        for one, vector in zip(alike, known, strict=True)
        if (vector is None or sameness.near_enough(one.mine, one.said, one.nearer(own, vector)))
        and one.compared() in ONE_ISSUE
    ]
    vectors = answers.vectors(library.encoder, [one.said.answer for one in likely])
    judged = [replace(one, near=one.nearer(own, vector)) for one, vector in zip(likely, vectors, strict=True)]
    return [replace(one, relation=one.compared()) for one in judged]


def _anybodys(one: _Candidate, alike: Sequence[_Candidate]) -> bool:
    """Whether nobody can tell whose answer this is: others are answered by name, and here none is named."""
    if sameness.identical(one.mine, one.said):
        return False
    if sameness.too_little(one.mine, one.said, one.near):
        return True
    if sameness.surely(one.mine, one.said, one.near):
        return False
    return any(
        sameness.names_more(other.said, one.mine) and other.compared() is Relation.NAMED for other in alike
    )


def _one_thing(one: _Candidate) -> bool:
    least_question, least_answer = SAME_THING
    if one.mine.language != one.said.language:
        return False
    return one.near.question >= least_question and one.near.answer >= least_answer
