"""Like cases: solved conversations that ask what a customer asks now, nearest first.

Candidates come from the articles that were found and from the words of the question; their nearness in meaning
orders them. For agents only; all text is masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question import Query
from kb import chunking
from kb.desk import solved
from kb.desk.solved import Case
from kb.errors import EncoderUnavailableError
from kb.library import Library

MOST = 5
ARTICLES = 4  # whose conversations are looked at
CANDIDATES = 24
WORDS = 6  # the longest words of a question are looked for
# Least cosine of question and case, and how far below the best one still counts: on the sample archive those that
# ask the same lie from .86 on, and what shares only a topic with a question below, however many there are.
NEAR = 0.855
BELOW_BEST = 0.03
SAME_ARTICLE = 0.03  # more, where the article that was found first rests on the case
READ = 400  # characters of a case that are compared


@dataclass(frozen=True)
class Similar:
    """A solved conversation and the cosine of the two questions; 0 while the encoder is down."""

    case: Case
    score: float


def similar(
    library: Library, query: Query, article_ids: Sequence[int], leave_out: int | None = None
) -> tuple[Similar, ...]:
    """Return the solved conversations most like a question, at most `MOST`.

    Args:
        library: the knowledge base.
        query: the question, understood.
        article_ids: articles found for it, best first.
        leave_out: the conversation that the question is from.
    """
    words = sorted(set(query.words), key=lambda word: (-len(word), word))[:WORDS]
    with library.database.reading() as session:
        found = solved.of_articles(session, article_ids[:ARTICLES], CANDIDATES // 2)
        found += solved.with_words(session, words, CANDIDATES)
    cases = {case.conversation_id: case for case in found if case.conversation_id != leave_out}
    best = article_ids[0] if article_ids else None
    return _nearest(library, query, best, [case for case in cases.values() if case.answer][:CANDIDATES])


def _nearest(
    library: Library, query: Query, best_article: int | None, cases: Sequence[Case]
) -> tuple[Similar, ...]:
    if not cases:
        return ()
    if query.vector is None:
        return tuple(Similar(case, 0.0) for case in cases[:MOST])
    texts = [chunking.plain(f"{case.subject}\n{case.question}")[:READ] for case in cases]
    try:
        scores = library.encoder.passages(texts) @ query.vector
    except EncoderUnavailableError:
        return tuple(Similar(case, 0.0) for case in cases[:MOST])
    judged = [Similar(case, round(float(score), 4)) for case, score in zip(cases, scores, strict=True)]
    ranked = sorted(judged, key=lambda one: (-_worth(one, best_article), one.case.conversation_id))
    least = max(NEAR, _worth(ranked[0], best_article) - BELOW_BEST)
    return tuple(one for one in ranked[:MOST] if _worth(one, best_article) >= least)


def _worth(one: Similar, best_article: int | None) -> float:
    known = best_article is not None and one.case.article_id == best_article
    return one.score + (SAME_ARTICLE if known else 0.0)
