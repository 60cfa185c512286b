"""Everyday words of support that mean the same, within a language and across: "send back", «پس دادن», 退货.

Written for this project (`everyday_words.txt`, a line for each thing meant: English | Persian | Chinese); a knowledge
base's own synonyms come besides. Only what a question looks for grows by them; nothing that is shown ever does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb import languages
from kb.reading import synonyms

LONGEST = (
    2  # tokens of a word that a question gains; of longer ones ("took the money twice") each tells little
)
BETWEEN = 1  # words that may stand between two of a phrase
FILE = Path(__file__).with_name("everyday_words.txt")


@dataclass(frozen=True)
class Meant:
    """One thing.

    Attributes:
        words: for it, as they are written.
        phrases: the same, each cut into tokens.
        tokens: what a question about it is searched by.
    """

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    tokens: tuple[str, ...]


def further(asked: Sequence[str]) -> list[str]:
    """Return the search tokens that a question's own stand for as well, in any of the languages.

    Args:
        asked: tokens of the question (see `kb.languages.tokens`), in order.
    """
    found = {word for _, meant in _named(asked) for word in meant.tokens}
    return sorted(found.difference(asked))


def instead(text: str, asked: Sequence[str], known: Container[str]) -> str:
    """Return a question with words that the knowledge base holds in place of those that it does not.

    Args:
        text: the question as it is written.
        asked: its tokens.
        known: the search tokens of the knowledge base.
    """
    named = dict.fromkeys(meant for _, meant in _named(asked))
    return synonyms.instead([synonyms.Group(0, meant.words) for meant in named], text, known)


def _named(asked: Sequence[str]) -> list[tuple[tuple[str, ...], Meant]]:
    """Return the words that stand in a question, with what they mean."""
    held, begins = frozenset(asked), _beginnings()
    return [
        (phrase, meant)
        for token in sorted(held)
        for phrase, meant in begins.get(token, ())
        if _within(phrase, asked, held)
    ]


@cache
def lines() -> tuple[Meant, ...]:
    """Read the words."""
    return tuple(map(_read, FILE.read_text(encoding="utf-8").splitlines()))


def _read(line: str) -> Meant:
    words = [word.strip() for word in line.replace("|", ",").split(",")]
    phrases = tuple(_telling(tuple(languages.tokens(word))) for word in words)
    short = [phrase for phrase in phrases if len(phrase) <= LONGEST]
    return Meant(tuple(words), phrases, tuple(dict.fromkeys(token for phrase in short for token in phrase)))


def _telling(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """Leave single Chinese characters out where there are pairs: 退 alone is in many words."""
    pairs = tuple(token for token in phrase if len(token) > 1)
    return pairs if pairs and languages.script(phrase[0]) == "han" else phrase


@cache
def _beginnings() -> Mapping[str, list[tuple[tuple[str, ...], Meant]]]:
    """Return the phrases by their first token."""
    found: defaultdict[str, list[tuple[tuple[str, ...], Meant]]] = defaultdict(list)
    for meant in lines():
        for phrase in dict.fromkeys(meant.phrases):
            found[phrase[0]].append((phrase, meant))
    return found


def _within(phrase: tuple[str, ...], asked: Sequence[str], held: frozenset[str]) -> bool:
    """Whether a phrase stands in a question: in its order, with at most one word between two ("send it back").

    Chinese tokens overlap: all of them in the question are the phrase.
    """
    if len(phrase) == 1 or languages.script(phrase[0]) == "han":
        return held.issuperset(phrase)
    places = [at for at, token in enumerate(asked) if token == phrase[0]]
    for token in phrase[1:]:
        places = [
            at + step
            for at in places
            for step in range(1, BETWEEN + 2)
            if at + step < len(asked) and asked[at + step] == token
        ]
    return bool(places)
