"""How probable bytes are as writing in each old charset: by how often letters occur and follow each other.

Invariant: only letters beyond ASCII and their neighbours count, so that English around a word decides nothing; a
reading that breaks words (a Chinese character inside a Latin word, Arabic glued to it) pays for each break.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path

FILE = Path(__file__).with_name("charset_letters.json")  # made by `python -m benchmarks charsets --fit`
LATIN = "abcdefghijklmnopqrstuvwxyzßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿšžœ"
#: How often a mail that does not say what it is in turns out to be in which; a rough guess of ours.
_SHARES = {
    "gb18030": 0.30, "cp1252": 0.25, "cp1256": 0.20, "big5hkscs": 0.15, "cp1251": 0.08, "koi8-r": 0.02,
    "iso8859-5": 0.005,
}  # fmt: skip
CANDIDATES = tuple(_SHARES)
_SAMPLE, _ENOUGH = 20_000, 2_000  # bytes, and of those beyond ASCII
# Natural logarithms, like all that is summed up here.
_NEVER, _ODD = -16.0, -9.0  # what no text has; what hardly any has
_GLUED = -9.0  # letters of two scripts in one word
_TYPED = dict.fromkeys("‘’“”–—…•€£°©®", -4.5) | dict.fromkeys("«»·×½²¿¡", -7.0)
_QUOTES = frozenset("‘’“”–—…")  # what stands right beside letters
_MARKS = dict.fromkeys("，。", -3.0) | dict.fromkeys("？！、：；（）《》“”「」【】～—…\u3000‘’·", -4.5)
_ARABIC_MARKS = {"،": -3.5, "؟": -4.5, "؛": -6.0, "\u200c": -3.0} | dict.fromkeys("\u200d\u200e\u200f", -9.0)
_VOWELS = re.compile("[\u064b-\u0652\u0640]")
_VOWELLED = -3.0  # each vowel sign of an Arabic word; mails are written without
_RARE_HANZI = -4.0  # a character beyond GB 2312 in a Chinese text of the mainland
_LONE = -3.0  # a single Chinese character or Russian letter among English words
_HANZI_IN_WORD, _HANZI_AT_WORD = -7.0, -1.5
_NEXT = 3.0  # of an ASCII letter after another one, which no other charset pays for
_SHOUTED = -5.0
_RUN = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")
_ARABIC_WORD = re.compile(r"[^\W\d_]+(?:[\u064b-\u0652]+[^\W\d_]*)*|[^\x00-\x7f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_SHORT = 40  # bytes beyond ASCII up to which Chinese may look like UTF-8
_UTF8 = 0.9  # share of UTF-8 among what may be both
_ALPHABET = -4.5  # a letter of an alphabet whose words are not known here
_USUAL = re.compile("[\u0100-\u017f\u0386-\u03ce\u05d0-\u05ea]")


def likeliest(raw: bytes) -> str:
    """Return the charset in which bytes are most probable."""
    return max(CANDIDATES, key=lambda codec: score(raw, codec))


def score(raw: bytes, codec: str) -> float:
    """Return the logarithm of how probable bytes are in one of `CANDIDATES`; of use only beside another one's."""
    return math.log(_SHARES[codec]) + _written(_sample(raw).decode(codec, "replace"), codec)


def _sample(raw: bytes) -> bytes:
    high = (at for at, byte in enumerate(raw[:_SAMPLE]) if byte > 0x7F)
    return raw[: next(islice(high, _ENOUGH, None), _SAMPLE)]


def chinese_after_all(raw: bytes) -> bool:
    """Whether a few bytes that are UTF-8 read better as Chinese: 谢谢 and 目前 are letters of UTF-8 by chance.

    Only where all letters are of two bytes, none of the Latin 1 supplement or of Arabic.
    """
    high = [byte for byte in raw[:_SAMPLE] if byte > 0x7F]
    pairs = list(zip(high[::2], high[1::2], strict=False))
    if not 0 < len(high) <= _SHORT or any(not 0xC4 <= lead <= 0xD7 or trail < 0xA1 for lead, trail in pairs):
        return False
    modern = math.log(_UTF8) + sum(map(_modern, _RUN.findall(raw.decode())))
    return math.log(1 - _UTF8) + score(raw, "gb18030") > modern


def _modern(run: str) -> float:
    """The worth of letters that are there in UTF-8, of whatever alphabet."""
    small = run.lower()
    if all("\u0430" <= letter <= "\u044f" for letter in small):
        table = _table("russian")
        spoken = len(small) == 1 or any(letter in "аеиоуыэюя" for letter in small)
        return sum(table.get(step, _NEVER) for step in _steps(small)) + (0.0 if spoken else _GLUED)
    return sum(_ALPHABET if _USUAL.match(letter) else _ODD if letter.isalpha() else _NEVER for letter in run)


