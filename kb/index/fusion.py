"""Fuses the two result lists by score, not by rank, into one hit for each article.

Each list is first told by article, then min-max normalised: that beat reciprocal rank fusion, and fusing piece by
piece, on every label set we have (docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from kb.index.protocol import Found, Ranked

# What an article's other pieces add to its best one, by words: several phrasings that share words with the question
# say more than one. By meaning they would only say that the article has many pieces.
FURTHER_LEXICAL = 0.1
_ORDER = attrgetter("score", "id")


class Fused(NamedTuple):
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
    dense, lexical = best_pieces(ranked.dense), best_pieces(ranked.lexical)
    by_meaning = _min_max({article: piece.score for article, piece in dense.items()})
    shares = by_words(ranked.lexical)
    fused = []
    for article in dense.keys() | lexical.keys():
        meaning, words = by_meaning.get(article, 0.0), shares.get(article, 0.0)
        nearest, shared = dense.get(article), lexical.get(article)
        speaks = nearest or shared
        assert speaks is not None, "the article is in one of the lists"
        fused.append(
            Fused(
                article_id=article,
                score=dense_weight * meaning + (1 - dense_weight) * words,
                piece_id=speaks.id,
                kind=speaks.kind,
                dense=max(0.0, nearest.score) if nearest else 0.0,
                lexical=max(0.0, shared.score) if shared else 0.0,
            )
        )
    return sorted(fused, key=lambda hit: (-hit.score, hit.article_id))


def by_words(found: Sequence[Found], last: int | None = None) -> dict[int, float]:
    """Return each article's share of the words, 0..1 within the list.

    Args:
        found: pieces, best first.
        last: the place of the article that counts 0, as all after it do; the last one of the list by default.
    """
    scores = _with_further(found, best_pieces(found))
    if last is not None and len(scores) > last:
        least = sorted(scores.values(), reverse=True)[last - 1]
        scores = {article: max(score, least) for article, score in scores.items()}
    return _min_max(scores)


def best_pieces(found: Sequence[Found]) -> dict[int, Found]:
    """Return each article's best piece; of equal ones that with the lowest id, whatever their order."""
    best: dict[int, Found] = {}
    for piece in found:
        seen = best.setdefault(piece.article_id, piece)
        if piece.score > seen.score or (piece.score == seen.score and piece.id < seen.id):
            best[piece.article_id] = piece
    return best


def _with_further(found: Sequence[Found], best: Mapping[int, Found]) -> dict[int, float]:
    scores = {article: piece.score * (1 - FURTHER_LEXICAL) for article, piece in best.items()}
    for piece in sorted(found, key=_ORDER):  # one order of adding, one sum
        scores[piece.article_id] += FURTHER_LEXICAL * piece.score
    return scores


def _min_max(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    top, bottom = max(scores.values()), min(scores.values())
    if top == bottom:  # one result, or all alike: the list says "these", not "none of these"
        return dict.fromkeys(scores, 1.0)
    return {article: (score - bottom) / (top - bottom) for article, score in scores.items()}
