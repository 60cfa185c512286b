"""A text with every digit and sign in its ASCII form, so that one pattern reads Persian, Chinese and English.

Letters stay as they are, but for the two that Persian words are written with on an Arabic keyboard.

Invariant: the folded text has the same length as the original, so positions in one are positions in the other.
"""

from __future__ import annotations

_DIGITS = {
    ord(digit): str(value)
    for first in "٠۰０"
    for value, digit in enumerate(chr(ord(first) + i) for i in range(10))
}
_SIGNS = {
    ord(sign): plain
    for plain, signs in {
        "-": "‐‑‒–—―−－ー",
        "+": "＋",
        "(": "（",
        ")": "）",
        "@": "＠﹫",
        ".": "．。",
        "/": "／",
        ":": "：",
        "ی": "يى",  # as Arabic keyboards write Persian
        "ک": "ك",
        " ": "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t",
    }.items()
    for sign in signs
}
_LETTERS = {0xFF21 + i: chr(0x41 + i) for i in range(26)} | {0xFF41 + i: chr(0x61 + i) for i in range(26)}
_TABLE = {**_DIGITS, **_SIGNS, **_LETTERS}


def fold(text: str) -> str:
    """The text with digits, dashes, spaces and full-width forms as ASCII, one character for each."""
    return text.translate(_TABLE)


def digits(text: str) -> str:
    """The ASCII digits of a folded text, everything else left out."""
    return "".join(character for character in text if "0" <= character <= "9")
