"""Decides, for one question, how much meaning counts against words, and makes languages comparable.

The more the best article stands out by meaning, the less words may overrule it. An encoder draws texts of one
language together, so an article in another language gets back what that costs it.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.question import Query
from kb.index import Found, Ranked
from kb.index.fusion import best_pieces

# Chosen on the label sets and the samples, each from a flat range (docs/quality.md). Chinese words are pairs of
# characters here, which agree by chance more often than whole words do.
LEAST_DENSE = 0.80
LEAST_DENSE_OF = {"zh": 0.84}
OUTSTANDING = 0.1  # added for a best article that stands out completely
OTHER_LANGUAGE = 0.01  # cosine


def levelled(query: Query, ranked: Ranked) -> Ranked:
    """Return the lists with pieces in other languages lifted by what the encoder takes from them."""
    lifted = [_lifted(piece, query.language) for piece in ranked.dense]
    lifted.sort(key=lambda piece: (-piece.score, piece.id))
    return Ranked(tuple(lifted), ranked.lexical)


def _lifted(piece: Found, language: str) -> Found:
    if not piece.language or piece.language == language:
        return piece
    return replace(piece, score=piece.score + OTHER_LANGUAGE)


def dense_weight(query: Query, ranked: Ranked) -> float:
    """Return the dense share of the fused score, 0..1."""
    if not ranked.dense:
        return 0.0
    if not ranked.lexical:
        return 1.0
    return min(
        1.0, LEAST_DENSE_OF.get(query.language, LEAST_DENSE) + OUTSTANDING * _outstanding(ranked.dense)
    )


def _outstanding(dense: tuple[Found, ...]) -> float:
    """Return how far the best article is from the second, as a share of the whole list's range."""
    scores = sorted((piece.score for piece in best_pieces(dense).values()), reverse=True)
    if len(scores) < 2 or scores[0] == scores[-1]:
        return 0.0
    return (scores[0] - scores[1]) / (scores[0] - scores[-1])
