"""Fits the claim check: boosted trees over all features, and a logistic model over those any encoder gives.

Beside the hand-made pairs, the evidence's own sentences count as supported and what is said of other evidence as
invented, so that a sentence is not suspected for being near its source. The threshold is chosen on scores out of
fold, evidence by evidence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant import claim_trees, claims
from assistant.claim_alignment import LAYERS, NAMES, aligned, levelled
from kb.inference.encoder import Encoder
from kb.inference.token_vectors import token_vectors
from kb.settings import load

FEWEST_CAUGHT = 0.955  # of the wrong ones, at the threshold, out of fold
FOLDS, ROUNDS = 8, 3
STEPS, RATE, DECAY = 6000, 0.3, 0.001
FOR = {"alike", "cosine", "cosine_across"}
AGAINST = {
    "denied", "denied_whole", "turned", "turned_whole", "added", "names", "replaced", "crossed", "unknown",
    "uncovered", "soft_denied", "near_denied", "near_turned",
}  # fmt: skip
MADE_WEIGHT = 0.5  # of a pair that was made from others
Means = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


@dataclass(frozen=True)
class Pair:
    """A claim, the sentences it is checked against, and what is right."""

    claim: str
    quotes: tuple[str, ...]
    kind: str
    language: str
    unseen: bool
    group: int

    @property
    def wrong(self) -> bool:
        """Whether the claim has to be caught."""
        return self.kind != "supported"


def main(pairs: Sequence[Pair]) -> None:
    """Fit both models on pairs and write them."""
    base = load()
    encoder = Encoder("", base.cache, base.threads)
    means = middles(encoder, pairs)
    made = further(pairs)
    found = described(encoder, [*pairs, *made], means)
    fit_words(encoder.fingerprint, pairs, found)
    claims.fitted.cache_clear()
    fit_trees(encoder.fingerprint, [*pairs, *made], found, means, len(pairs))
    claim_trees.fitted.cache_clear()


def middles(encoder: Encoder, pairs: Sequence[Pair]) -> Means:
    """Return the middle and spread of the token vectors of each layer."""
    texts = [text for pair in pairs for text in (pair.claim, " ".join(pair.quotes))]
    passed = [token_vectors(encoder, [text], LAYERS)[0] for text in dict.fromkeys(texts)]
    means = {}
    for place, layer in enumerate(LAYERS):
        rows = np.concatenate([one.layers[place] for one in passed])
        means[str(layer)] = (rows.mean(0).round(4), (rows.std(0) + 1e-4).round(4))
    return means


def further(pairs: Sequence[Pair]) -> list[Pair]:
    """Make more pairs: each sentence of an evidence, and two claims about other evidence in the same language."""
    random = np.random.default_rng(0)
    made: list[Pair] = []
    for group in dict.fromkeys(pair.group for pair in pairs):
        one = next(pair for pair in pairs if pair.group == group)
        others = [
            pair for pair in pairs
            if pair.language == one.language and pair.group != group and not pair.wrong
        ]  # fmt: skip
        if "<" in one.language or not others:
            continue
        made += [replace(one, claim=quote, kind="supported") for quote in one.quotes]
        for place in random.choice(len(others), 2, replace=False):
            made.append(replace(one, claim=others[place].claim, kind="invented"))
    return made


def described(encoder: Encoder, pairs: Sequence[Pair], means: Means) -> list[dict[str, float]]:
    """Return the features of every pair, those of aligned words included."""
    known: dict[str, NDArray[np.float32]] = {}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, encoder.passages(fresh), strict=True))
        return np.array([known[text] for text in texts])

    found = []
    for pair in pairs:
        texts = [pair.claim, " ".join(pair.quotes)]
        passed = token_vectors(encoder, texts, LAYERS)
        sides = [
            levelled(text, one.spans, one.layers, means) for text, one in zip(texts, passed, strict=True)
        ]
        found.append(claims.features(pair.claim, pair.quotes, encode) | aligned(*sides))
    return found


def fit_trees(
    encoder: str, pairs: Sequence[Pair], found: Sequence[Mapping[str, float]], means: Means, own: int
) -> None:
    """Fit the trees on all pairs, choose the threshold out of fold on the first `own` ones, and write both."""
    names = [name for name in found[0] if name != "unstated"]
    matrix = np.array([[one[name] for name in names] for one in found])
    right = np.array([not pair.wrong for pair in pairs])
    stated = np.array([not one["unstated"] for one in found])
    weights = np.where(np.arange(len(pairs)) < own, 1.0, MADE_WEIGHT)
    groups = np.array([pair.group for pair in pairs])
    scores = np.zeros(len(pairs))
    for turn in range(ROUNDS):
        fold = np.random.default_rng(turn).permutation(groups.max() + 1)[groups] % FOLDS
        for at in range(FOLDS):
            learnt, left = (fold != at) & stated, fold == at
            model = trees(names, turn).fit(matrix[learnt], right[learnt], sample_weight=weights[learnt])
            scores[left] += model.predict_proba(matrix[left])[:, 1] / ROUNDS
    scores = np.where(stated, scores, 0.0)[:own]
    right_own = right[:own]
    wrong = np.sort(scores[~right_own])
    threshold = float(wrong[int(np.ceil(FEWEST_CAUGHT * len(wrong))) - 1]) + 1e-4
    print(
        f"out of fold: {(scores[~right_own] < threshold).mean():.3f} of the wrong ones caught,"
        f" false alarms {(scores[right_own] < threshold).mean():.3f}, threshold {threshold:.3f}"
    )
    model = trees(names, 0).fit(matrix[stated], right[stated], sample_weight=weights[stated])
    told = {
        "encoder": encoder,
        "threshold": round(threshold, 4),
        "bias": round(float(model._baseline_prediction.ravel()[0]), 6),  # noqa: SLF001 (told nowhere else)
        "features": names,
        "means": {layer: [side.tolist() for side in sides] for layer, sides in means.items()},
        "trees": [nodes(rounds[0]) for rounds in model._predictors],  # noqa: SLF001 (as above)
    }
    text = json.dumps(told).replace("], [[", "],\n[[")
    claim_trees.FILE.write_text(text + "\n", encoding="utf-8")


def trees(names: Sequence[str], seed: int) -> Any:
    """Return the unfitted trees; what speaks against a claim may only ever speak against it."""
    return HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.08,
        max_leaf_nodes=5,
        min_samples_leaf=8,
        l2_regularization=1.0,
        class_weight="balanced",
        random_state=seed,
        monotonic_cst=[-1 if name in AGAINST else int(name == "cosine_across") for name in names],
    )


def nodes(tree: Any) -> list[list[float]]:
    """Return a tree's nodes as `claim_trees.Trees` reads them."""
    return [
        [claim_trees.LEAF, round(float(node["value"]), 6), 0, 0]
        if node["is_leaf"]
        else [int(node["feature_idx"]), float(node["num_threshold"]), int(node["left"]), int(node["right"])]
        for node in tree.nodes
    ]


