"""What a file is by its first bytes, where its name does not say.

Invariant: only the start of a file is looked at; nothing here decodes or unpacks it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from pathlib import Path

START = 16_384  # bytes
_IMAGE, _SOUND, _ARCHIVE = because("image"), because("sound"), because("archive")
_PROGRAM = because("program")
_SIGNATURES: tuple[tuple[bytes, Reason], ...] = (
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"BM", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"\x01\xda", _IMAGE),
    (b"\x59\xa6\x6a\x95", _IMAGE),
    (b"\x76\x2f\x31\x01", _IMAGE),
    (b"#define ", _PROGRAM),
    (b"FORM", _SOUND),
    (b".snd", _SOUND),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"%PDF-", because("pdf")),
    (b"PK\x03\x04", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\xd0\xcf\x11\xe0", because("old_office")),
    (b"\x7fELF", _PROGRAM),
    (b"MZ", _PROGRAM),
    (b"SQLite format", because("database")),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_NOISE_FROM = 0.04  # of the bytes
_PORTABLE_BITMAP = re.compile(rb"P[1-6]\s+(?:#[^\n]*\s+)?\d+\s+\d+\s")
_UTF_MARKS = (b"\xff\xfe", b"\xfe\xff")


def start_of(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(START)


def binary_kind(start: bytes) -> Reason | None:
    """What kind of binary file begins like this ("an image"), or None when it may be text."""
    if start.startswith(b"RIFF"):
        return _IMAGE if start[8:12] == b"WEBP" else _SOUND
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if _PORTABLE_BITMAP.match(start):
        return _IMAGE
    return because("binary") if is_noise(start) else None


def disguised(start: bytes) -> str | None:
    """The extension that a document under a text file's name should have; None when it may be text."""
    if start.startswith(b"%PDF-"):
        return ".pdf"
    return ".rtf" if start.startswith(b"{\\rtf") else None


def is_noise(start: bytes) -> bool:
    """Whether bytes are no text: NULs and other control characters, and no mark of an encoding with NULs.

    One NUL that a program left in a text does not make it noise.
    """
    if b"\0" not in start or start.startswith(_UTF_MARKS):
        return False
    return len(start) - len(start.translate(None, _CONTROL)) > _NOISE_FROM * len(start)
