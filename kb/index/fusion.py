"""Fuses the two result lists by score, not by rank, into one hit for each article.

Min-max normalised scores of each list's top beat reciprocal rank fusion on every label set we have
(docs/quality.md); an article's score is that of its best piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.index.protocol import Found, Ranked


@dataclass(frozen=True)
class Fused:
    """An article found, its fused score in 0..1, and the piece that found it.

    Attributes:
        dense: the highest cosine of the article's pieces, 0 when only words found it.
        lexical: the highest BM25 score of the article's pieces, 0 when only the vector found it.
    """

    article_id: int
    score: float
    piece_id: str
    kind: str
    dense: float
    lexical: float


def fuse(ranked: Ranked, dense_weight: float) -> list[Fused]:
    """Fuse both lists into articles, best first.

    Args:
        ranked: the two lists, each best first.
        dense_weight: the share of the dense score, 0..1; the rest is the lexical one's.
    """
    scores: dict[str, float] = {}
    tops: dict[str, dict[int, float]] = {"dense": {}, "lexical": {}}
    pieces: dict[str, Found] = {}
    for name, found, weight in (
        ("dense", ranked.dense, dense_weight),
        ("lexical", ranked.lexical, 1 - dense_weight),
    ):
        for piece, share in zip(found, _min_max(found), strict=True):
            pieces[piece.id] = piece
            tops[name].setdefault(
                piece.article_id, max(0.0, piece.score)
            )  # best first: an article's first is its best
            scores[piece.id] = scores.get(piece.id, 0.0) + weight * share
    best: dict[int, Fused] = {}
    for piece_id, score in scores.items():
        piece = pieces[piece_id]
        seen = best.get(piece.article_id)
        if seen is None or (score, piece_id) > (seen.score, seen.piece_id):
            best[piece.article_id] = Fused(
                piece.article_id,
                score,
                piece_id,
                piece.kind,
                tops["dense"].get(piece.article_id, 0.0),
                tops["lexical"].get(piece.article_id, 0.0),
            )
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.article_id))


def _min_max(found: Sequence[Found]) -> list[float]:
    if not found:
        return []
    top, bottom = found[0].score, found[-1].score
    if top == bottom:  # one result, or all alike: the list says "these", not "none of these"
        return [1.0] * len(found)
    return [(piece.score - bottom) / (top - bottom) for piece in found]
