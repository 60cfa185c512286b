"""How sure we are that the best article answers: one probability, the same scale in every language and base.

A logistic model over four features of the retrieval, none of which may lower it, fitted by
`benchmarks/calibrate.py` on the train halves of the label sets; its weights are valid for one encoder only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.retrieval import Evidence
from assistant.surroundings import NOTHING, Around

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


def features(evidence: Evidence, around: Around) -> dict[str, float]:
    """Return what the retrieval shows; the more of each, the surer.

    Args:
        around: what lies around the question (see `assistant.surroundings`), above what is usual in this base.

    Returns:
        `whole` and `mutual` of `around`; `covered`, the share 0..1 of the question's words, the rarer the heavier,
        that a piece of the best article holds; `same_language`, 1 where that article is in the question's language.
    """
    if not evidence.hits:
        return {"whole": NOTHING.whole, "mutual": NOTHING.mutual, "covered": 0.0, "same_language": 0.0}
    best, most = evidence.hits[0], evidence.most_by_words
    return {
        "whole": around.whole,
        "mutual": around.mutual,
        "covered": min(1.0, best.lexical / most) if most else 0.0,
        "same_language": float(best.language == evidence.query.written),
    }


def cross_language(evidence: Evidence) -> bool:
    """Whether the best article is in another language than the question."""
    return bool(evidence.hits) and evidence.hits[0].language != evidence.query.language


def confidence(evidence: Evidence, around: Around) -> float:
    """Return the probability, 0..1, that the best hit answers the question."""
    if not evidence.hits:
        return 0.0
    fitted = calibration()
    found = features(evidence, around)
    total = fitted.bias + sum(weight * found[name] for name, weight in fitted.weights.items())
    return 1 / (1 + math.exp(-total))
