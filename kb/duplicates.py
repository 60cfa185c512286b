"""Finds the article that already tells an issue: the same question with the same answer, about the same thing.

The index proposes by the nearness of questions; `kb.sameness` judges by what is stated. Look-alike questions of two
branches with different answers stay two articles, and so do brief answers that could be anybody's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kb import chunking, sameness
from kb.database import Session
from kb.index import Filter
from kb.indexing import NAMESPACE, shown
from kb.library import Library
from kb.sameness import Nearness, Relation, Said, contradict
from kb.tables import Article

__all__ = ["Known", "contradict", "find", "known"]

NEIGHBOURS = 256  # pieces for each phrasing: a chain of shops asks the same a hundred times, title and issue
LEAST = 0.82  # below this cosine no two questions are one, in any languages
SAME_THING = (0.93, 0.93)  # cosines from which two answers with other facts are about one thing
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
    article: Article
    said: Said
    mine: Said
    near: Nearness
    relation: Relation


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
    text = chunking.plain(answer)
    vectors = library.encoder.passages([*questions, text])
    candidates = list(
        _candidates(session, _nearest(library, questions, vectors, audience), Said("", text, language))
    )
    named = [one for one in candidates if one.relation is Relation.NAMED]
    judged = [
        _with_answer(library, one, vectors[-1]) for one in candidates if one.relation is not Relation.NAMED
    ]
    judged.sort(key=lambda one: (-(one.near.question + one.near.answer), one.article.id))
    for one in judged:
        if one.relation is Relation.SAME and not _anybodys(one, named):
            return Known(one.article.id, one.near.question, one.near.answer)
    if differing:
        for one in judged:
            if one.relation is Relation.DIFFERS and _one_thing(one):
                return Known(one.article.id, one.near.question, one.near.answer, differs=True)
    return None


def _nearest(
    library: Library, questions: Sequence[str], vectors: np.ndarray, audience: str
) -> dict[int, tuple[float, str, str]]:
    """Return for each near article its greatest cosine, which of the questions that was, and the piece it met."""
    where = Filter(audiences=(audience,), statuses=STATUSES)
    nearest: dict[int, tuple[float, str, str]] = {}
    found = library.index.nearest(list(vectors[:-1]), where, NEIGHBOURS)
    for question, pieces in zip(questions, found, strict=True):
        for piece in pieces:
            best = nearest.get(piece.article_id, (0.0, "", ""))
            if piece.kind != "passage" and piece.score >= LEAST and piece.score > best[0]:
                nearest[piece.article_id] = (piece.score, question, piece.id)
    return nearest


def _candidates(
    session: Session, nearest: dict[int, tuple[float, str, str]], mine: Said
) -> Iterator[_Candidate]:
    """Judge each near article as if its answer were as near as can be: what fails then needs no encoding."""
    for article_id, (score, question, piece) in sorted(
        nearest.items(), key=lambda pair: (-pair[1][0], pair[0])
    ):
        article = session.get(Article, article_id)
        revision = shown(session, article) if article is not None else None
        if article is None or revision is None:
            continue
        asked = _asked(article, revision.title, revision.issue, piece)
        said = Said(asked, chunking.plain(revision.resolution), article.language)
        own = Said(question, mine.answer, mine.language)
        near = Nearness(score, 1.0)
        relation = sameness.compare(own, said, near)
        if relation is not Relation.OTHER:
            yield _Candidate(article, said, own, near, relation)


def _asked(article: Article, title: str, issue: str, piece: str) -> str:
    """Return the text of the piece that was met; the title where it is not there any more."""
    texts = [variant.text for variant in article.variants]
    texts.append(" ".join(chunking.plain(issue).split()))
    for text in texts:
        if piece == str(uuid.uuid5(NAMESPACE, f"{article.id}\nvariant\n{text}")):
            return text
    return title


def _with_answer(library: Library, one: _Candidate, answer: np.ndarray) -> _Candidate:
    other = library.encoder.passages([one.said.answer])[0]
    near = Nearness(one.near.question, float(np.dot(answer, other)))
    return _Candidate(one.article, one.said, one.mine, near, sameness.compare(one.mine, one.said, near))


def _anybodys(one: _Candidate, named: Sequence[_Candidate]) -> bool:
    """Whether nobody can tell whose answer this is: others are answered by name, and here none is named."""
    if sameness.identical(one.mine, one.said):
        return False
    if sameness.too_little(one.mine, one.said, one.near):
        return True
    if sameness.surely(one.mine, one.said, one.near):
        return False
    return any(sameness.names_more(other.said, one.mine) for other in named)


def _one_thing(one: _Candidate) -> bool:
    least_question, least_answer = SAME_THING
    if one.mine.language != one.said.language:
        return False
    return one.near.question >= least_question and one.near.answer >= least_answer
