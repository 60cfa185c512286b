"""How well the claim check tells what quotes support from what they do not, on hand-made pairs.

    python -m benchmarks claims           all pairs: recall of wrong claims, false alarms, by language and kind
    python -m benchmarks claims --list    the tuning pairs alone, with every mistake
    python -m benchmarks claims --fit     the tuning pairs alone; fits the weights on them and writes them

Pairs for tuning are in `benchmarks/claim_pairs.txt`, grouped by evidence; those in `claim_pairs_unseen.txt` are never
tuned on, were written before the check saw them, and their mistakes are never listed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.claim_words import worded
from assistant.claims import FILE, features, fitted, probability
from kb import languages
from kb.inference.encoder import Encoder
from kb.settings import load

PAIRS = Path(__file__).with_name("claim_pairs.txt")
UNSEEN = Path(__file__).with_name("claim_pairs_unseen.txt")
KINDS = {"+": "supported", "n": "number", "x": "negated", "p": "other product", "i": "invented"}
STEPS, RATE, DECAY = 6000, 0.3, 0.001
FOR = {"alike", "cosine", "cosine_across"}
FEWEST_CAUGHT = 0.93  # of the wrong ones in the tuning half, at the threshold


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


def read(path: Path) -> list[Pair]:
    """Read hand-made pairs."""
    pairs, quotes, language, group = [], (), "", -1
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "@":
            language = text
        elif mark == "=":
            quotes = tuple(text[span.start : span.end] for span in languages.sentences(text))
            group += 1
        elif mark in KINDS:
            pairs.append(Pair(text, quotes, KINDS[mark], language, path == UNSEEN, group))
    return pairs


def main(arguments: list[str]) -> None:
    """Print the figures of the tuning pairs and, unless they are being worked on, of the unseen ones."""
    base = load()
    encoder = Encoder("", base.cache, base.threads)
    working = {"--list", "--fit"} & set(arguments)
    pairs = read(PAIRS) + ([] if working else read(UNSEEN))
    found = described(encoder, pairs)
    if "--fit" in arguments:
        fit(encoder.fingerprint, pairs, found)
        fitted.cache_clear()
    kept = [probability(one) >= fitted().threshold and not one["unstated"] for one in found]
    for unseen in sorted({pair.unseen for pair in pairs}):
        print("never tuned on" if unseen else "for tuning")
        part = [(pair, ok) for pair, ok in zip(pairs, kept, strict=True) if pair.unseen == unseen]
        for language in ("", *dict.fromkeys(pair.language for pair, _ in part)):
            report(
                language or "all", [one for one in part if one[0].language == (language or one[0].language)]
            )
    for pair, ok, one in zip(pairs, kept, found, strict=True):
        if "--list" in arguments and ok == pair.wrong and not pair.unseen:
            mistake(pair, one)


def mistake(pair: Pair, found: Mapping[str, float]) -> None:
    """Print a pair that was told wrongly, with what was found."""
    told = {name: round(value, 3) for name, value in found.items() if value}
    words = worded(pair.claim, "\n".join(pair.quotes))
    print(words.unknown, words.replaced, file=sys.stderr)
    print(f"{pair.kind:13} {pair.claim}\n    {' '.join(pair.quotes)}\n    {told}", file=sys.stderr)


def report(name: str, half: Sequence[tuple[Pair, bool]]) -> None:
    """Print recall by kind and the false alarms of some pairs."""
    wrong = [ok for pair, ok in half if pair.wrong]
    right = [ok for pair, ok in half if not pair.wrong]
    kinds = ", ".join(
        f"{kind} {sum(not ok for ok in of)}/{len(of)}"
        for kind in list(KINDS.values())[1:]
        if (of := [ok for pair, ok in half if pair.kind == kind])
    )
    caught, alarms = sum(not ok for ok in wrong), sum(not ok for ok in right)
    print(
        f"  {name:6} {len(half):3} pairs  recall {caught / len(wrong):.3f} ({caught}/{len(wrong)}: {kinds})"
        f"  false alarms {alarms / len(right):.3f} ({alarms}/{len(right)})"
    )


def described(encoder: Encoder, pairs: Sequence[Pair]) -> list[dict[str, float]]:
    """Return the features of every pair."""
    known: dict[str, NDArray[np.float32]] = {}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, encoder.passages(fresh), strict=True))
        return np.array([known[text] for text in texts])

    return [features(pair.claim, pair.quotes, encode) for pair in pairs]


def fit(encoder: str, pairs: Sequence[Pair], found: Sequence[dict[str, float]]) -> None:
    """Fit the weights on the tuning half and choose the threshold there."""
    chosen = [place for place, pair in enumerate(pairs) if not found[place]["unstated"]]
    names = [name for name in found[0] if name != "unstated"]
    matrix = np.array([[found[place][name] for name in names] for place in chosen])
    right = np.array([float(not pairs[place].wrong) for place in chosen])
    middle, spread = matrix.mean(0), matrix.std(0) + 1e-6
    weights, bias = logistic((matrix - middle) / spread, right, names)
    weights = weights / spread
    bias -= float(middle @ weights)
    scores = 1 / (1 + np.exp(-(matrix @ weights + bias)))
    wrong = np.sort(scores[right == 0])
    threshold = float(wrong[int(np.ceil(FEWEST_CAUGHT * len(wrong))) - 1]) + 1e-4
    FILE.write_text(
        json.dumps(
            {
                "encoder": encoder,
                "bias": round(bias, 5),
                "weights": {
                    name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)
                },
                "threshold": round(threshold, 4),
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )


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