def _written(text: str, codec: str) -> float:
    if codec in {"gb18030", "big5hkscs"}:
        return _chinese(text, codec)
    if codec == "cp1256":
        return sum(_arabic(found) for found in _ARABIC_WORD.finditer(text) if not found.group().isascii())
    table = _table("latin" if codec == "cp1252" else "russian")
    words = (found for found in _WORD.finditer(text) if not found.group().isascii())
    return sum(_european(found, table, latin=codec == "cp1252") for found in words)


def _chinese(text: str, codec: str) -> float:
    hanzi, words = _hanzi(), _words()
    total = 0.0
    for found in _RUN.finditer(text):
        run = found.group()
        beside = (
            text[max(found.start() - 1, 0) : found.start()].isalpha()
            + text[found.end() : found.end() + 1].isalpha()
        )
        total += _HANZI_AT_WORD * beside
        if len(run) == 1 and run not in _MARKS:
            total += _LONE
        if beside == 2 and len(run) < 3:
            total += _HANZI_IN_WORD
        at = 0
        while at < len(run):
            word = run[at : at + 2] if run[at : at + 2] in words else run[at]
            known = words.get(word) or _MARKS.get(word) or hanzi.get(word)
            total += known or (_NEVER * 1.25 if _PRIVATE.match(word) else _NEVER)
            if codec == "gb18030":
                total += _RARE_HANZI * sum(not _common(sign) for sign in word)
            at += len(word)
    return total


def _arabic(found: re.Match[str]) -> float:
    word = found.group()
    if len(word) == 1 and not word.isalpha():
        return _ARABIC_MARKS.get(word) or _sign(word, found)
    bare = _VOWELS.sub("", word)
    vowels = len(word) - len(bare)
    total = (_NEVER if any(letter.isascii() for letter in bare) else _VOWELLED) * vowels
    table = _table("arabic")
    for one, other in _steps(bare):
        if one.isascii() and other.isascii():
            continue
        total += _GLUED if _plain(one) or _plain(other) else table.get((one, other), _NEVER)
    return total


def _european(found: re.Match[str], table: Mapping[tuple[str, str], float], *, latin: bool) -> float:
    word = found.group()
    if len(word) == 1 and not word.isalpha():
        return _sign(word, found)
    small = word.lower()
    total = 0.0
    if word not in {small, small.capitalize()}:
        total += _SHOUTED if word.isupper() else 1.5 * _GLUED
    for one, other in _steps(small):
        if one.isascii() and other.isascii():
            continue
        near = table.get((one, other), _NEVER)
        if latin:
            known = max(near, _ODD) if other in LATIN else near  # names bring together what words do not
            total += min(near + _NEXT, 0.0) if other.isascii() else known
        else:
            total += _GLUED if _plain(one) or _plain(other) else near
    return total if latin or len(word) > 1 else total + _LONE


def _plain(letter: str) -> bool:
    return letter.isascii() and letter != " "


def _steps(word: str) -> zip[tuple[str, str]]:
    return zip(f" {word}", f"{word} ", strict=True)


def _sign(sign: str, found: re.Match[str]) -> float:
    """The worth of a sign that is no letter, less where letters stand right beside it."""
    if sign == "\ufffd" or sign < "\xa0" or "\u2500" <= sign < "\u25a0":  # control characters, boxes
        return _NEVER
    text = found.string
    beside = (
        text[max(found.start() - 1, 0) : found.start()].isalpha()
        or text[found.end() : found.end() + 1].isalpha()
    )
    return _TYPED.get(sign, _ODD) + (-3.5 if beside and sign not in _QUOTES else 0.0)


@cache
def _common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeError:
        return False
    return True


@cache
def _held() -> dict[str, dict[str, object]]:
    held: dict[str, dict[str, object]] = json.loads(FILE.read_text(encoding="utf-8"))
    return held


@cache
def _hanzi() -> dict[str, float]:
    """How often each character is met, as a logarithm."""
    return {sign: -int(cost) / 2 for cost, signs in _held()["hanzi"].items() for sign in str(signs)}


@cache
def _words() -> dict[str, float]:
    """How often each word of two characters is met, as a logarithm."""
    return {
        str(signs)[at : at + 2]: -int(cost) / 2
        for cost, signs in _held()["words"].items()
        for at in range(0, len(str(signs)), 2)
    }


@cache
def _table(name: str) -> dict[tuple[str, str], float]:
    """How often a letter follows another, as a logarithm; " " stands before and after a word."""
    return {
        (one, other): -float(cost)
        for one, row in _held()[name].items()
        if isinstance(row, dict)
        for cost, others in row.items()
        for other in others
    }
