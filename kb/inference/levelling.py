"""Takes out of the bundled encoder's vectors what is the same in every text of a language.

The encoder draws texts of one language together, whatever they say; without the mean of its language a text lies
nearest to what says the same in any language. Only search works on levelled vectors: what compares texts by fixed
thresholds takes the encoder's own, and `raw` gives their cosines back.

Source of the method: "all-but-the-top" post-processing (Mu & Viswanath 2018), here one mean for each language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import numpy as np

from kb.inference import bundled
from kb.inference.encoder import Vectors

FILE = Path(__file__).with_name("levelling.npz")
STRENGTH = (
    0.7  # share of the mean that is taken away; flat from .5 to .8 within a language, best across at .7
)
FORM = "1"  # raised with every change of the means or of the strength


@dataclass(frozen=True)
class Levelling:
    """The means of one encoder; none at all for an encoder that was not measured.

    Attributes:
        means: by language, shape (2, dimension): of questions, of passages.
    """

    means: Mapping[str, Vectors]

    @property
    def fingerprint(self) -> str:
        """What an index made of levelled vectors depends on; empty when nothing is levelled."""
        return f"+levelled:{FORM}" if self.means else ""

    def question(self, vector: Vectors, language: str) -> Vectors:
        """Return the levelled vector of one question, shape (dimension,), unit length."""
        if not self.means:
            return vector
        moved = vector - STRENGTH * self._mean(language)[0]
        return cast("Vectors", (moved / max(float(np.linalg.norm(moved)), 1e-12)).astype(np.float32))

    def passages(self, vectors: Vectors, languages: Sequence[str]) -> tuple[Vectors, list[float]]:
        """Level passages of these languages.

        Returns:
            Unit rows as given, and how long each was before it became unit length again (for `raw`).
        """
        if not self.means or not len(vectors):
            return vectors, [1.0] * len(vectors)
        moved = vectors - STRENGTH * np.stack([self._mean(language)[1] for language in languages])
        lengths = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
        return (moved / lengths).astype(np.float32), [round(float(length), 5) for length in lengths[:, 0]]

    def raw(self, product: float, length: float, vector: Vectors, language: str) -> float:
        """Return the encoder's own cosine of a vector and a passage.

        Args:
            product: of the vector, not levelled, with the passage's levelled one.
            length: as `passages` gave it for the passage.
            language: of the passage.
        """
        if not self.means:
            return product
        return product * length + STRENGTH * float(np.dot(vector, self._mean(language)[1]))

    def _mean(self, language: str) -> Vectors:
        known = self.means.get(language)
        return known if known is not None else self.means[""]


@cache
def levelling(fingerprint: str) -> Levelling:
    """Return the levelling of the encoder with this fingerprint."""
    if fingerprint != f"{bundled.NAME}:{bundled.SHA256[:12]}":
        return Levelling({})
    with np.load(FILE) as held:
        means = {name: held[name].astype(np.float32) for name in held.files}
    means[""] = np.mean(list(means.values()), axis=0)
    return Levelling(means)


def measured(vectors: Mapping[str, tuple[Vectors, Vectors]]) -> dict[str, Vectors]:
    """Return the means of the questions and passages of each language, as `FILE` holds them."""
    return {
        language: np.stack([questions.mean(0), passages.mean(0)]).astype(np.float16)
        for language, (questions, passages) in vectors.items()
    }
