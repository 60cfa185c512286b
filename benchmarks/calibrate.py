"""Fits how sure to be that the best article answers, on the train halves of the label sets and of the samples.

    python -m benchmarks calibrate            # writes assistant/calibration.json and prints the held-out half

A question is asked three times: as it is (right if the first article is relevant), and, for its negatives, with every
relevant article taken out of the lists, as if the base did not hold the answer. A question without an answer is a
negative as it is. The halves are by a hash of the question.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from assistant.confidence import FEW, FILE, describe
from assistant.golden import Golden, read
from assistant.metrics import auroc
from assistant.question import Query, checked, encoded
from assistant.vocabulary import vocabulary
from assistant.weighting import candidates, weigh
from benchmarks.label_sets import SETS, golden_file, open_samples, open_set
from kb.index import Found, Ranked
from kb.index.protocol import Vector
from kb.library import Library
from kb.tables import Article

MOST = 600  # questions of a set, so that no set outweighs the others
# Share of unanswerable questions that may be answered, when the threshold is chosen. Most of them are questions whose
# own article was taken away while its nearest neighbours stayed: far harder to tell than off-topic ones.
WRONG_ANSWERS = 0.4
REMOVED = 0.1  # weight of all unanswerable questions of a set against its answerable ones


@dataclass(frozen=True)
class Example:
    """One question against one state of the base: its features, and whether the first article answers it."""

    name: str
    features: dict[str, float]
    right: bool
    answerable: bool
    train: bool


def examples(name: str, library: Library, golden: list[Golden]) -> Iterator[Example]:
    """Ask the questions of a set, with and without their answers."""
    with library.database.reading() as session:
        rows = session.query(Article).all()
    external = {row.id: row.external_id for row in rows}
    languages = {row.id: row.language for row in rows}
    chosen = sorted(golden, key=lambda one: _hash(one.question))[:MOST]
    asked = [
        checked(one.question, language=one.language, audience=one.audience or "public") for one in chosen
    ]
    for one, query in zip(chosen, encoded(library, asked), strict=True):
        assert query.vector is not None, "the bundled encoder is there"
        vector = library.levelling.question(query.vector, query.written)
        ranked = library.index.search(vector, " ".join(query.words), query.where, 100)
        train = int(_hash(one.question)[:8], 16) % 2 == 0
        for removed in (False, True) if one.relevant else (False,):
            gone = {id_ for id_, key in external.items() if removed and key in one.relevant}
            first, features = _first(library, query, vector, _without(ranked, gone), languages)
            right = not removed and external.get(first or 0) in one.relevant
            yield Example(name, features, right, bool(one.relevant) and not removed, train)


def _first(
    library: Library, query: Query, vector: Vector, ranked: Ranked, languages: dict[int, str]
) -> tuple[int | None, dict[str, float]]:
    most = vocabulary(library).most(query.words)
    where = replace(query.where, articles=candidates(ranked))
    pieces = library.index.nearest([vector], where, 600)[0] if where.articles else ()
    coverage = min(1.0, ranked.lexical[0].score / most) if ranked.lexical and most else 0.0
    hits = weigh(ranked, pieces, query.written, coverage)
    if not hits:
        return None, describe(0.0, (), 0.0, 0.0, same_language=False)
    nearest = [piece.score for piece in ranked.dense[:FEW]]
    same = languages[hits[0].article_id] == query.written
    return hits[0].article_id, describe(hits[0].dense, nearest, hits[0].lexical, most, same_language=same)


def _without(ranked: Ranked, articles: set[int]) -> Ranked:
    def keep(found: tuple[Found, ...]) -> tuple[Found, ...]:
        return tuple(piece for piece in found if piece.article_id not in articles)

    return Ranked(keep(ranked.dense), keep(ranked.lexical))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(_: list[str]) -> None:
    """Fit, write and print."""
    found: list[Example] = []
    for name in SETS:
        with open_set(name) as library:
            fingerprint = library.fingerprints()["encoder"]
            found += examples(name, library, read(golden_file(name)))
    with open_samples() as library:
        found += examples("samples", library, read(Path(__file__).parents[1] / "samples" / "golden.jsonl"))
    names = sorted(found[0].features)
    weights, bias = _fit([one for one in found if one.train], names)
    total = _matrix(found, names) @ np.array([weights[name] for name in names]) + bias
    scores = 1 / (1 + np.exp(-total))
    threshold = _threshold(found, scores)
    fitted = {"encoder": fingerprint, "bias": bias, "weights": weights, "threshold": threshold}
    FILE.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    _report(found, scores, threshold)


def _matrix(found: list[Example], names: list[str]) -> np.ndarray:
    return np.array([[one.features[name] for name in names] for one in found])


def _fit(train: list[Example], names: list[str]) -> tuple[dict[str, float], float]:
    """Fit a logistic model whose weights are never negative: more of a feature never makes it less sure."""
    counts = Counter((one.name, one.answerable) for one in train)
    shares = np.array(
        [(1.0 if one.answerable else REMOVED) / counts[one.name, one.answerable] for one in train]
    )
    shares /= shares.mean()
    rows, wanted = _matrix(train, names), np.array([float(one.answerable) for one in train])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sure = 1 / (1 + np.exp(-(rows @ weights[1:] + weights[0])))
        off = shares * (sure - wanted)
        likely = wanted * np.log(sure + 1e-9) + (1 - wanted) * np.log(1 - sure + 1e-9)
        return -float((shares * likely).mean()), np.r_[off.mean(), (off[:, None] * rows).mean(0)]

    bounds = [(None, None), *[(0, None)] * len(names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return {name: round(float(weight), 4) for name, weight in zip(names, found[1:], strict=True)}, round(
        float(found[0]), 4
    )


def _threshold(found: list[Example], scores: np.ndarray) -> float:
    """Choose the lowest score at which few unanswerable questions of the train halves are answered."""
    wrong = sorted(
        score for one, score in zip(found, scores, strict=True) if one.train and not one.answerable
    )
    return round(float(wrong[int(len(wrong) * (1 - WRONG_ANSWERS))]), 4)


def _report(found: list[Example], scores: np.ndarray, threshold: float) -> None:
    columns = ("held-out half", "questions", "auroc answerable", "auroc right", "answered", "of these right")
    table = Table(*columns, "wrongly answered")
    for name in dict.fromkeys(one.name for one in found):
        rows = [
            (one, score)
            for one, score in zip(found, scores, strict=True)
            if one.name == name and not one.train
        ]
        can = [score for one, score in rows if one.answerable]
        cannot = [score for one, score in rows if not one.answerable]
        right = [score for one, score in rows if one.right]
        not_right = [score for one, score in rows if not one.right]
        answered = [one for one, score in rows if one.answerable and score >= threshold]
        table.add_row(
            name,
            str(len(rows)),
            f"{auroc(can, cannot) or 0:.3f}",
            f"{auroc(right, not_right) or 0:.3f}",
            f"{len(answered) / max(len(can), 1):.3f}",
            f"{sum(one.right for one in answered) / max(len(answered), 1):.3f}",
            f"{sum(score >= threshold for score in cannot) / max(len(cannot), 1):.3f}",
        )
    console = Console(width=140)
    console.print(table)
    console.print(f"threshold {threshold}")


if __name__ == "__main__":
    main(sys.argv[1:])
