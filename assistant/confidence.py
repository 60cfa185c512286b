"""How sure we are that the best article answers: one probability, the same scale in every language.

A logistic model over four features of the retrieval, none of which may lower it, fitted by
`benchmarks/calibrate.py` on the train halves of the label sets; its weights are valid for one encoder only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.retrieval import Evidence

FILE = Path(__file__).with_name("calibration.json")
FEW = 3  # nearest pieces looked at besides the best article: several that agree are surer than one


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
    """Return what the retrieval shows; 0 where it cannot be told, and the more, the surer."""
    if not evidence.hits:
        return describe(0.0, (), 0.0, 0.0, same_language=False)
    best = evidence.hits[0]
    nearest = [piece.score for piece in evidence.ranked.dense[:FEW]]
    same = best.language == evidence.query.written
    return describe(best.dense, nearest, best.lexical, evidence.most_by_words, same_language=same)


def describe(
    near: float, nearest: Sequence[float], lexical: float, most: float, *, same_language: bool
) -> dict[str, float]:
    """Describe the best article and what is around it.

    Args:
        near: levelled cosine of its best piece.
        nearest: levelled cosines of the few nearest pieces of any article.
        lexical: BM25 score of its best piece.
        most: the score of a piece that held every word of the question.
        same_language: whether the article is in the language of the question: nearness across is less telling.
    """
    return {
        "near": near,
        "nearest": sum(nearest) / len(nearest) if nearest else 0.0,
        "covered": min(1.0, lexical / most) if most else 0.0,
        "same_language": float(same_language),
    }


def cross_language(evidence: Evidence) -> bool:
    """Whether the best article is in another language than the question."""
    return bool(evidence.hits) and evidence.hits[0].language != evidence.query.language


def confidence(evidence: Evidence) -> float:
    """Return the probability, 0..1, that the best hit answers the question."""
    if not evidence.hits:
        return 0.0
    fitted = calibration()
    found = features(evidence)
    total = fitted.bias + sum(weight * found[name] for name, weight in fitted.weights.items())
    return 1 / (1 + math.exp(-total))
