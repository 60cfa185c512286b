"""Checks a sentence that a chat model wrote against the quotes it cites, before anybody sees it.

What cannot be told to be supported is dropped: figures, codes, names and negation must agree, and the meaning
must be near to that of a quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb import languages
from kb.library import Library

NEAR_ENOUGH = 0.84  # cosine of claim and quote, same text space; unrelated sentences lie about .75
FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
CODE = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.\w+|\b(?=\w*\d)(?=\w*[a-z])[a-z0-9_-]{3,}\b")
NEGATION = {
    "en": re.compile(r"\b(?:not|no|never|cannot|without|neither|nor|\w+n['’]t)\b", re.IGNORECASE),
    "fa": re.compile(r"(?<!\w)(?:ن(?:می|یست|دار|خواه|باید|شد|کن|توان)\w*|هیچ|بدون|هرگز|غیر)"),
    "zh": re.compile(r"[不没無无未非勿别]"),
}


def supported(library: Library, claim: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes say what the claim says, as far as can be told here.

    Raises:
        EncoderUnavailableError: nothing can be told without the encoder.
    """
    if not quotes:
        return False
    together = "\n".join(quotes)
    if not _figures(claim) <= _figures(together) or not _codes(claim) <= _codes(together):
        return False
    if _negated(claim) != _negated(together):
        return False
    vectors = library.encoder.passages([claim, together, *quotes])
    return float((vectors[1:] @ vectors[0]).max()) >= NEAR_ENOUGH


def _figures(text: str) -> set[str]:
    return set(FIGURE.findall(languages.normalise(text)))


def _codes(text: str) -> set[str]:
    return set(CODE.findall(languages.normalise(text)))


def _negated(text: str) -> bool:
    pattern = NEGATION.get(languages.detect(text))
    return bool(pattern and pattern.search(text))
