"""Lays each word of a claim beside the word of its evidence that means most nearly the same in its place.

After BERTScore (Zhang et al. 2020), over two layers of the encoder: a reworded sentence finds a partner for every
word, an invented one does not. The same in one language and across two. Pure functions of texts and vectors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import claim_words
from assistant.claim_polarity import denies, turned
from kb import languages

LAYERS = (7, 11)  # of twelve: forms and meanings; chosen on the tuning pairs
NEAR = 0.7  # cosine from which a word that the evidence lacks has its partner
SHARPNESS = 20.0  # how much more the nearest clause counts than the next
Matrix = NDArray[np.float32]
Spans = NDArray[np.int64]


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text: spans, shape (tokens, 2), and for each layer unit vectors, shape (tokens, dimension)."""

    text: str
    spans: Spans
    layers: tuple[Matrix, ...]

    def said(self) -> list[int]:
        """Return the places of tokens that hold a letter or figure."""
        return [
            at for at, (start, end) in enumerate(self.spans) if any(map(str.isalnum, self.text[start:end]))
        ]


def aligned(claim: Tokens, evidence: Tokens) -> dict[str, float]:
    """Describe how the words of a claim find partners in its evidence, and what the nearest clauses deny."""
    mine, theirs = claim.said(), evidence.said()
    if not mine or not theirs:
        return dict.fromkeys(NAMES, 0.0)
    content, unknown = _weighty(claim, evidence.text, mine)
    found: dict[str, float] = {}
    for layer, left, right in zip(LAYERS, claim.layers, evidence.layers, strict=True):
        cosines = left[mine] @ right[theirs].T
        found |= _met(f"t{layer}", cosines.max(axis=1), content, unknown)
    return found | _turns(claim, evidence, mine, theirs)


def _met(name: str, best: Matrix, content: NDArray[np.bool_], unknown: NDArray[np.bool_]) -> dict[str, float]:
    telling = best[content] if content.any() else best
    lowest = np.sort(best)[: max(1, len(best) // 4)]
    lost = best[unknown]
    return {
        f"{name}_mean": float(best.mean()),
        f"{name}_content": float(telling.mean()),
        f"{name}_least": float(telling.min()),
        f"{name}_lowest": float(lowest.mean()),
        f"{name}_unknown": float(np.maximum(0.0, NEAR - lost).sum()),
        f"{name}_unknown_least": float(lost.min()) if len(lost) else 1.0,
    }


def _weighty(
    claim: Tokens, evidence: str, mine: Sequence[int]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each token whether it belongs to a content word, and whether to one that the evidence lacks."""
    known = {token.key for token in claim_words.words(evidence)}
    content, unknown = np.zeros(len(mine), bool), np.zeros(len(mine), bool)
    for start, end, token in claim_words.placed(claim.text):
        if not token.content:
            continue
        within = (claim.spans[mine, 0] < end) & (claim.spans[mine, 1] > start)
        content |= within
        if not claim_words.stands_in(token.key, known):
            unknown |= within
    return content, unknown


def _turns(claim: Tokens, evidence: Tokens, mine: Sequence[int], theirs: Sequence[int]) -> dict[str, float]:
    """Compare each clause with the clauses of the evidence that are nearest in meaning."""
    cosines = claim.layers[-1][mine] @ evidence.layers[-1][theirs].T
    parts = _clauses(evidence, theirs)
    soft, opposed, pairs = 0.0, False, 0
    for text, rows in _clauses(claim, mine):
        nearness = np.array([cosines[np.ix_(rows, columns)].max(axis=1).mean() for _, columns in parts])
        weights = np.exp((nearness - nearness.max()) * SHARPNESS)
        said = denies(languages.normalise(text))
        other = np.array([denies(languages.normalise(part)) != said for part, _ in parts])
        nearest = int(nearness.argmax())
        soft = max(soft, float(weights @ other / weights.sum()))
        opposed |= bool(other[nearest])
        pairs += len(turned(text, parts[nearest][0]).pairs - {"duty", "free"})
    return {"soft_denied": soft, "near_denied": float(opposed), "near_turned": float(pairs)}


def _clauses(tokens: Tokens, places: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Return the clauses of a text with the rows of their tokens among `places`; none without a token."""
    found, done = [], 0
    for part in claim_words.clauses(tokens.text):
        start = tokens.text.find(part, done)
        done = start + len(part)
        inside = [
            row
            for row, at in enumerate(places)
            if start <= tokens.spans[at][0] and tokens.spans[at][1] <= done
        ]
        if inside:
            found.append((part, inside))
    return found or [(tokens.text, list(range(len(places))))]


def levelled(
    text: str, spans: Spans, layers: Sequence[Matrix], means: Mapping[str, tuple[Matrix, Matrix]]
) -> Tokens:
    """Take the common direction and scale out of vectors (`means`: middle and spread of a layer); length 1."""
    evened = []
    for layer, rows in zip(LAYERS, layers, strict=True):
        middle, spread = means[str(layer)]
        plain = (rows - middle) / spread
        evened.append(plain / np.maximum(np.linalg.norm(plain, axis=1, keepdims=True), 1e-9))
    return Tokens(text, spans, tuple(evened))


_MET = ("mean", "content", "least", "lowest", "unknown", "unknown_least")
NAMES = (
    *(f"t{layer}_{what}" for layer in LAYERS for what in _MET),
    "soft_denied",
    "near_denied",
    "near_turned",
)
