"""Suggests articles while a reader still types: titles and phrasings whose words begin as the typed ones do.

Answers from memory in a few milliseconds, without encoder or index; status and audience are checked in SQL before
anything is shown. What was published a moment ago may appear a moment later.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.derived import Derived
from kb import languages
from kb.library import Library
from kb.reading import passages

LIMIT = 8
LONGEST = 200  # characters of what was typed that are looked at
CANDIDATES = 400  # phrasings weighed for one keystroke
PIECES = 4_000  # of a word's list that are looked at: the first are those of the worthiest articles
AT_ONCE = 2_000  # phrasings read anew while the reader waits; more are read in the background
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Suggestion:
    """An article to offer, with the title or phrasing that met what was typed."""

    article_id: int
    external_id: str | None
    title: str
    text: str
    kind: str
    language: str
    audience: str
    category: str | None
    path: str


@dataclass(frozen=True)
class _Phrases:
    """Everything that can be suggested, worthiest article first, and the words it is found by."""

    phrases: Sequence[passages.Phrase]
    plain: Sequence[str]
    words: Sequence[str]
    held: Sequence[array[int]]  # for each word the phrases that hold it, ascending

    def holding(self, word: str, *, prefix: bool) -> set[int]:
        """Return the phrases with this word, or with one that begins so."""
        found: set[int] = set()
        at = bisect_left(self.words, word)
        while at < len(self.words) and self.words[at].startswith(word) and len(found) < PIECES:
            if not prefix and self.words[at] != word:
                break
            found.update(self.held[at][:PIECES])
            at += 1
        return found


def suggest(
    library: Library,
    prefix: str,
    *,
    language: str | None = None,
    audience: str = "public",
    category: str | None = None,
    limit: int = LIMIT,
) -> tuple[Suggestion, ...]:
    """Return articles for what was typed so far, best first, one suggestion an article.

    Args:
        prefix: as typed; its last word may be unfinished.
        language: the reader's; articles in it come first, others after them.

    Raises:
        AudienceUnknownError: as it says.
    """
    typed = languages.normalise(prefix[:LONGEST])
    asked = _cut(typed)
    if not asked or limit < 1:
        return ()
    found = _phrases.of(library)
    ranked = _rank(found, typed, asked, language)
    best: dict[int, passages.Phrase] = {}
    for number in ranked:
        best.setdefault(found.phrases[number].article_id, found.phrases[number])
    suggestions: list[Suggestion] = []
    ids = list(best)
    with library.database.reading() as session:
        for start in range(0, len(ids), 4 * limit):
            readable = passages.readable(session, ids[start : start + 4 * limit], audience)
            for id_ in ids[start : start + 4 * limit]:
                article = readable.get(id_)
                if article is not None and (category is None or article.category == category):
                    suggestions.append(_suggestion(article, best[id_]))
            if len(suggestions) >= limit:
                break
    return tuple(suggestions[:limit])


def _suggestion(article: passages.Readable, phrase: passages.Phrase) -> Suggestion:
    return Suggestion(
        article_id=article.article_id,
        external_id=article.external_id,
        title=article.title,
        text=phrase.text,
        kind=phrase.kind,
        language=article.language,
        audience=article.audience,
        category=article.category,
        path=article.path,
    )


def _rank(found: _Phrases, typed: str, asked: Sequence[str], language: str | None) -> list[int]:
    lists = [found.holding(word, prefix=at == len(asked) - 1) for at, word in enumerate(asked)]
    holding = set.intersection(*lists)
    everything = bool(holding)
    if not everything:  # a word too many, or one that no title has
        counts: defaultdict[int, int] = defaultdict(int)
        for numbers in lists:
            for number in numbers:
                counts[number] += 1
        most = max(counts.values(), default=0)
        enough = most * 2 >= len(asked)
        holding = {number for number, count in counts.items() if enough and count == most}

    def order(number: int) -> tuple[bool, int, bool, int]:
        phrase, plain = found.phrases[number], found.plain[number]
        where = plain.find(typed) if everything else -1
        met = 0 if where == 0 else 1 if where > 0 else 2
        return (language is not None and phrase.language != language, met, phrase.kind != "title", number)

    return sorted(sorted(holding)[:CANDIDATES], key=order)


def _cut(text: str) -> list[str]:
    """Cut normalised text into words; Chinese into pairs of neighbours, so that any place can be typed from."""
    words: list[str] = []
    for run in _WORD.findall(text):
        if _HAN.match(run) and len(run) > 1:
            words += (run[at : at + 2] for at in range(len(run) - 1))
        else:
            words.append(run)
    return list(dict.fromkeys(words))


def _read(library: Library) -> _Phrases:
    with library.database.reading() as session:
        return _put_together(passages.phrases(session))


def _put_together(phrases: Sequence[passages.Phrase]) -> _Phrases:
    plain = [languages.normalise(phrase.text) for phrase in phrases]
    held: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, text in enumerate(plain):
        for word in _findable(_cut(text)):
            held[word].append(number)
    words = sorted(held)
    return _Phrases(phrases, plain, words, [held[word] for word in words])


def _findable(words: Iterable[str]) -> Iterable[str]:
    """Add to pairs of Chinese characters the second one, from which somebody may begin to type."""
    found = dict.fromkeys(words)
    for word in list(found):
        if len(word) == 2 and _HAN.match(word):
            found[word[1]] = None
    return found


_phrases = Derived(_read, lambda found: len(found.phrases) > AT_ONCE)
