"""The marks and letters of a Rich Text file, with what is hidden or no text left out.

Invariant: letters come in the order of the file, decoded by the code page of their font; a group that is not
text (fonts, styles, pictures, embedded objects, field instructions) gives nothing, and nesting is not recursion.
Source: Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_NO_TEXT = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata themedata datastore generator filetbl revtbl rsidtbl "
    b"listtable listoverridetable header headerl headerr headerf footer footerl footerr footerf xmlnstbl fldinst "
    b"colorschememapping latentstyles bkmkstart bkmkend mmathPr nonshppict shpinst template xe tc atnid "
    b"atnauthor annotation pgptbl userprops wgrffmtfilter passwordhash falt panose".split()
)
_TEXT_OF_STARRED = frozenset({b"shptxt", b"shprslt", b"fldrslt", b"listtext", b"pntext"})
_LETTER_WORDS = (
    b"emdash endash bullet lquote rquote ldblquote rdblquote emspace enspace tab zwj zwnj ltrmark rtlmark"
)
_SIGNS = "—–•‘’“”  \t\u200d\u200c\u200e\u200f"
_LETTERS = dict(zip(_LETTER_WORDS.split(), _SIGNS, strict=True))
_CHARSET_NUMBERS = (128, 129, 134, 136, 161, 162, 163, 177, 178, 186, 204, 222, 238, 255)
_CODE_PAGES = "932 949 936 950 1253 1254 1258 1255 1256 1257 1251 874 1250 437"
_CHARSETS = {0: "cp1252", 77: "mac_roman"} | {
    number: f"cp{page}" for number, page in zip(_CHARSET_NUMBERS, _CODE_PAGES.split(), strict=True)
}
_DEEPEST = 10_000  # groups; what is deeper is read as if it were there


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits: whether it is text, its code page, how many letters stand in for a Unicode one."""

    silent: bool = False
    codepage: str = ""
    stand_ins: int = 1
    is_fonts: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A control word with its number and how many groups it is in; the end of a group is "}"."""

    name: str
    number: int | None
    depth: int


def words(data: bytes) -> Iterator[Mark | str]:
    """The marks and the texts of a file, in order; control words that are letters come as text."""
    reader = _Reader()
    for token in _TOKEN.finditer(data):
        word, number, byte, symbol, brace, text = token.groups()
        if byte is not None or text is not None:
            reader.take_bytes(bytes([int(byte, 16)]) if byte is not None else text)
            continue
        yield from reader.waiting()
        if brace is not None:
            yield from reader.take_brace(opening=brace == b"{")
        elif symbol is not None:
            yield from reader.take_letter(_symbol(symbol), starred=symbol == b"*")
        elif word is not None:
            yield from reader.take_word(word, int(number) if number is not None else None)
    yield from reader.waiting()


class _Reader:
    """What is known at one place of a file: the groups around it, the fonts, the bytes not decoded yet."""

    def __init__(self) -> None:
        self._states = [_State()]
        self._beyond = 0  # groups deeper than any that mean something
        self._bytes = bytearray()
        self._skip = 0
        self._starred = False
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0

    @property
    def _state(self) -> _State:
        return self._states[-1]

    def waiting(self) -> Iterator[str]:
        """The text of the bytes taken so far: letters of two bytes may come as two tokens."""
        if self._bytes:
            yield bytes(self._bytes).decode(self._state.codepage or self._default, "replace")
            self._bytes.clear()

    def take_bytes(self, raw: bytes) -> None:
        skipped = min(self._skip, len(raw))
        self._skip -= skipped
        if not self._state.silent:
            self._bytes += raw[skipped:]

    def take_brace(self, *, opening: bool) -> Iterator[Mark]:
        self._skip, self._starred = 0, False
        if opening:
            if len(self._states) < _DEEPEST:
                self._states.append(self._state)
            else:
                self._beyond += 1
            return
        if self._beyond:
            self._beyond -= 1
        elif len(self._states) > 1:
            self._states.pop()
            if not self._state.silent:
                yield Mark("}", None, len(self._states))

    def take_letter(self, letter: str, *, starred: bool = False) -> Iterator[str]:
        self._starred = starred
        if letter and self._skip:
            self._skip -= 1
        elif letter and not self._state.silent:
            yield letter

    def take_word(self, word: bytes, number: int | None) -> Iterator[Mark | str]:
        if word == b"ansicpg" and number:
            self._default = _codec(f"cp{number}") or self._default
        self._enter(word, number)
        self._starred = False
        if self._state.silent:
            return
        if word == b"u" and number is not None:
            self._skip = self._state.stand_ins
            yield chr(number & 0xFFFF) if abs(number) <= 0xFFFF else "\ufffd"
        elif self._skip:
            self._skip -= 1
        elif word in _LETTERS:
            yield _LETTERS[word]
        else:
            yield Mark(word.decode("ascii"), number, len(self._states))

    def _enter(self, word: bytes, number: int | None) -> None:
        """Let a control word change what holds from here to the end of its group."""
        if self._state.is_fonts:
            self._learn_font(word, number)
        elif word == b"fonttbl":
            self._states[-1] = replace(self._state, silent=True, is_fonts=True)
        elif word in _NO_TEXT or (self._starred and word not in _TEXT_OF_STARRED):
            self._states[-1] = replace(self._state, silent=True)
        elif word in _CHANGES:
            self._states[-1] = _CHANGES[word](self._state, number, self._fonts)

    def _learn_font(self, word: bytes, number: int | None) -> None:
        if word == b"f":
            self._font = number or 0
        elif word == b"fcharset" and number is not None and number != 1:
            self._fonts[self._font] = _codec(_CHARSETS.get(number, "")) or ""
        elif word == b"cpg" and number:
            self._fonts[self._font] = _codec(f"cp{number}") or ""


_Change: TypeAlias = "Callable[[_State, int | None, Mapping[int, str]], _State]"
_CHANGES: dict[bytes, _Change] = {
    b"v": lambda state, number, _: replace(state, silent=number != 0),
    b"f": lambda state, number, fonts: replace(state, codepage=fonts.get(number or 0, "")),
    b"plain": lambda state, _, __: replace(state, codepage=""),
    b"uc": lambda state, number, _: replace(state, stand_ins=min(max(number or 0, 0), 8)),
}


def _symbol(symbol: bytes) -> str:
    """The letters that a control symbol stands for."""
    if symbol in b"\\{}":
        return symbol.decode("ascii")
    return {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", b"\t": "\t"}.get(symbol, "")


def _codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None
