"""The words of a knowledge base and how rare they are: what a question's words are weighed and corrected by.

Of a large base a sample of its pieces is read; a word that is not in it counts as unknown.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.derived import Derived
from kb import languages
from kb.languages.scripts import HAN
from kb.library import Library
from kb.reading import passages

MOST = 6_000  # pieces read: a second's work
AT_ONCE = 1_000  # a base up to this size is read anew while the reader waits
WRITING = 400  # pieces that are looked at for how Chinese is written
_HAN = re.compile(f"[{HAN}]")
SATURATED = 2.2  # BM25 with k = 1.2 gives a word at most so many times its rarity


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """How many of the pieces hold each token.

    Attributes:
        held: pieces with this token (see `kb.languages.tokens`).
        pieces: how many were read.
        traditional: which share of its Chinese is written in traditional characters, 0 to 1.
    """

    held: Mapping[str, int]
    pieces: int
    traditional: float = 0.0

    def rarity(self, token: str) -> float:
        """Return the inverse document frequency, as the index reckons it; unknown words are the rarest."""
        held = self.held.get(token, 0)
        return math.log(1 + (self.pieces - held + 0.5) / (held + 0.5))

    def most(self, words: Iterable[str]) -> float:
        """Return the BM25 score that a piece could have which holds every one of these words."""
        return SATURATED * sum(self.rarity(word) for word in set(words))


def _read(library: Library) -> Vocabulary:
    held: Counter[str] = Counter()
    with library.database.reading() as session:
        texts = passages.sample(session, MOST)
    for text in texts:
        held.update(set(languages.tokens(text)))
    chinese = [text for text in texts[:WRITING] if _HAN.search(text)]
    traditional = sum(bool(set(_HAN.findall(text)) - set(languages.normalise(text))) for text in chinese)
    return Vocabulary(held, len(texts), traditional / max(len(chinese), 1))


_vocabularies = Derived(_read, lambda vocabulary: vocabulary.pieces > AT_ONCE)


def vocabulary(library: Library) -> Vocabulary:
    """Return the words of the library's published articles."""
    return _vocabularies.of(library)
