"""How near a passage lies to questions of a language whatever they ask: what to take off where languages meet.

Some passages (an outcry, a heap of small words) are near every question in another language, and each language
lies at a distance of its own from the others. Both show in how near a passage comes to the nearest of some
questions that it cannot answer. Only search across languages uses it; nothing in the index depends on it.

Source of the method: cross-domain similarity local scaling (Conneau et al. 2018), with questions of our own
(`benchmarks/any_questions.txt`) in place of the texts of the other language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.inference import bundled
from kb.inference.encoder import Vectors
from kb.inference.levelling import Levelling

FILE = Path(__file__).with_name("crossing.npz")
NEAREST = 20  # questions that the mean is taken of; 5 to 20 are alike
SHARE = 0.7  # of it that is taken off; .4 to 1 are alike


@dataclass(frozen=True)
class Crossing:
    """Questions of each language that could be asked anywhere; none for an encoder that was not measured.

    Attributes:
        questions: by language, levelled, shape (questions, dimension).
        usual: by language, how near passages in the same language lie to them.
    """

    questions: Mapping[str, Vectors]
    usual: Mapping[str, float]

    def knows(self, language: str) -> bool:
        """Whether questions in this language can be compared across languages."""
        return language in self.questions

    def taken_off(self, passages: Vectors, language: str) -> NDArray[np.float32]:
        """Return what to take off the levelled cosine of a question with passages in another language.

        Args:
            passages: levelled, shape (passages, dimension).
            language: of the question.

        Returns:
            Shape (passages,); below 0 where the language of the passages lies farther off than its own.
        """
        near = passages @ self.questions[language].T
        most = np.partition(near, -NEAREST, axis=1)[:, -NEAREST:].mean(axis=1)
        return np.asarray(SHARE * (most - self.usual[language]), np.float32)


@cache
def crossing(fingerprint: str) -> Crossing:
    """Return what is known for the encoder with this fingerprint."""
    if fingerprint != f"{bundled.NAME}:{bundled.SHA256[:12]}":
        return Crossing({}, {})
    with np.load(FILE) as held:
        rows = {name: held[name] for name in held.files}
    usual = {name.removeprefix("usual-"): float(rows.pop(name)) for name in list(rows) if "-" in name}
    return Crossing({name: _unit(vectors) for name, vectors in rows.items()}, usual)


def measured(
    level: Levelling, questions: Mapping[str, Vectors], passages: Mapping[str, Vectors]
) -> dict[str, NDArray[np.generic]]:
    """Return what `FILE` holds: levelled questions in 8 bits, and how near the passages of a language lie to them.

    Args:
        questions: by language, as the encoder gives them.
        passages: by language, levelled.
    """
    levelled = {
        language: np.stack([level.question(vector, language) for vector in vectors])
        for language, vectors in questions.items()
    }
    held: dict[str, NDArray[np.generic]] = {
        language: np.round(vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))).astype(np.int8)
        for language, vectors in levelled.items()
    }
    known = Crossing(levelled, dict.fromkeys(levelled, 0.0))
    for language in levelled:
        usual = known.taken_off(passages[language], language).mean() / SHARE
        held[f"usual-{language}"] = np.array(usual, np.float32)
    return held


def _unit(rows: NDArray[np.int8]) -> Vectors:
    given = rows.astype(np.float32)
    return np.asarray(given / np.linalg.norm(given, axis=1, keepdims=True), np.float32)
