"""Bytes to text: every charset seen in mail and exports, mislabelled and unlabelled ones too.

Invariant: decoding never raises, and what comes out can be stored and sent anywhere: no NUL, no lone
surrogates, no control characters but tab and newline, newlines only as line ends.
"""

from __future__ import annotations

import codecs
import re

from ingest.readers.charset_scores import CANDIDATES, chinese_after_all, likeliest
from ingest.readers.likeness import letters, likeness

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
#: Charsets that are all ASCII on the wire, by what gives them away.
_ESCAPED = (
    (re.compile(rb"~\{(?:[!-}][!-~]){1,400}~\}"), "hz"),
    (re.compile(rb"\x1b\$[@B]"), "iso2022_jp"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
_LIKELY, _CLEARLY = 0.5, 0.3  # how likely another charset is, and by how much, to speak against a label
_ENOUGH = 4  # letters beyond ASCII that it takes to speak against a label


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
    return "utf-8-sig" if _mostly_utf8(sample) else likeliest(sample)


def _decoded(raw: bytes, codec: str | None) -> str:
    escaped = _escaped(raw) if codec is None or not codec.startswith("iso2022") else None
    if escaped is not None:
        return escaped
    if codec is not None:
        text = _strictly(raw, codec)
        if _disproved(raw, codec):
            codec = None
        elif text is not None:
            return text
    if codec is None and _strictly(raw, "utf-8") is not None and chinese_after_all(raw):
        return raw.decode("gb18030", "replace")
    if _mostly_utf8(raw, damage_allowed=1.0 if codec == "utf-8" else 0.05):
        return raw.decode("utf-8", "replace")
    if codec not in {None, "utf-8", "cp1252"}:
        return raw.decode(str(codec), "replace")
    return raw.decode(likeliest(raw), "replace")


def _escaped(raw: bytes) -> str | None:
    """The text of bytes in a charset that switches by escapes, or None when it is none."""
    if not raw.isascii():
        return None
    name = next((name for mark, name in _ESCAPED if mark.search(raw)), None)
    return _strictly(raw, name) if name else None


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
    """Whether the bytes speak against their label: they are UTF-8, or read like another charset altogether."""
    if raw.isascii():
        return False
    if _strictly(raw, "utf-8") is not None:
        return _single_byte(codec) or (codec in {"gb18030", "big5hkscs"} and likeness(raw, codec) < 0.85)
    if codec not in CANDIDATES or letters(raw, codec) < _ENOUGH:
        return False
    best = likeness(raw, likeliest(raw))
    return best > _LIKELY and best > likeness(raw, codec) + _CLEARLY


def _mostly_utf8(raw: bytes, damage_allowed: float = 0.05) -> bool:
    """Whether bytes are UTF-8, but for some damaged or cut-off characters for each whole one."""
    if _strictly(raw, "utf-8") is not None:
        return True
    damaged = raw.decode("utf-8", "replace").count("\ufffd")
    return damaged <= damage_allowed * len(_UTF8_PAIR.findall(raw))
