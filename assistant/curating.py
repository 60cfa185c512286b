"""Finds the article that the team fixed as the answer to a question; it wins over anything found or worded.

A fixed answer holds for the very question, or for one in the same telling words that also means nearly the same:
never for one with another figure, name or negation.
"""

from __future__ import annotations

from assistant.claim_figures import unstated
from assistant.claim_polarity import turned
from assistant.claim_words import words
from assistant.question import Query
from assistant.retrieval import Hit
from kb import languages
from kb.database import Session
from kb.errors import EncoderUnavailableError
from kb.library import Library
from kb.reading import curated, passages
from kb.reading.curated import Fixed

NEAR = 0.93  # cosine of two questions that ask the same in other words


def curated_hit(library: Library, query: Query) -> Hit | None:
    """Return the fixed answer to a question as a hit, or None."""
    with library.database.reading() as session:
        fixed = _matching(library, query, curated.for_reader(session, query.audience, query.language))
        hit = _hit(session, fixed, query.audience) if fixed else None
        return hit if hit and _wanted(session, hit, query) else None


def _wanted(session: Session, hit: Hit, query: Query) -> bool:
    """Whether the reader looks at such articles at all."""
    where = query.where
    return (
        where.language in {None, hit.language}
        and where.category in {None, hit.category}
        and (not where.tags or bool(passages.carrying(session, [hit.article_id], where.tags)))
    )


def _matching(library: Library, query: Query, known: list[Fixed]) -> Fixed | None:
    asked = _plain(query.text)
    for fixed in known:
        if any(_plain(question) == asked for question in fixed.questions):
            return fixed
    alike = [
        (fixed, question)
        for fixed in known
        for question in fixed.questions
        if _same_words(query.text, question)
    ]
    if not alike or query.vector is None:
        return None
    try:
        vectors = library.encoder.questions([query.text, *(question for _, question in alike)])
    except EncoderUnavailableError:
        return None
    cosines = vectors[1:] @ vectors[0]
    best = int(cosines.argmax())
    return alike[best][0] if cosines[best] >= NEAR else None


def _plain(text: str) -> str:
    return " ".join(languages.normalise(text).split()).strip(" ?؟？.!。！")


def _same_words(one: str, other: str) -> bool:
    first = {token.key for token in words(one) if token.content}
    second = {token.key for token in words(other) if token.content}
    if not first or first != second or unstated(one, other) or unstated(other, one):
        return False
    turn = turned(one, other)
    return not turn.denied and not turn.pairs


def _hit(session: Session, fixed: Fixed, audience: str) -> Hit | None:
    article = passages.readable(session, [fixed.article_id], audience).get(fixed.article_id)
    texts = passages.of_article(session, article) if article else []
    if article is None or not texts:
        return None
    return Hit(
        article_id=article.article_id,
        external_id=article.external_id,
        title=article.title,
        language=article.language,
        audience=article.audience,
        path=article.path,
        score=1.0,
        passage=texts[0].text,
        revision=article.revision,
        heading=texts[0].heading,
        category=article.category,
    )
