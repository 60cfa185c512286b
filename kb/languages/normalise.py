"""Brings any text to the one form that search compares; stored text is never changed by it.

Invariant: `normalise` is idempotent, and the same function serves the index and the question.
"""

import re
import threading
import unicodedata
from typing import TYPE_CHECKING

from kb.languages.scripts import HAN

if TYPE_CHECKING:
    from collections.abc import Callable

_HAS_HAN = re.compile(f"[{HAN}]")

# One letter, several code points: Persian, Arabic, Urdu and Kurdish keyboards write a word differently.
_ARABIC_LETTERS = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی", "ۍ": "ی", "ێ": "ی", "ے": "ی", "ۓ": "ی",
    "ك": "ک", "ڪ": "ک", "ګ": "گ", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۂ": "ه", "ۃ": "ه",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ء": None,
}  # fmt: skip
# Latin letters that Unicode does not decompose; users type the plain ones.
_LATIN_LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_CYRILLIC_LETTERS = {"ё": "е"}
# Variants that the conversion keeps apart, though writers do not (帳號, 帐号, 账号; 甚麼, 什麼).
_HAN_LETTERS = {"著": "着", "帐": "账", "甚": "什", "苧": "苎"}
_PUNCTUATION = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032`\u00b4", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u066b": ".",  # Arabic decimal and thousands separators
    "\u066c": ",",
}
# U+00AC is what some old Persian converters wrote for ZWNJ; U+200B separates words in Thai and Khmer.
_SPACES = "\u200b\u200c\u00ac"
_DROPPED_RANGES = (
    (0x0300, 0x036F),  # accents that no precomposed letter took
    (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),  # Arabic marks
    (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x08D3, 0x08FF),
    (0x061C, 0x061C), (0x200D, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F),  # bidi, joiners
    (0x00AD, 0x00AD), (0xFEFF, 0xFEFF), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF),  # soft hyphen, BOM, variants
    (0xD800, 0xDFFF),  # lone surrogates, which no encoder takes
)  # fmt: skip
_ACCENTED_RANGES = ((0x00C0, 0x024F), (0x0370, 0x03FF), (0x1E00, 0x1FFF))


def _plain_letters() -> dict[int, str]:
    """Maps each precomposed Latin and Greek letter to its bare letter (é to e, ά to α)."""
    plain: dict[int, str] = {}
    for first, last in _ACCENTED_RANGES:
        for code in range(first, last + 1):
            decomposed = unicodedata.normalize("NFD", chr(code))
            bare = decomposed[0]
            if len(decomposed) > 1 and bare.isalpha():
                plain[code] = _LATIN_LETTERS.get(bare, bare)
    return plain


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict(_plain_letters())
    table |= str.maketrans(_ARABIC_LETTERS | _LATIN_LETTERS | _CYRILLIC_LETTERS | _PUNCTUATION)
    for zero in (0x0660, 0x06F0):
        table |= {zero + digit: str(digit) for digit in range(10)}
    for first, last in _DROPPED_RANGES:
        table |= dict.fromkeys(range(first, last + 1))
    return table | dict.fromkeys(map(ord, _SPACES), " ")


_TABLE = _table()
_HAN_TABLE = str.maketrans(_HAN_LETTERS)


class _Simplifier:
    """Turns traditional Chinese into simplified; the converter is built on first use, once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._convert: Callable[[str], str] | None = None

    def __call__(self, text: str) -> str:
        if self._convert is None:
            with self._lock:
                if self._convert is None:
                    from opencc import OpenCC

                    self._convert = OpenCC("t2s").convert
        return self._convert(text).translate(_HAN_TABLE)


_simplify = _Simplifier()


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)
    return _simplify(folded) if _HAS_HAN.search(folded) else folded


def normalise(text: str) -> str:
    """Returns the form of the text that search compares.

    NFKC; case folded; Latin and Greek accents, Arabic marks, tatweel and bidi controls removed; ZWNJ
    a space; Arabic letters in their Persian form; digits ASCII; Chinese simplified; white space one
    space, none at the ends. Positions in the result do not map back to the given text.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = _fold(text)
    # Case folding and removed marks can leave letters that only now compose: rare, so checked, not repeated.
    while not unicodedata.is_normalized("NFKC", folded):
        folded = _fold(folded)
    return " ".join(folded.split())
