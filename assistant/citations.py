"""Sentences and what they rest on: a citation is a revision of an article and a quote found in it verbatim.

A sentence without a citation that resolves is never part of an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.quoting import Quote


@dataclass(frozen=True)
class Citation:
    """Where a sentence of an answer comes from."""

    number: int
    article_id: int
    external_id: str | None
    title: str
    language: str
    path: str
    revision: int
    quote: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Cited:
    """Sentences with all their citations."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def cite(claims: Iterable[tuple[str, Sequence[Quote]]]) -> Cited:
    """Number the quotes in order of use; the same quote keeps its number."""
    numbers: dict[tuple[int, str], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for text, quotes in claims:
        used = []
        for quote in quotes:
            key = (quote.hit.article_id, quote.quote)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(_citation(numbers[key], quote))
            used.append(numbers[key])
        if used:
            sentences.append(Sentence(text, tuple(dict.fromkeys(used))))
    return Cited(tuple(sentences), tuple(citations))


def _citation(number: int, quote: Quote) -> Citation:
    hit = quote.hit
    return Citation(
        number=number,
        article_id=hit.article_id,
        external_id=hit.external_id,
        title=hit.title,
        language=hit.language,
        path=hit.path,
        revision=hit.revision,
        quote=quote.quote,
    )