def fit_words(encoder: str, pairs: Sequence[Pair], found: Sequence[Mapping[str, float]]) -> None:
    """Fit the logistic model over what needs no aligned words, for other encoders."""
    chosen = [place for place in range(len(pairs)) if not found[place]["unstated"]]
    names = [name for name in found[0] if name != "unstated" and name not in NAMES]
    matrix = np.array([[found[place][name] for name in names] for place in chosen])
    right = np.array([float(not pairs[place].wrong) for place in chosen])
    middle, spread = matrix.mean(0), matrix.std(0) + 1e-6
    weights, bias = logistic((matrix - middle) / spread, right, names)
    weights = weights / spread
    bias -= float(middle @ weights)
    scores = 1 / (1 + np.exp(-(matrix @ weights + bias)))
    wrong = np.sort(scores[right == 0])
    threshold = float(wrong[int(np.ceil(FEWEST_CAUGHT * len(wrong))) - 1]) + 1e-4
    told = {
        "encoder": encoder,
        "bias": round(bias, 5),
        "weights": {name: round(float(one), 5) for name, one in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
    }
    claims.FILE.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def logistic(
    matrix: NDArray[np.float64], right: NDArray[np.float64], names: Sequence[str]
) -> tuple[NDArray[np.float64], float]:
    """Fit a logistic model by gradient descent, both classes weighing the same.

    Only nearness may speak for a claim; every other feature may only speak against it.
    """
    least = np.array([0.0 if name in FOR else -np.inf for name in names])
    most = np.array([np.inf if name in FOR or name == "across" else 0.0 for name in names])
    weights, bias = np.zeros(matrix.shape[1]), 0.0
    share = np.where(right == 1, 0.5 / right.sum(), 0.5 / (1 - right).sum())
    for _ in range(STEPS):
        error = share * (1 / (1 + np.exp(-(matrix @ weights + bias))) - right)
        weights -= RATE * (matrix.T @ error + DECAY * weights)
        weights = np.clip(weights, least, most)
        bias -= RATE * float(error.sum())
    return weights, bias
