"""Cuts text into the tokens of lexical search (BM25), by script run and not by language.

Invariant: the same text gives the same tokens everywhere, none holds white space, and a change of
the rules changes `fingerprint()`, because an index holds only tokens of one rule set.
"""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache

from kb.languages import persian, stopwords
from kb.languages.normalise import normalise
from kb.languages.scripts import ARABIC, HAN, KANA

# Raise this by hand with every change of what `normalise` or `tokens` return; a test holds it to that.
_RULES = "danesh-text-1"

_UNSPACED = r"\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
_INDIC = r"\u0900-\u0963\u0966-\u0df3"  # their vowel signs are no letters to `re`

_RUN = re.compile(
    r"(?P<amount>(?<![\d.,])\d{1,3}(?:[,،]\d{3})+(?:\.\d+)?(?![\d]))"
    r"|(?P<latin>c\+\+|[cf]\#(?![a-z0-9])|[a-z0-9]+(?:[-_.&][a-z0-9]+){0,8})"
    f"|(?P<persian>[{ARABIC}]+)"
    f"|(?P<han>[{HAN}]+)"
    f"|(?P<pairs>[{KANA}]+|[{_UNSPACED}]+)"
    f"|(?P<other>(?:[^\\W_a-z0-9{ARABIC}{HAN}{KANA}{_UNSPACED}]|[{_INDIC}])+)"
)
# What is cut away before the runs are found: it's, I'm; l'eau; the scheme of an address; v2.4.1.
_DECORATION = re.compile(
    r"'(?:s|m|d|ll|re|ve)\b|\b(?:[cdjlmnst]|qu)'(?=[a-z]{3})|\bhttps?://(?:www\.)?|\bv(?=\d+\.\d)"
)
_PART = re.compile(r"[a-z0-9]+")
_LETTERS_DIGITS = re.compile(r"([a-z]+)(\d+)|(\d+)([a-z]+)")
_SHORTEST_HALF = 3  # of a word such as `iphone14`; `5g` and `mp3` stay whole
_LONGEST_WORD = 60  # what is longer is no word, and is not stemmed
_CACHED_WORDS = 1 << 16

_stemmers = threading.local()  # a Snowball stemmer keeps its word in itself, so each thread has its own


def fingerprint() -> str:
    """Returns the version of the rules behind `normalise` and `tokens`, to be stored with an index."""
    return _RULES


def tokens(text: str) -> list[str]:
    """Returns the BM25 tokens of a text in any mix of scripts, in order, with repetitions.

    Latin words are stemmed (Snowball English); codes such as `E-1042`, `5G`, `2.4.1` or `sign-in` are
    one token besides their parts; Persian words are stemmed with their affixes joined or apart;
    Chinese gives single characters and pairs of neighbours, cut off from digits and other scripts.
    Stop words are left out unless the text holds nothing else. Empty for a text without letters or digits.
    """
    text = _DECORATION.sub("", normalise(text)).replace("'", "")
    return list(_scan(text, keep_stop_words=False)) or list(_scan(text, keep_stop_words=True))


def _scan(text: str, *, keep_stop_words: bool) -> Iterator[str]:
    for run in _RUN.finditer(text):
        word, kind = run.group(), run.lastgroup
        if kind == "persian":
            yield from _persian(word, keep_stop_words=keep_stop_words)
        elif kind == "latin":
            yield from _latin(word, keep_stop_words=keep_stop_words)
        elif kind == "han":
            yield from _chinese(word, keep_stop_words=keep_stop_words)
        elif kind == "pairs":
            yield from _pairs(word)
        elif kind == "amount":
            yield word.replace(",", "").replace("،", "")
        else:
            yield word


@lru_cache(maxsize=_CACHED_WORDS)
def _persian(word: str, *, keep_stop_words: bool) -> tuple[str, ...]:
    if not keep_stop_words:
        bare = persian.without_inflection(word)
        if persian.AFFIXES.intersection((word, bare)) or stopwords.PERSIAN.intersection((word, bare)):
            return ()
    return (persian.stem(word) if len(word) <= _LONGEST_WORD else word,)


@lru_cache(maxsize=_CACHED_WORDS)
def _latin(word: str, *, keep_stop_words: bool) -> tuple[str, ...]:
    parts = _PART.findall(word)
    if len(parts) < 2:
        if word in stopwords.ENGLISH and not keep_stop_words:
            return ()
        return (_english_stem(word), *_halves(word))
    if all(map(str.isdigit, parts)) and "." in word:  # 2.4.1 is also found as 2.4
        numbers = word.split(".")
        return tuple(".".join(numbers[:end]) for end in range(len(numbers), 1, -1))
    whole = word.replace("-", "").replace("_", "")
    named = (part for part in parts if len(part) > 1 and part not in stopwords.ENGLISH)
    return (_english_stem(whole), *(_english_stem(part) for part in named))


def _halves(word: str) -> Iterator[str]:
    """Yields the letters and the digits of a word such as `iphone14`, where they say something alone."""
    if halves := _LETTERS_DIGITS.fullmatch(word):
        for half in filter(None, halves.groups()):
            if len(half) >= _SHORTEST_HALF or (half.isdigit() and len(word) - len(half) >= _SHORTEST_HALF):
                yield _english_stem(half)


def _english_stem(word: str) -> str:
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        from snowballstemmer.english_stemmer import EnglishStemmer

        stemmer = _stemmers.english = EnglishStemmer()
    return str(stemmer.stemWord(word)) if len(word) <= _LONGEST_WORD else word


def _chinese(run: str, *, keep_stop_words: bool) -> Iterator[str]:
    if keep_stop_words:
        yield from run
        yield from _pairs(run) if len(run) > 1 else ()
        return
    for piece in stopwords.CHINESE_PHRASES.split(run):
        yield from (character for character in piece if character not in stopwords.CHINESE_CHARACTERS)
        yield from _pairs(piece) if len(piece) > 1 else ()


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for start in range(len(run) - 1):
        yield run[start : start + 2]
