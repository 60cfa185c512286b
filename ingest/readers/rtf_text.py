"""The text of a mail that Outlook kept as compressed RTF ([MS-OXRTFCP], [MS-OXRTFEX]).

Invariant: what is unpacked is never longer than its head says nor than `LONGEST`; damage ends the text, no more.
"""

from __future__ import annotations

import codecs
import re

LONGEST = 8 * 2**20  # bytes of RTF
_PACKED, _PLAIN = b"LZFu", b"MELA"
_HEAD = 16
_WINDOW = 4096
_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])|([^\\{}]+)", re.DOTALL)
_UNSEEN = {
    *(
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"object",
        b"header",
        b"footer",
        b"themedata",
    ),
    *(b"mhtmltag", b"listtable", b"listoverridetable", b"rsidtbl", b"generator", b"fldinst", b"xmlnstbl"),
    b"datastore",
}
_LINES = {b"par": "\n", b"line": "\n", b"row": "\n", b"cell": "\t", b"tab": "\t", b"page": "\n"}
_SIGNS = {
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"endash": "–",
    b"emdash": "—",
}
_SIGNS |= {b"bullet": "•", b"zwnj": "\u200c", b"zwj": "\u200d"}
_DEEPEST = 1000


def unpacked(packed: bytes) -> bytes:
    """RTF out of its compressed form; b"" when it is none."""
    if len(packed) < _HEAD:
        return b""
    length = min(int.from_bytes(packed[4:8], "little"), LONGEST)
    if packed[8:12] == _PLAIN:
        return packed[_HEAD : _HEAD + length]
    return _inflated(packed[_HEAD:], length) if packed[8:12] == _PACKED else b""


def _inflated(packed: bytes, length: int) -> bytes:
    window = bytearray(_START.ljust(_WINDOW, b" "))
    at = len(_START)
    out = bytearray()
    place = 0
    while place < len(packed) and len(out) < length:
        flags = packed[place]
        place += 1
        for bit in range(8):
            if place >= len(packed):
                break
            if flags >> bit & 1:
                token = int.from_bytes(packed[place : place + 2], "big")
                place += 2
                start, count = token >> 4, (token & 15) + 2
                if start == at % _WINDOW:
                    return bytes(out[:length])
                taken = range(start, start + count)
            else:
                window[at % _WINDOW] = packed[place]
                out.append(packed[place])
                at, place = at + 1, place + 1
                continue
            for source in taken:
                letter = window[source % _WINDOW]
                window[at % _WINDOW] = letter
                out.append(letter)
                at += 1
    return bytes(out[:length])


def holds_html(rtf: bytes) -> bool:
    """Whether RTF only wraps the HTML that the mail was written in."""
    return b"\\fromhtml" in rtf[:1000]


def html_of(rtf: bytes) -> str:
    """The HTML that RTF wraps."""
    return _Walk(html=True).read(rtf)


def text_of(rtf: bytes) -> str:
    """The words of RTF, a line for each paragraph."""
    return _Walk(html=False).read(rtf)


class _Walk:
    """Goes through RTF once; a group may hide what is in it, and ends what it began."""

    def __init__(self, *, html: bool) -> None:
        self._html = html
        self._out: list[str] = []
        self._bytes = bytearray()
        self._codec = "cp1252"
        self._groups: list[tuple[bool, int]] = []
        self._hidden = False
        self._wrapper = False  # what RTF shows beside the HTML it wraps
        self._fallback = 1  # how many letters stand in for one beyond the code page
        self._skip = 0
        self._optional = False

    def read(self, rtf: bytes) -> str:
        for token in _TOKEN.finditer(rtf[:LONGEST]):
            code, word, number, sign, brace, letters = token.groups()
            if brace:
                self._group(opens=brace == b"{")
            elif code:
                self._letters(bytes([int(code, 16)]))
            elif word:
                self._word(word, int(number) if number else None)
            elif sign:
                self._sign(sign)
            else:
                self._letters(letters.replace(b"\r", b"").replace(b"\n", b""))
        self._flush()
        return "".join(self._out)

    def _group(self, *, opens: bool) -> None:
        self._skip = 0
        if opens and len(self._groups) < _DEEPEST:
            self._groups.append((self._hidden, self._fallback))
        elif not opens and self._groups:
            self._hidden, self._fallback = self._groups.pop()
        self._optional = False

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"ansicpg" and number:
            self._codec = _known(f"cp{number}")
        elif word == b"uc":
            self._fallback = min(number or 0, 10)
        elif word == b"htmlrtf":
            self._wrapper = number != 0
        elif word == b"htmltag":
            self._hidden = not self._html
        elif word == b"u" and number is not None:
            self._write(chr(number % 0x10000))
            self._skip = self._fallback
        elif word in _UNSEEN or self._optional:
            self._hidden = True
        elif mark := _LINES.get(word) or _SIGNS.get(word):
            self._write(mark)
        self._optional = False

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._optional = True
        elif sign in b"\\{}":
            self._letters(sign)
        elif sign == b"~":
            self._write("\u00a0")
        elif sign in b"\r\n":
            self._write("\n")

    def _letters(self, letters: bytes) -> None:
        skipped = min(self._skip, len(letters))
        self._skip -= skipped
        if not self._hidden and not self._wrapper:
            self._bytes += letters[skipped:]

    def _write(self, text: str) -> None:
        if not self._hidden and not self._wrapper:
            self._flush()
            self._out.append(text)

    def _flush(self) -> None:
        """Decode the bytes so far: a letter may be two of them, so not one by one."""
        if self._bytes:
            self._out.append(self._bytes.decode(self._codec, "replace"))
            self._bytes.clear()


def _known(codec: str) -> str:
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return "cp1252"
