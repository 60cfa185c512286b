"""Synonyms as managers look at them: in which languages a group is, and which articles its words are found in.

A look changes nothing. Titles here may be internal: for managers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb import languages
from kb.database import Session
from kb.errors import IndexUnavailableError
from kb.index import Filter
from kb.library import Library
from kb.reading import passages, synonyms
from kb.reading.synonyms import Group
from kb.tables.articles import AUDIENCES

DEPTH = 100  # pieces that are looked at for each word
SHOWN = 8  # articles named for each word


@dataclass(frozen=True)
class Holding:
    """A published article that holds a word."""

    article_id: int
    title: str
    language: str


@dataclass(frozen=True)
class Met:
    """One word of a group and the articles it stands in: questions with any word of the group now find them.

    Attributes:
        articles: at most `SHOWN`, those that fit best first.
        count: how many there are; `DEPTH` pieces at most were looked at.
    """

    word: str
    language: str
    articles: tuple[Holding, ...]
    count: int


def groups(session: Session, language: str = "") -> list[Group]:
    """Return the groups that have a word in a language, all where none is given; the latest first."""
    found = reversed(synonyms.every(session))
    return [group for group in found if not language or language in spoken(group.words)]


def spoken(words: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of some words, each once, in their order; Latin letters alone count as English."""
    return tuple(dict.fromkeys(languages.detect(word) for word in words))


def met(library: Library, words: Sequence[str]) -> list[Met] | None:
    """Return where each word of a group is found; None where the index cannot be asked."""
    try:
        return [_met(library, " ".join(word.split())) for word in words if languages.tokens(word)]
    except IndexUnavailableError:
        return None


def _met(library: Library, word: str) -> Met:
    cut = languages.tokens(word)
    pieces = library.index.search(None, " ".join(cut), Filter(AUDIENCES), DEPTH).lexical
    with library.database.reading() as session:
        texts = passages.by_id(session, [piece.id for piece in pieces])
        holding = dict.fromkeys(
            texts[piece.id].article_id
            for piece in pieces
            if piece.id in texts and synonyms.within(cut, languages.tokens(texts[piece.id].text))
        )
        named = passages.readable(session, list(holding), "agents")
    found = [Holding(one, named[one].title, named[one].language) for one in holding if one in named]
    return Met(word, languages.detect(word), tuple(found[:SHOWN]), len(found))
