"""Light stemming of one Persian word, so that its written forms meet.

Invariant: an affix written joined, after ZWNJ or after a space leaves the same stem.
"""

import re

# Written apart, these are affixes of the word before or after them, not words.
AFFIXES = frozenset(
    """
    می نمی ها های هایی هایم هایت هایش هایمان هایتان هایشان
    ای ام ات اش ایم اید اند مان تان شان تر ترین
    """.split()  # noqa: SIM905 (read as prose)
)

# The plural, with or without a possessive; «تنها» (only) and «آنها» (they) are words of their own.
_PLURAL = re.compile("(?<=..)(?<!^تن)(?<!^ان)ها(?:یی|یمان|یتان|یشان|یم|یت|یش|مان|تان|شان|ی|م|ت|ش)?$")
# The verb prefix, where the rest ends like a verb; the look-ahead names nouns that begin the same way.
_PREFIX = re.compile("^ن?می(?!ز(?:بان|$)|لی|ان(?!د)|راث|هم|کرو|کرب|نی|وه)(?=.+(?:م|ی|د|ت|ه|نن)$)")
_SUFFIXES = ("ترین", "تری", "تر", "شان", "مان", "تان", "ات", "ان", "ای", "ی", "ش", "م")
_SHORTEST_STEM = 3


def without_inflection(word: str) -> str:
    """Returns a normalised word without its plural ending and its verb prefix."""
    return _PREFIX.sub("", _PLURAL.sub("", word))


def stem(word: str) -> str:
    """Returns the stem of a normalised word; stemming a stem changes nothing.

    Suffixes are taken off until none is left, so that «سفارشات» and «سفارش» meet. The result is a
    key for comparing, not always a word.
    """
    while True:
        shorter = _without_suffix(without_inflection(word))
        if shorter == word:
            return word
        word = shorter


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
