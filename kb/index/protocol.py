"""What the rest of Danesh asks of an index; two adapters keep it (Edge in process, Qdrant server).

Every search is filtered by audience and status inside the index query: there is no way to search without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Piece:
    """One point to store: a title, question variant or passage of an article.

    Attributes:
        id: made of article, kind, language and text, the same wherever it is computed (`kb.piece_ids`).
        content_hash: changes when text or labels change.
        vector: the dense embedding, shape (dimension,), unit length.
        words: BM25 tokens joined by spaces.
        length: of the vector before it was levelled (see `kb.inference.levelling`).
    """

    id: str
    article_id: int
    kind: str
    content_hash: str
    audience: str
    status: str
    language: str
    category: str | None
    vector: Vector
    words: str
    tags: tuple[str, ...] = ()
    length: float = 1.0


@dataclass(frozen=True)
class Filter:
    """Which pieces a reader may find.

    Attributes:
        tags: products, segments and the like, all of which the article must carry.
        articles: only these, where some are named.
    """

    audiences: tuple[str, ...]
    statuses: tuple[str, ...] = ("published",)
    language: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()


class Found(NamedTuple):
    """A piece found by one of the two searches, with that search's own score; what it is its id says."""

    id: str
    article_id: int
    kind: str
    score: float
    language: str = ""


@dataclass(frozen=True)
class Ranked:
    """Both result lists, best first; a list is empty when its query was not given."""

    dense: tuple[Found, ...]
    lexical: tuple[Found, ...]


@dataclass(frozen=True)
class Stored:
    """What the index holds of a piece, for comparison with SQL."""

    id: str
    article_id: int
    content_hash: str


class Index(Protocol):
    """A place that stores pieces and finds the nearest ones.

    Every method raises `IndexUnavailableError` when the place cannot be reached.
    """

    def upsert(self, pieces: Sequence[Piece]) -> None:
        """Store the pieces, replacing those with the same id."""

    def prune(self, article_ids: Sequence[int], keep: Iterable[str]) -> None:
        """Delete every piece of some articles but these."""

    def search(self, vector: Vector | None, words: str | None, where: Filter, limit: int) -> Ranked:
        """Find the pieces nearest to a vector and those that share the rarest words, at most `limit` each."""

    def nearest(self, vectors: Sequence[Vector], where: Filter, limit: int) -> list[tuple[Found, ...]]:
        """Find the nearest pieces to each of several vectors, in one call."""

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors of pieces that were found; what is not stored any more is missing."""

    def lengths(self, ids: Sequence[str]) -> dict[str, float]:
        """Return how long pieces' vectors were before they were levelled; what is not stored is missing."""

    def stored(self) -> Iterator[Stored]:
        """Go through everything that is stored."""

    def count(self) -> int:
        """Count the stored pieces."""

    def flush(self) -> None:
        """Return when everything stored so far survives a crash."""

    def optimize(self) -> None:
        """Build search structures for what was added; worth it after many additions."""

    def clear(self) -> None:
        """Delete everything."""

    def close(self) -> None:
        """Let go of the place; nothing may be called after."""
