"""Reads questions typed in the wrong letters: with the keyboard left in another language, or Persian in Latin ones.

Only a question whose words the knowledge base does not know, and does know when read the other way, is read so; what
is English stays English. Nothing but the base's own words comes out.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache

from opencc import OpenCC

from assistant.question import Query, encoded
from assistant.vocabulary import Vocabulary
from kb import languages
from kb.languages import stopwords
from kb.languages.scripts import HAN
from kb.library import Library

ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,\\"
PERSIAN_KEYS = "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپوپ"  # ISIRI 9147, and where older layouts have one letter
TO_PERSIAN = str.maketrans(ENGLISH_KEYS, PERSIAN_KEYS)
TO_ENGLISH = str.maketrans(PERSIAN_KEYS[:-1], ENGLISH_KEYS[:-1])
FOLDED = str.maketrans("يىك", "ییک")
FEWEST_UNKNOWN, FEWEST_READ = 0.6, 0.6  # shares of the words as typed, and as read
SHORTEST = 2  # letters of a word that counts
# Words of Persian talk as they are written in Latin letters, and what they stand for.
_TALK = {
    "و": "va", "از": "az", "به": "be", "با": "ba", "که": "ke", "را": "ro ra", "برای": "baraye barai",
    "چطور": "chetor chetori chejori", "چگونه": "chegoone chegune", "چه": "chi che", "چرا": "chera",
    "کجا": "koja", "کجاست": "kojast", "کی": "key", "چند": "chand", "چند تا": "chanta", "آیا": "aya",
    "می‌توانم": "mitoonam mitunam mitavanam", "می‌توانید": "mitoonid", "می‌شود": "mishe mishavad",
    "نمی‌شود": "nemishe", "می‌خواهم": "mikhaam mikham", "کنم": "konam", "می‌کنم": "mikonam", "کرد": "kard",
    "کردن": "kardan", "شد": "shod", "است": "ast", "هست": "hast", "نیست": "nist", "من": "man",
    "شما": "shoma", "اگر": "agar age", "تا": "ta", "یا": "ya", "هر": "har", "در": "dar",
    "دارد": "dare darad", "این": "in", "آن": "an", "می": "mi", "چیست": "chist chieh", "سلام": "salam",
    "لطفا": "lotfan",
}  # fmt: skip
TALK = {latin: persian for persian, written in _TALK.items() for latin in written.split()}
AMBIGUOUS = frozenset({"in", "an", "be", "man", "age", "key", "ya", "dare", "ha", "to", "har"})
SOUNDS = {
    "kh": "X",
    "sh": "S",
    "ch": "C",
    "zh": "J",
    "gh": "q",
    "ck": "k",
    "ph": "f",
    "x": "ks",
    "w": "v",
    "c": "k",
}
LETTERS = dict(zip("بپتثجچخدذرزژسشصضطظغفقکگلمن", "bptsjCXdzrzJsSsztzqfqkglmn", strict=True))
VOWELS = {"ا": "a", "و": "o", "ی": "i", "ع": "a", "ه": "h", "ح": "h"}
ENDINGS = ("haye", "hayi", "ha", "am", "et", "esh", "eman", "etan", "ye", "e", "o", "i")
MIXED = 0.2  # a base with at least so large a share of either Chinese script is written in both
_WORD = re.compile(r"[a-z]+")

_HAN = re.compile(f"[{HAN}]")
_converting = threading.Lock()
_sounding: weakref.WeakKeyDictionary[Vocabulary, Mapping[str, list[str]]] = weakref.WeakKeyDictionary()


def retyped(library: Library, query: Query, known: Vocabulary) -> Query:
    """Return the question as it was meant, with its vector; the same one where it was meant as it stands."""
    text = meant(query.text, known) or _in_the_bases_letters(query.text, known)
    if text == query.text:
        return query
    written = languages.detect(text)
    language = written if query.language == query.written else query.language
    read = replace(
        query, text=text, words=tuple(languages.tokens(text)), vector=None, written=written, language=language
    )
    return encoded(library, [read])[0]


def _in_the_bases_letters(text: str, known: Vocabulary) -> str:
    """Return a text in the letters that the base is written in, for the encoder tells them apart.

    Arabic keyboards have other letters for Persian Yeh and Kaf; Chinese is simplified or traditional. A base with
    much of both is no reason to change what somebody wrote.
    """
    if _HAN.search(text):
        if MIXED < known.traditional < 1 - MIXED:
            return text
        return _convert("s2t" if known.traditional > MIXED else "t2s", text)
    folded = text.translate(FOLDED)
    return folded if folded != text and languages.detect(folded) == "fa" else text


def _convert(how: str, text: str) -> str:
    with _converting:  # a converter is not shared between threads
        return str(_converter(how).convert(text))


@cache
def _converter(how: str) -> OpenCC:
    return OpenCC(how)


def meant(text: str, known: Vocabulary) -> str:
    """Return a question in the letters it was meant in; empty where it is meant as it stands."""
    plain = text.lower()
    words = languages.tokens(text)
    if not words or _share(words, known) > 1 - FEWEST_UNKNOWN:
        return ""
    for table in (TO_PERSIAN, TO_ENGLISH):
        read = plain.translate(table)
        if read != plain and _share(languages.tokens(read), known) >= FEWEST_READ:
            return read
    return _from_latin(plain, known)


def _share(words: Sequence[str], known: Vocabulary) -> float:
    counted = {word for word in words if len(word) >= SHORTEST and not word.isdigit()}
    return sum(word in known.held for word in counted) / len(counted) if counted else 0.0


def _from_latin(text: str, known: Vocabulary) -> str:
    """Return Persian that was written in Latin letters; empty where it is no Persian."""
    words = _WORD.findall(text)
    persian = sum(word in TALK and word not in AMBIGUOUS for word in words)
    english = sum(word in stopwords.ENGLISH and word not in TALK for word in words)
    if not persian or english >= persian or not text.isascii():
        return ""
    read = {word: TALK.get(word) or _sounds_like(word, known) for word in dict.fromkeys(words)}
    told = [word for word in words if word not in TALK]
    if not told or sum(bool(read[word]) for word in told) < FEWEST_READ * len(told):
        return ""
    return _WORD.sub(lambda found: read[found[0]] or found[0], text)


def _sounds_like(word: str, known: Vocabulary) -> str:
    index = _sounding.get(known)
    if index is None:
        index = _sounding[known] = _by_sound(known)
    shorter = [word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) > SHORTEST]
    for form in (word, *shorter):
        found = index.get(_latin_sound(form), ())
        if found:
            return max(found, key=lambda one: (round(_alike(form, one), 1), known.held[one], one))
    return ""


def _by_sound(known: Vocabulary) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in known.held:
        if len(word) >= SHORTEST and all(letter in LETTERS or letter in VOWELS for letter in word):
            for waw in ("", "v"):
                found["".join(LETTERS.get(letter, waw if letter == "و" else "") for letter in word)].append(
                    word
                )
    return {key: sorted(set(words)) for key, words in found.items() if key}


def _latin_sound(word: str) -> str:
    for written, sound in SOUNDS.items():
        word = word.replace(written, sound)
    return re.sub(r"(.)\1", r"\1", re.sub(r"[aeiouyh']", "", word))


def _alike(latin: str, persian: str) -> float:
    spelled = "".join((LETTERS | VOWELS)[letter] for letter in persian).lower()
    return SequenceMatcher(
        None, latin.replace("kh", "x").replace("u", "o").replace("oo", "o"), spelled
    ).ratio()
