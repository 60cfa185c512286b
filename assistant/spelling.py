"""Finds what a mistyped word was meant to be, among the words of the knowledge base.

A word the base knows is never changed; one that it does not know gains the likeliest neighbour beside it: one letter
more, less, another or swapped (Damerau 1964), found by deletions of one letter (Garbe's SymSpell).
"""

from __future__ import annotations

import re
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from assistant.question import Query, encoded
from assistant.vocabulary import Vocabulary
from kb import languages
from kb.errors import EncoderUnavailableError
from kb.inference.token_vectors import whole_words
from kb.library import Library

SHORTEST = 4  # letters
MOST = 6  # words of one question that are corrected
MEANT = 0.6  # share of the vector of what was meant
_SHAPES = str.maketrans("پتثچجخذزژشضظغقگ", "بببحححدررسصطعفک")
_WORD = re.compile(r"\w+")

_near: weakref.WeakKeyDictionary[Vocabulary, Mapping[str, list[str]]] = weakref.WeakKeyDictionary()


def corrected(words: Iterable[str], known: Vocabulary) -> dict[str, str]:
    """Return for the unknown words of a question the known one that was meant, as far as that can be told."""
    unknown = [word for word in dict.fromkeys(words) if _typed(word) and word not in known.held]
    if not unknown:
        return {}
    index = _near.get(known)
    if index is None:
        index = _near[known] = _index(known.held)
    found = {}
    for word in unknown[:MOST]:
        near = {
            one
            for key in _keys(word)
            for one in index.get(key, ())
            if one_apart(word, one) or _dotless(word) == _dotless(one)
        }
        if near:
            found[word] = max(near, key=lambda one: (one[0] == word[0], known.held[one], one))
    return found


def mistyped(library: Library, text: str, known: Vocabulary) -> dict[str, str]:
    """Return for the mistyped words of a text, as tokens, those that were meant (see `corrected`).

    A word that the encoder knows as a whole is a word, whether the base has it or not, and stays.
    """
    meant = corrected(languages.tokens(text), known)
    if not meant:
        return meant
    try:
        real = whole_words(library.encoder, [word.lower() for word in _WORD.findall(text)])
    except EncoderUnavailableError:
        return meant
    whole = {token for word in real for token in languages.tokens(word)}
    return {word: one for word, one in meant.items() if word not in whole}


def respelled(library: Library, query: Query, text: str, meant: Mapping[str, str]) -> Query:
    """Return a question whose vector is that of its words both as they are typed and as they were meant.

    Args:
        text: the question as it is written (see `assistant.spoken`).
        meant: what its mistyped words were meant to be.
    """
    if query.vector is None:
        return query
    real = (
        whole_words(library.encoder, [*meant, *(word.lower() for word in _WORD.findall(text))])
        if meant
        else ()
    )
    wrong = {
        word: one for word, one in meant.items() if word not in real
    }  # a stem may be a word, its form not
    text = _WORD.sub(lambda found: found[0] if found[0].lower() in real else _as_meant(found[0], wrong), text)
    if text == query.text:
        return query
    other = encoded(library, [replace(query, text=text, vector=None)])[0].vector
    if other is None:
        return query
    both = (1 - MEANT) * query.vector + MEANT * other
    return replace(query, vector=both / np.linalg.norm(both))


def _as_meant(word: str, meant: Mapping[str, str]) -> str:
    """Return a word with its stem put right and its ending kept."""
    for token in languages.tokens(word):
        if token in meant:
            plain = languages.normalise(word)
            return meant[token] + (plain[len(token) :] if plain.startswith(token) else "")
    return word


def _typed(word: str) -> bool:
    """Whether a token is a word of letters of some length; Chinese pairs and codes are not."""
    return len(word) >= SHORTEST and word.isalpha() and word[0] < "\u0900"


def _index(words: Iterable[str]) -> Mapping[str, list[str]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        if _typed(word):
            for key in _keys(word):
                index[key].append(word)
    return index


def _keys(word: str) -> Iterator[str]:
    yield word
    yield from {word[:at] + word[at + 1 :] for at in range(len(word))}
    yield f"·{_dotless(word)}"


def _dotless(word: str) -> str:
    """Return a Persian word with one letter for each shape; dots are what is lost first, and all at once."""
    return word.translate(_SHAPES)


def one_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or another, or two neighbours swapped, make one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return True
    return len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
