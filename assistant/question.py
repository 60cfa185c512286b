"""A question as it came in, checked and understood: its language, its words, its vector.

Bad questions are refused here, once, for search and answers alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb import languages
from kb.articles import audiences
from kb.errors import EncoderUnavailableError, LanguageUnknownError, QuestionEmptyError, QuestionTooLongError
from kb.index import Filter
from kb.index.protocol import Vector
from kb.library import Library

LENGTH_LIMIT = 2_000  # characters; the encoder reads about as much
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """A question ready for retrieval.

    Attributes:
        language: the reader's, where known; else that of the text.
        written: the language of the text itself.
        vector: shape (dimension,), as the encoder gives it, or None while the encoder is down.
        words: BM25 tokens.
    """

    text: str
    language: str
    audience: str
    vector: Vector | None
    words: tuple[str, ...]
    where: Filter
    written: str = ""


def understand(
    library: Library,
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    category: str | None = None,
    tags: Sequence[str] = (),
) -> Query:
    """Check a question and prepare it for retrieval (see `checked` for the errors)."""
    asked = checked(question, language=language, audience=audience, category=category, tags=tags)
    return encoded(library, [asked])[0]


def checked(
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    category: str | None = None,
    tags: Sequence[str] = (),
) -> Query:
    """Check a question; its vector is still missing.

    Args:
        language: the reader's language, where known; else that of the question.

    Raises:
        QuestionEmptyError, QuestionTooLongError, LanguageUnknownError, AudienceUnknownError: as they say.
    """
    allowed = audiences(audience)
    if len(question) > LENGTH_LIMIT:
        raise QuestionTooLongError(length=len(question), limit=LENGTH_LIMIT)
    text = " ".join(question.replace("\x00", " ").split())
    if not text:
        raise QuestionEmptyError
    if language is not None and not LANGUAGE_CODE.fullmatch(language):
        raise LanguageUnknownError(language=language[:20])
    reader = language.lower().split("-")[0] if language else ""
    written = languages.detect(text, reader) if reader else languages.detect(text)
    where = Filter(audiences=allowed, category=category, tags=tuple(tags))
    words = tuple(languages.tokens(text))
    return Query(text, reader or written, audience, None, words, where, written)


def encoded(library: Library, queries: Sequence[Query]) -> list[Query]:
    """Give questions their vectors, in one go; while the encoder is down they stay without."""
    try:
        vectors = library.encoder.questions([query.text for query in queries])
    except EncoderUnavailableError:
        return list(queries)
    return [replace(query, vector=vector) for query, vector in zip(queries, vectors, strict=True)]
