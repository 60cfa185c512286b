"""Decides which language a text is written in.

The script decides first, then a model among the languages of that script; what neither can tell is
the reader's own language. Safe to call from many threads.
"""

import re
import threading
from typing import Any

from kb.languages.scripts import HAN, KANA, words_by_script

# The languages the model chooses among, by script. Any other script below is one language.
_MODELLED = {
    "latin": ("en", "de", "es", "fr", "it", "nl", "pt", "tr"),
    "arabic": ("fa", "ar", "ur"),
    "cyrillic": ("ru", "uk"),
}
_ONE_LANGUAGE = {
    "ko": r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3", "el": r"\u0370-\u03ff\u1f00-\u1fff",
    "he": r"\u05d0-\u05ea", "th": r"\u0e01-\u0e4e", "hi": r"\u0900-\u097f", "bn": r"\u0980-\u09ff",
    "ta": r"\u0b80-\u0bff", "hy": r"\u0531-\u0587", "ka": r"\u10a0-\u10ff", "km": r"\u1780-\u17ff",
    "lo": r"\u0e80-\u0eff", "my": r"\u1000-\u109f", "am": r"\u1200-\u137f",
}  # fmt: skip
_CYRILLIC = r"\u0400-\u052f"

_ENOUGH_LETTERS = 12  # for the model; below it guesses
# Product names are Latin in every language, so a third of the words in another script is enough for it.
_ENOUGH_SHARE = 0.35
_KANA_SHARE = 0.15  # of Japanese text; less is a brand name in Chinese
_ENOUGH_TEXT = 4000  # characters; the rest of a long document changes nothing
_FALLBACK_ODDS = 3.0  # how much likelier the reader's own language is before a word is read

# Addresses, and the marks that stand for masked personal data (`[email]`), are of no language.
_ADDRESS = re.compile(r"https?://[!-~]+|\b[\w.+-]{1,64}@[\w-]+\.[\w.-]+|\[[a-z_]+\]", re.ASCII)
_KANA = re.compile(f"[{KANA}]")
_HAN = re.compile(f"[{HAN}]")
# Persian typed on an Arabic keyboard has Arabic Yeh and Kaf, so its other letters and its small words tell.
_PERSIAN_ONLY = re.compile("[پچژگکی]")
_PERSIAN_WORDS = re.compile(r"[پچژگ]|\b(?:از|است|اين|براي|در|را|شد|كرد|كرده|كه|مي|نمي)\b")
_ARABIC_ONLY = re.compile(r"[ةأإ]|\bال(?!ان|بته|ک|گ|زام)")
_ARABIC_KEYBOARD = str.maketrans("يىك", "ییک")
_URDU_ONLY = re.compile("[ٹڈڑںےھہ]")
_LOWER_CASE = re.compile("[a-zß-öø-ÿ]{2}")


class _Model:
    """py3langid restricted to the languages above; loaded on first use, once (0.6 s, 20 MB)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identifier: Any = None

    def odds(self, text: str) -> dict[str, float]:
        """Returns the probability of each modelled language."""
        if self._identifier is None:
            with self._lock:
                if self._identifier is None:
                    from py3langid.langid import MODEL_FILE, LanguageIdentifier

                    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
                    identifier.set_languages([code for codes in _MODELLED.values() for code in codes])
                    self._identifier = identifier
        return dict(self._identifier.rank(text))


_model = _Model()


def detect(text: str, fallback: str = "en") -> str:
    """Returns the ISO 639-1 code of the language a text is mostly written in.

    Args:
        text: any text; addresses and masks in it are not looked at.
        fallback: the reader's language (`fa`, `zh-TW`), taken where the text does not tell: no letters,
            a lone acronym or code, a few letters of a script the reader's language is written in.
    """
    fallback = fallback.replace("_", "-").split("-")[0].lower() or "en"
    text = _ADDRESS.sub(" ", text[:_ENOUGH_TEXT])
    script = _written_in(text)
    if script == "none":
        return fallback
    if script == "han":
        return _han_or_japanese(text, fallback)
    if script in _MODELLED:
        short = sum(map(str.isalpha, text)) < _ENOUGH_LETTERS
        return (_by_letters if short else _by_model)(text, script, fallback)
    return script if script != "other" else fallback


def _written_in(text: str) -> str:
    """Returns a key of `_MODELLED`, `han`, the code of a script with one language, `other` or `none`."""
    words = words_by_script(text)
    if not words:
        return "none"
    total = sum(words.values())
    best = max(words, key=lambda name: 0.0 if name == "latin" else words[name])
    if best == "latin" or words[best] < _ENOUGH_SHARE * total:
        return "latin"
    if best != "other":
        return best
    if _KANA.search(text):
        return "han"
    ranges = {"cyrillic": _CYRILLIC, **_ONE_LANGUAGE}
    counts = {name: len(re.findall(f"[{letters}]", text)) for name, letters in ranges.items()}
    name = max(counts, key=lambda key: counts[key])
    return name if counts[name] else "other"


def _han_or_japanese(text: str, fallback: str) -> str:
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if fallback == "zh" and kana == text.count("の"):
        return "zh"
    return "ja" if kana >= _KANA_SHARE * (kana + han) and kana else "zh"


def _by_letters(text: str, script: str, fallback: str) -> str:
    """Decides a text too short for the model."""
    if script == "arabic":
        if _PERSIAN_ONLY.search(text):
            return fallback if fallback == "ur" else "fa"
        if _ARABIC_ONLY.search(text) or (fallback != "fa" and re.search("[يىك]", text)):
            return "ar"
    if fallback in _MODELLED[script]:
        return fallback
    if script == "latin" and not _LOWER_CASE.search(text):
        return fallback
    return _MODELLED[script][0]


def _by_model(text: str, script: str, fallback: str) -> str:
    candidates = _MODELLED[script]
    if script == "arabic":
        if _PERSIAN_WORDS.search(text):
            text = text.translate(_ARABIC_KEYBOARD)
        if not _URDU_ONLY.search(text):
            candidates = ("fa", "ar")
    likelier = fallback if fallback in candidates else candidates[0]
    odds = _model.odds(text)
    return max(candidates, key=lambda code: odds[code] * (_FALLBACK_ODDS if code == likelier else 1))
