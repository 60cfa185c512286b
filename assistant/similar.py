"""Like cases: solved conversations that ask what a customer asks now, nearest first.

Candidates come from the articles that were found and from the words of the question; their nearness in meaning
orders them. For agents only; all text is masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question import Query
from kb import chunking, solved
from kb.errors import EncoderUnavailableError
from kb.library import Library
from kb.solved import Case

MOST = 5
ARTICLES = 4  # whose conversations are looked at
CANDIDATES = 24
WORDS = 6  # the longest words of a question are looked for
NEAR = 0.83  # least cosine of question and case; unrelated ones lie about .75
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
    return _nearest(library, query, [case for case in cases.values() if case.answer][:CANDIDATES])


def _nearest(library: Library, query: Query, cases: Sequence[Case]) -> tuple[Similar, ...]:
    if not cases:
        return ()
    if query.vector is None:
        return tuple(Similar(case, 0.0) for case in cases[:MOST])
    texts = [chunking.plain(f"{case.subject}\n{case.question}")[:READ] for case in cases]
    try:
        scores = library.encoder.passages(texts) @ query.vector
    except EncoderUnavailableError:
        return tuple(Similar(case, 0.0) for case in cases[:MOST])
    near = [
        Similar(case, round(float(score), 4))
        for case, score in zip(cases, scores, strict=True)
        if score >= NEAR
    ]
    return tuple(sorted(near, key=lambda one: (-one.score, one.case.conversation_id))[:MOST])
