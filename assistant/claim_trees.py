"""Judges a claim by boosted decision trees over its features, fitted on hand-made pairs for the bundled encoder.

Whatever else it finds, a sign of denial, a turned word or an unknown one never raises the probability; figures and
links are no features here but rules of their own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("claim_trees.json")
LEAF = -1


@dataclass(frozen=True)
class Trees:
    """The fitted trees.

    Attributes:
        encoder: the fingerprint of the encoder they were fitted for.
        means: for each layer the middle and spread of its token vectors.
        features: names, in the order the nodes count them.
        trees: nodes as (feature or LEAF, bound or value, place of the lower branch, place of the upper one).
        threshold: the probability from which a claim counts as supported.
    """

    encoder: str
    means: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    features: tuple[str, ...]
    bias: float
    trees: Sequence[Sequence[Sequence[float]]]
    threshold: float

    def probability(self, found: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, that a claim with these features is supported."""
        total = self.bias
        for nodes in self.trees:
            feature, value, low, high = nodes[0]
            while feature != LEAF:
                feature, value, low, high = nodes[
                    int(low if found[self.features[int(feature)]] <= value else high)
                ]
            total += value
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@cache
def fitted() -> Trees:
    """Read the trees that come with Danesh."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    means = {
        layer: (np.array(middle, np.float32), np.array(spread, np.float32))
        for layer, (middle, spread) in told["means"].items()
    }
    return Trees(
        told["encoder"], means, tuple(told["features"]), told["bias"], told["trees"], told["threshold"]
    )
