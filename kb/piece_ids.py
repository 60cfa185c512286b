"""Makes the ids of pieces, which say of themselves whose piece they are, of which kind and in which language.

What a search finds is told from the ids alone: fetching labels from the index took longer than searching it.
Invariant: an id begins with a hash of article, kind and text, so that ids in order are in no order of articles.
"""

from __future__ import annotations

import uuid
from functools import cache
from typing import NamedTuple

# Raise it with every change of what an id says or of the labels beside it: an index holds pieces of one form only.
FORM = "ids-2"
KINDS = ("title", "variant", "passage")
DIGEST = 12  # hex digits of an id that hash article, kind and text

_NAMESPACE = uuid.UUID("6f0b6c0e-6f5e-5d0a-9d0f-0d6d6e657368")
_LETTERS, _LETTER = 3, 5  # a language is at most so many letters of so many bits
_ARTICLE = 47  # bits; with those of the language they fill what follows the variant of RFC 9562
_FIXED = 8 << 76 | 0b10 << 62  # version 8, "custom", and the variant


class PieceLabels(NamedTuple):
    """What an id says; the language is empty where its code is not of one to three small letters."""

    article_id: int
    kind: str
    language: str


def piece_id(article_id: int, kind: str, language: str, text: str) -> str:
    """Return the id of a piece: 32 hex digits, a UUID of version 8.

    Raises:
        ValueError: a kind that no piece has.
    """
    hashed = int(digest(article_id, kind, text), 16)
    labels = KINDS.index(kind) << 64 | _coded(language) << _ARTICLE | article_id
    return f"{hashed << 80 | _FIXED | labels:032x}"


def digest(article_id: int, kind: str, text: str) -> str:
    """Return what the id of a piece begins with, whatever its language: `DIGEST` hex digits."""
    return uuid.uuid5(_NAMESPACE, f"{article_id}\n{kind}\n{text}").hex[:DIGEST]


def told(number: int) -> PieceLabels:
    """Return what an id, as a number, says."""
    return PieceLabels(
        number & (1 << _ARTICLE) - 1,
        KINDS[number >> 64 & 0xF],
        _language(number >> _ARTICLE & (1 << _LETTERS * _LETTER) - 1),
    )


def _coded(language: str) -> int:
    if not (len(language) <= _LETTERS and language.isascii() and language.isalpha() and language.islower()):
        return 0
    code = 0
    for letter in language:
        code = code << _LETTER | ord(letter) - ord("a") + 1
    return code


@cache
def _language(code: int) -> str:
    letters = ""
    while code:
        code, letter = code >> _LETTER, code & (1 << _LETTER) - 1
        letters = chr(ord("a") + letter - 1) + letters
    return letters
