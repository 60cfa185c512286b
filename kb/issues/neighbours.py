"""Finds the pieces nearest to vectors by the encoder's own cosine, though the index holds levelled ones.

For what compares texts by fixed thresholds (duplicates); search itself asks the index for levelled nearness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.index import Filter, Found
from kb.inference.encoder import Vectors
from kb.library import Library


def nearest(
    library: Library, vectors: Sequence[Vectors], where: Filter, limit: int, language: str
) -> list[tuple[Found, ...]]:
    """Return for each passage vector the nearest pieces, with cosines as the encoder gives them.

    The index orders by levelled nearness, which lifts other languages: pieces of the vectors' own language are
    asked for apart, so that they are never crowded out.

    Args:
        limit: pieces for each vector, of the vectors' own language and of all languages each.
        language: of the texts behind the vectors.

    Raises:
        IndexUnavailableError: as it says.
    """
    index, level = library.index, library.levelling
    everywhere = index.nearest(vectors, where, limit)
    if not level.means:
        return everywhere
    own = index.nearest(vectors, replace(where, language=language), limit)
    results = []
    lengths = index.lengths(
        list({piece.id for lists in (own, everywhere) for found in lists for piece in found})
    )
    for vector, lists in zip(vectors, zip(own, everywhere, strict=True), strict=True):
        pieces = {piece.id: piece for found in lists for piece in found}
        raw = [
            piece._replace(score=level.raw(piece.score, lengths[piece.id], vector, piece.language))
            for piece in pieces.values()
            if piece.id in lengths  # else it was deleted meanwhile
        ]
        results.append(tuple(sorted(raw, key=lambda piece: (-piece.score, piece.id))))
    return results
