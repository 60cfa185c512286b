"""Checks a sentence that a chat model wrote against the quotes it cites, before anybody sees it.

What cannot be told to be supported is dropped. Figures, links and codes must stand in the quotes; for the rest
(names, words in another's place, negation, bounds, nearness of meaning word by word) trees over these features
decide, fitted by `python -m benchmarks claims --fit` on hand-made pairs. With an encoder that they were not fitted
for, a logistic model over fewer features does.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import claim_trees
from assistant.claim_alignment import LAYERS, aligned, levelled
from assistant.claim_figures import unstated
from assistant.claim_polarity import denies, turned
from assistant.claim_words import clauses, covered, nearest, subject, told_apart, worded
from kb import facts, languages
from kb.inference.token_vectors import token_vectors
from kb.library import Library

FILE = Path(__file__).with_name("claim_weights.json")
LATIN = re.compile(r"[A-Za-z][A-Za-z\d'’&.+-]*[A-Za-z\d]")
LEAST_ACROSS, LEAST_ACROSS_CHINESE = 0.83, 0.81  # cosine
SPOKEN_OF = 0.5  # share of a clause's words from which another clause speaks of the same
LONGEST = 600  # characters of a claim: what is longer is no sentence
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Weights:
    """The fitted model: bias, a weight for each feature, and the probability from which a claim is supported."""

    encoder: str
    bias: float
    weights: Mapping[str, float]
    threshold: float


@cache
def fitted() -> Weights:
    """Read the weights that come with Danesh."""
    return Weights(**json.loads(FILE.read_text(encoding="utf-8")))


def supported(library: Library, claim: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes say what the claim says, as far as can be told here.

    Raises:
        EncoderUnavailableError: nothing can be told without the encoder.
    """
    if not quotes or len(claim) > LONGEST or unstated(claim, "\n".join(quotes)):
        return False
    encoder = library.encoder
    found = features(claim, quotes, encoder.passages)
    trees = claim_trees.fitted()
    if encoder.fingerprint != trees.encoder:
        return probability(found) >= fitted().threshold
    evidence = " ".join(quotes)
    passed = token_vectors(encoder, [claim, evidence], LAYERS)
    sides = [
        levelled(text, one.spans, one.layers, trees.means)
        for text, one in zip((claim, evidence), passed, strict=True)
    ]
    return trees.probability(found | aligned(*sides)) >= trees.threshold


def probability(found: Mapping[str, float]) -> float:
    """Return the probability, 0 to 1, that a claim with these features is supported."""
    model = fitted()
    total = model.bias + sum(weight * found[name] for name, weight in model.weights.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def features(claim: str, quotes: Sequence[str], encode: Encode) -> dict[str, float]:
    """Describe how a claim stands to its quotes.

    Args:
        encode: texts to vectors of length 1, shape (texts, dimension).
    """
    language = languages.detect(claim)
    vectors = encode([claim, "\n".join(quotes), *quotes])
    cosines = vectors[1:] @ vectors[0]
    same = [quote for quote in quotes if languages.detect(quote) == language]
    found = (
        _in_one_language(claim, "\n".join(same), language) if same else _across(claim, quotes, cosines[1:])
    )
    return found | {
        "unstated": float(bool(unstated(claim, "\n".join(quotes)))),
        "cosine": float(cosines.max()) if same else 0.0,
        "cosine_across": 0.0 if same else float(cosines.max()) - _least_across(language, quotes),
        "across": float(not same),
    }


def _least_across(language: str, quotes: Sequence[str]) -> float:
    """Return how near what is unrelated may lie in two languages; Chinese lies further from the others."""
    return LEAST_ACROSS_CHINESE if "zh" in {language, *map(languages.detect, quotes)} else LEAST_ACROSS


def _in_one_language(claim: str, evidence: str, language: str) -> dict[str, float]:
    parts = clauses(evidence)
    met = [(clause, nearest(clause, parts)) for clause in clauses(claim)]
    turns = [turned(clause, near) for clause, near in met]
    whole = turned(claim, evidence)
    words = worded(claim, evidence)
    pairs = {
        pair
        for turn, (clause, near) in zip(turns, met, strict=True)
        if covered(clause, near) >= SPOKEN_OF
        for pair in turn.pairs
    }
    return {
        "denied": float(any(_denied(clause, parts) for clause in clauses(claim))),
        "denied_whole": float(whole.denied),
        "turned": float(len(pairs)),
        "turned_whole": float(len(whole.pairs - {"duty", "free"})),
        "added": float(len({sign for turn in turns for sign in turn.added})),
        "names": float(bool(_names(claim, evidence, language))),
        "replaced": float(len(words.replaced) - len(words.crossed)),
        "crossed": float(len(words.crossed)),
        "unknown": float(len(words.unknown)),
        "uncovered": 1 - words.covered,
        "alike": words.alike,
    }


def _denied(clause: str, parts: Sequence[str]) -> bool:
    """Whether a clause denies what its evidence affirms, or the other way round.

    Its words say which clauses of the evidence it is about: first those apart from the subject, then all of them;
    where that is undecided, the nearest clause counts.
    """
    said = denies(languages.normalise(clause))
    denying = [part for part in parts if denies(languages.normalise(part))]
    affirming = [part for part in parts if part not in denying]
    agreeing, opposing = (denying, affirming) if said else (affirming, denying)
    if not agreeing or not opposing:
        return not agreeing
    for aside in (subject(parts[0]), set[str]()):
        votes = told_apart(clause, opposing, agreeing, aside)
        if votes:
            return votes > 0
    return nearest(clause, [*parts]) in opposing


def _names(claim: str, evidence: str, language: str) -> bool:
    if language in {"fa", "zh"}:
        return facts.swapped(claim, evidence) or bool(_latin(claim) - _latin(evidence))
    return bool(facts.missing(claim, evidence))


def _latin(text: str) -> set[str]:
    return {word.casefold() for word in LATIN.findall(text)}


def _across(claim: str, quotes: Sequence[str], cosines: NDArray[np.float32]) -> dict[str, float]:
    """Compare with quotes in other languages: the nearest must deny or affirm alike; Latin names stay."""
    quote = quotes[int(cosines.argmax())]
    turn = turned(claim, quote)
    latin = languages.detect(claim) != "en"
    missed = _latin(claim) - _latin("\n".join(quotes)) if latin else set()
    return {
        "denied": float(turn.denied),
        "denied_whole": float(turn.denied),
        "turned_whole": float(len(turn.pairs)),
        "turned": float(len(turn.pairs)),
        "added": 0.0,
        "names": float(bool(missed)),
        "replaced": 0.0,
        "crossed": 0.0,
        "unknown": 0.0,
        "uncovered": 0.0,
        "alike": 0.0,
    }
