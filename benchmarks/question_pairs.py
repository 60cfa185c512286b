"""Persian question pairs: is it one question? A threshold on the cosine, and a small classifier beside it.

Both are fitted on the train file alone. The classifier is not part of the product: the data is for research only
(CC BY-NC-SA), and an answer tells more about an issue than its question does.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kb import facts, languages
from kb.inference.encoder import Encoder

ASKED = [
    re.compile(words)
    for words in (
        "چرا", "چگونه|چطور|چجوری", "کجا", "چه زمان|کی |چه وقت", "چند|چقدر", "کدام", "چه کس|کیست", "ایا", "بهترین",
        "تفاوت|فرق", "معن|منظور",
    )
]  # fmt: skip
Pairs = list[tuple[str, str]]


def question_pairs(encoder: Encoder, folder: Path) -> None:
    """Print F1 and accuracy on the dev file."""
    train, wanted = _read(folder / "train.jsonl")
    dev, right = _read(folder / "dev.jsonl")
    texts = list(dict.fromkeys(text for pair in (*train, *dev) for text in pair))
    vectors = dict(zip(texts, encoder.questions(texts), strict=True))
    cosines = [np.array([vectors[one] @ vectors[two] for one, two in pairs]) for pairs in (train, dev)]
    print(f"question pairs: {len(train)} to fit on, {len(dev)} to measure on")
    _report("cosine", wanted, cosines[0], right, cosines[1])
    rare = _rarity(train)
    signs = [np.array([_signs(pair, vectors, rare) for pair in pairs]) for pairs in (train, dev)]
    wide = [_wide(pairs, vectors) for pairs in (train, dev)]
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.002, max_iter=3000))
    trees = ExtraTreesClassifier(500, min_samples_leaf=3, max_features=0.4, random_state=0)
    both = [np.hstack([wide[side], *[signs[side]] * 4]) for side in (0, 1)]
    scores = [np.zeros(len(train)), np.zeros(len(dev))]
    for model, features in ((linear, both), (trees, signs)):
        scores[0] += cross_val_predict(model, features[0], wanted, cv=5, method="predict_proba")[:, 1] / 2
        scores[1] += model.fit(features[0], wanted).predict_proba(features[1])[:, 1] / 2
    _report("classifier", wanted, scores[0], right, scores[1])


def _read(file: Path) -> tuple[Pairs, np.ndarray]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(row["q1"], row["q2"]) for row in rows], np.array([row["label"] == "1" for row in rows])


def _report(name: str, wanted: np.ndarray, fitted: np.ndarray, right: np.ndarray, scores: np.ndarray) -> None:
    least = max(
        np.quantile(fitted, np.arange(0.3, 0.9, 0.01)), key=lambda bound: _f1(wanted, fitted >= bound)
    )
    found = scores >= least
    print(f"    {name:10} F1 {_f1(right, found):.3f}  accuracy {(found == right).mean():.3f}")


def _f1(right: np.ndarray, found: np.ndarray) -> float:
    return float(2 * (right & found).sum() / max(right.sum() + found.sum(), 1))


def _rarity(train: Pairs) -> dict[str, float]:
    texts = {text for pair in train for text in pair}
    seen = Counter(stem for text in texts for stem in set(languages.tokens(text)))
    return {stem: math.log((len(texts) + 1) / (count + 0.5)) for stem, count in seen.items()}


def _signs(pair: tuple[str, str], vectors: dict[str, np.ndarray], rare: dict[str, float]) -> list[float]:
    one, two = (languages.normalise(text) for text in pair)
    first, second = languages.tokens(pair[0]), languages.tokens(pair[1])
    here, there = set(first), set(second)

    def weight(stems: set[str]) -> float:
        return sum(rare.get(stem, 7.0) for stem in stems)

    only = sorted((weight(here - there), weight(there - here)))
    rarest = sorted(
        max((rare.get(stem, 7.0) for stem in side), default=0.0) for side in (here - there, there - here)
    )
    return [
        float(vectors[pair[0]] @ vectors[pair[1]]),
        len(here & there) / max(len(here | there), 1),
        weight(here & there) / (weight(here | there) or 1),
        weight(here & there) / (min(weight(here), weight(there)) or 1),
        *only,
        *rarest,
        _grams(one, two),
        difflib.SequenceMatcher(None, one, two).ratio(),
        difflib.SequenceMatcher(None, first, second).ratio(),
        float(facts.figures(pair[0]) != facts.figures(pair[1])),
        float(set(re.findall("[a-z]{2,}", one)) != set(re.findall("[a-z]{2,}", two))),
        float(facts.denies(one) != facts.denies(two)),
        float(sum(bool(asked.search(one)) != bool(asked.search(two)) for asked in ASKED)),
        math.log(min(len(first), len(second)) + 1),
        min(len(first), len(second)) / max(len(first), len(second), 1),
        float(first[:1] == second[:1]),
        float(first[-1:] == second[-1:]),
    ]


def _grams(one: str, two: str) -> float:
    counts = [
        Counter(f" {text} "[at : at + size] for size in (2, 3, 4) for at in range(len(text) + 3 - size))
        for text in (one, two)
    ]
    shared = sum(count * counts[1][gram] for gram, count in counts[0].items())
    return shared / (math.prod(math.sqrt(sum(n * n for n in side.values())) for side in counts) or 1)


def _wide(pairs: Pairs, vectors: dict[str, np.ndarray]) -> np.ndarray:
    one, two = (np.array([vectors[pair[side]] for pair in pairs]) for side in (0, 1))
    return 20 * np.hstack([one * two, np.abs(one - two)])
