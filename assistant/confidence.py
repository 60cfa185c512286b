"""How sure we are that the best article answers: one probability, the same scale in every language.

A logistic model over a few features of the retrieval, fitted by `benchmarks/calibrate.py` on the train halves of
the label sets; its weights are valid for one encoder only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.retrieval import Evidence
from kb.index import Ranked

FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Calibration:
    """Weights of the logistic model, the threshold below which to abstain, and the encoder they hold for."""

    encoder: str
    bias: float
    weights: Mapping[str, float]
    threshold: float


@cache
def calibration() -> Calibration:
    """Read the calibration that comes with Danesh."""
    return Calibration(**json.loads(FILE.read_text(encoding="utf-8")))


def features(evidence: Evidence) -> dict[str, float]:
    """Return what the retrieval shows: how near the best is, how it stands out, which words it shares.

    Every feature is 0 where it cannot be told.
    """
    best = evidence.hits[0] if evidence.hits else None
    return describe(
        evidence.ranked,
        best.article_id if best else None,
        len(evidence.query.words),
        other_language=cross_language(evidence),
    )


def cross_language(evidence: Evidence) -> bool:
    """Whether the best article is in another language than the question."""
    return bool(evidence.hits) and evidence.hits[0].language != evidence.query.language


def describe(ranked: Ranked, article_id: int | None, words: int, *, other_language: bool) -> dict[str, float]:
    """Describe the lists from the point of view of one article."""
    dense = _best_by_article(ranked, dense=True)
    lexical = _best_by_article(ranked, dense=False)
    mine = dense.get(article_id, 0.0) if article_id is not None else 0.0
    words_mine = lexical.get(article_id, 0.0) if article_id is not None else 0.0
    # The far half of the list is what this base holds of other matters; the near half may be more of the same.
    field = np.sort(np.array(list(dense.values()) or [0.0]))[: max(1, len(dense) // 2)]
    return {
        "dense": mine,
        "above_field": mine - float(field.mean()) if mine else 0.0,
        "lexical": words_mine / max(words, 1),
        "agree": float(bool(lexical) and article_id == max(lexical, key=lambda id_: (lexical[id_], -id_))),
        "other_language": float(other_language),
    }


def _best_by_article(ranked: Ranked, *, dense: bool) -> dict[int, float]:
    best: dict[int, float] = {}
    for piece in ranked.dense if dense else ranked.lexical:
        best[piece.article_id] = max(best.get(piece.article_id, piece.score), piece.score)
    return best


def confidence(evidence: Evidence) -> float:
    """Return the probability, 0..1, that the best hit answers the question."""
    if not evidence.hits:
        return 0.0
    fitted = calibration()
    found = features(evidence)
    total = fitted.bias + sum(weight * found[name] for name, weight in fitted.weights.items())
    return 1 / (1 + math.exp(-total))
