"""Tells whether an issue and its resolution are already known: the same question with the same answer.

Two things must agree, the question and the answer, and no number, code or link may contradict: look-alike
questions of two branches with different answers are two articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb import chunking, languages
from kb.database import Session
from kb.index import Filter
from kb.indexing import shown
from kb.library import Library
from kb.tables import Article

# Cosines of the bundled encoder, chosen on question pairs and look-alike FAQs (docs/quality.md); pairs in two
# languages lie lower by about the difference of the two rows.
SAME_LANGUAGE = (0.925, 0.90)
OTHER_LANGUAGE = (0.885, 0.87)
NEIGHBOURS = 12
STATUSES = ("draft", "in_review", "published")
FACT = re.compile(r"""https?://[^\s<>()\[\]"']+|\d+(?:[.,:/-]\d+)*""")
LIST_NUMBER = re.compile(r"^\s*\d+[.)]\s+", re.MULTILINE)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Known:
    """An article that already says this, with both cosines."""

    article_id: int
    question: float
    answer: float


def known(
    library: Library, session: Session, questions: Sequence[str], answer: str, language: str, *, audience: str
) -> Known | None:
    """Return the nearest article with the same question and the same answer, None where it is new.

    Args:
        questions: the issue's title and phrasings; the nearest one counts.
        answer: Markdown of the resolution.
        audience: only articles for the same audience count: merging must not carry words across.
    """
    vectors = library.encoder.passages([*questions, chunking.plain(answer)])
    where = Filter(audiences=(audience,), statuses=STATUSES)
    nearest: dict[int, float] = {}
    for found in library.index.nearest(list(vectors[:-1]), where, NEIGHBOURS):
        for piece in found:
            if piece.kind != "passage":
                nearest[piece.article_id] = max(nearest.get(piece.article_id, 0.0), piece.score)
    ahead = sorted(nearest.items(), key=lambda pair: (-pair[1], pair[0]))
    candidates = [
        (article, score) for id_, score in ahead if (article := session.get(Article, id_)) is not None
    ]
    for article, question_cosine in candidates:
        bound_question, bound_answer = SAME_LANGUAGE if article.language == language else OTHER_LANGUAGE
        if question_cosine < bound_question:
            continue
        revision = shown(session, article)
        if revision is None or contradict(answer, revision.resolution):
            continue
        other = library.encoder.passages([chunking.plain(revision.resolution)])[0]
        answer_cosine = float(np.dot(vectors[-1], other))
        if answer_cosine >= bound_answer:
            return Known(article.id, question_cosine, answer_cosine)
    return None


def contradict(one: str, other: str) -> bool:
    """Whether both texts name figures or links, and neither's are all among the other's."""
    facts, others = _facts(one), _facts(other)
    return bool(facts and others) and not (facts <= others or others <= facts)


def _facts(text: str) -> set[str]:
    text = languages.normalise(LIST_NUMBER.sub("", text))  # the third step of a list is not "3 days"
    return {found.rstrip(".,;:!?。،؛؟") for found in FACT.findall(THOUSANDS.sub("", text))}
