"""A question as it came in, checked and understood: its language, its words, its vector.

Bad questions are refused here, once, for search and answers alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb import languages
from kb.articles import audiences
from kb.content import kind_tag
from kb.errors import EncoderUnavailableError, LanguageUnknownError, QuestionEmptyError, QuestionTooLongError
from kb.index import Filter
from kb.index.protocol import Vector
from kb.library import Library

LENGTH_LIMIT = 2_000  # characters; the encoder reads about as much
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True)
class Only:
    """Which articles to look at and no others, besides what the reader may see; empty: all.

    Attributes:
        language: that articles are written in.
        category: by its name.
        tags: all of which an article must carry.
        product, segment: what an article is about and whom it is for; kept as tags `product:…`, `segment:…`.
    """

    language: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    product: str = ""
    segment: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """All tags that an article must carry."""
        kinds = (("product", self.product), ("segment", self.segment))
        named = [kind_tag(kind, name) for kind, name in kinds if name.strip()]
        return tuple(dict.fromkeys([*(" ".join(tag.split()) for tag in self.tags if tag.strip()), *named]))

    def filter(self, audience: str) -> Filter:
        """Return the filter for a reader.

        Raises:
            AudienceUnknownError, LanguageUnknownError: as they say.
        """
        if self.language and not LANGUAGE_CODE.fullmatch(self.language):
            raise LanguageUnknownError(language=self.language[:20])
        return Filter(
            audiences=audiences(audience),
            language=self.language.lower().split("-")[0] or None,
            category=" ".join(self.category.split()) or None,
            tags=self.labels,
        )


ALL = Only()


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
    only: Only = field(default=ALL)


def understand(
    library: Library,
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    only: Only = ALL,
) -> Query:
    """Check a question and prepare it for retrieval (see `checked` for the errors)."""
    asked = checked(question, language=language, audience=audience, only=only)
    return encoded(library, [asked])[0]


def checked(
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    only: Only = ALL,
) -> Query:
    """Check a question; its vector is still missing.

    Args:
        language: the reader's language, where known; else that of the question.
        only: which articles to look at.

    Raises:
        QuestionEmptyError, QuestionTooLongError, LanguageUnknownError, AudienceUnknownError: as they say.
    """
    where = only.filter(audience)
    if len(question) > LENGTH_LIMIT:
        raise QuestionTooLongError(length=len(question), limit=LENGTH_LIMIT)
    text = " ".join(question.replace("\x00", " ").split())
    if not text:
        raise QuestionEmptyError
    if language is not None and not LANGUAGE_CODE.fullmatch(language):
        raise LanguageUnknownError(language=language[:20])
    reader = language.lower().split("-")[0] if language else ""
    written = languages.detect(text, reader) if reader else languages.detect(text)
    words = tuple(languages.tokens(text))
    return Query(text, reader or written, audience, None, words, where, written, only)


def encoded(library: Library, queries: Sequence[Query]) -> list[Query]:
    """Give questions their vectors, in one go; while the encoder is down they stay without."""
    try:
        vectors = library.encoder.questions([query.text for query in queries])
    except EncoderUnavailableError:
        return list(queries)
    return [replace(query, vector=vector) for query, vector in zip(queries, vectors, strict=True)]
