"""Bytes to text: every charset seen in mail and exports, mislabelled and unlabelled ones too.

Invariant: decoding never raises, and what comes out can be stored and sent anywhere: no NUL, no lone
surrogates, no control characters but tab and newline, newlines only as line ends.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a label means in practice: the wider charset that mail programs really send under it.
_REAL_NAMES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "latin1": "cp1252",
    "iso88591": "cp1252",
    "iso88596": "cp1256",
    "iso88599": "cp1254",
    "ksc56011987": "cp949",
    "euckr": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "unicode11utf7": "utf-7",
    "hzgb2312": "hz",
    "macroman": "mac_roman",
    "iso88598i": "iso8859-8",
}
_NO_LABEL = {
    "",
    "unknown8bit",
    "unknown",
    "default",
    "usascii",
    "ascii",
    "ansix341968",
    "binary",
    "8bit",
    "userdefined",
}
_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W\d_]+")


def plain(text: str) -> str:
    """Text that any store and page accepts: newlines only, no control characters, no lone surrogates."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", _LINE_END.sub("\n", text)))


def decode(raw: bytes, label: str | None = None) -> str:
    """The text of some bytes, by byte order mark, then label, then UTF-8, then the likeliest old charset.

    A label is believed only as far as the bytes agree with it: UTF-8 sent as Latin-1 or ASCII is UTF-8.
    """
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return plain(raw[len(mark) :].decode(name, "replace"))
    return plain(_decoded(raw, _codec(label)))


def likely_encoding(sample: bytes) -> str:
    """The encoding of a file by a sample of it, a name for `open`; UTF-8 where nothing speaks against it."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return "utf-8-sig" if name == "utf-8" else name.rpartition("-")[0]
    return "utf-8-sig" if _mostly_utf8(sample) else _likeliest(sample)


def _decoded(raw: bytes, codec: str | None) -> str:
    if codec is not None and not _disproved(raw, codec):
        text = _strictly(raw, codec)
        if text is not None:
            return text
    if _mostly_utf8(raw, damage_allowed=1.0 if codec == "utf-8" else 0.05):
        return raw.decode("utf-8", "replace")
    if codec not in {None, "utf-8", "cp1252"}:
        return raw.decode(str(codec), "replace")
    return raw.decode(_likeliest(raw), "replace")


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _codec(label: str | None) -> str | None:
    """Python's name for a charset label, or None when the label says nothing we can use."""
    bare = re.sub(r"[^a-z0-9]", "", (label or "").lower()[:40]).removeprefix("x").removeprefix("cs")
    if bare in _NO_LABEL:
        return None
    name = _REAL_NAMES.get(bare) or re.sub(r"^(?:windows|win|cp)-?(\d+)$", r"cp\1", bare)
    for candidate in (name, (label or "").strip().strip("'\"")[:40]):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError, UnicodeError):
            continue
        if getattr(info, "_is_text_encoding", True):  # base64, rot13 and the like are codecs too
            return _REAL_NAMES.get(re.sub(r"[^a-z0-9]", "", info.name), info.name)
    return None


def _single_byte(codec: str) -> bool:
    """Whether a codec accepts nearly any bytes, so that success proves nothing."""
    return codec.startswith(("cp125", "iso8859", "mac", "koi8", "latin"))


def _disproved(raw: bytes, codec: str) -> bool:
    """Whether the bytes speak against their label: they are UTF-8, or nothing anybody writes in Latin-1."""
    if raw.isascii():
        return False
    if _strictly(raw, "utf-8") is not None:
        return _single_byte(codec) or (codec in {"gb18030", "big5hkscs"} and _likeness(raw, codec) < 0.7)
    return codec == "cp1252" and _likeness(raw, codec) < 0.5 and _likeness(raw, _likeliest(raw)) > 0.8


def _mostly_utf8(raw: bytes, damage_allowed: float = 0.05) -> bool:
    """Whether bytes are UTF-8, but for some damaged or cut-off characters for each whole one."""
    if _strictly(raw, "utf-8") is not None:
        return True
    damaged = raw.decode("utf-8", "replace").count("\ufffd")
    return damaged <= damage_allowed * len(_UTF8_PAIR.findall(raw))


def _likeliest(raw: bytes) -> str:
    """The old charset in which the bytes read most like words: of Chinese, Persian, Russian or the West."""
    sample = raw[:20_000]
    scores = {
        codec: _likeness(sample, codec) for codec in ("gb18030", "big5hkscs", "cp1256", "cp1251", "cp1252")
    }
    return max(scores, key=lambda codec: scores[codec])


def _likeness(sample: bytes, codec: str) -> float:
    """How much a decoded sample reads like language, 0 to 1, over its letters beyond ASCII."""
    text = sample.decode(codec, "replace")
    high = sum(not letter.isascii() for letter in text)
    if not high:
        return 0.0
    if codec in {"gb18030", "big5hkscs"}:
        return sum(_common_hanzi(letter, codec) for letter in text) / high
    good = sum(_good_letters(word, codec) for word in _WORD.findall(text))
    return good / high


def _common_hanzi(letter: str, codec: str) -> float:
    """1 for a character of the charset's first, frequent level, or its punctuation; 0 for what is rare."""
    if letter.isascii():
        return 0.0
    lead = letter.encode(codec, "replace")[0]
    frequent = 0xB0 <= lead <= 0xD7 if codec == "gb18030" else 0xA4 <= lead <= 0xC6
    return 1.0 if frequent or letter in "，。？！、：；（）《》“”「」" else 0.0


def _good_letters(word: str, codec: str) -> int:
    """The letters beyond ASCII in a word that keeps to one script and to ordinary capitals, else none."""
    high = [letter for letter in word if not letter.isascii()]
    if codec == "cp1256":
        return len(high) if high and all("؀" <= letter <= "ۿ" for letter in word) else 0
    ordinary_case = word[1:].islower() or word.isupper() or len(word) == 1
    if codec == "cp1251":
        cyrillic = all("Ѐ" <= letter <= "ӿ" for letter in word)
        return len(high) if cyrillic and ordinary_case else 0
    return len(high) if ordinary_case and 2 * len(high) <= len(word) else 0
