"""What a file is by its first bytes, where its name does not say.

Invariant: only the start of a file is looked at; nothing here decodes or unpacks it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

START = 16_384  # bytes
_IMAGE, _SOUND, _ARCHIVE = "an image", "a sound", "an archive"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"BM", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"\x01\xda", _IMAGE),
    (b"\x59\xa6\x6a\x95", _IMAGE),
    (b"\x76\x2f\x31\x01", _IMAGE),
    (b"#define ", "a program"),
    (b"FORM", _SOUND),
    (b".snd", _SOUND),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\xd0\xcf\x11\xe0", "an Outlook or old Office file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format", "a database"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_NOISE_FROM = 0.04  # of the bytes
_PORTABLE_BITMAP = re.compile(rb"P[1-6]\s+(?:#[^\n]*\s+)?\d+\s+\d+\s")
_UTF_MARKS = (b"\xff\xfe", b"\xfe\xff")


def start_of(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(START)


def binary_kind(start: bytes) -> str | None:
    """What kind of binary file begins like this ("an image"), or None when it may be text."""
    if start.startswith(b"RIFF"):
        return _IMAGE if start[8:12] == b"WEBP" else _SOUND
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if _PORTABLE_BITMAP.match(start):
        return _IMAGE
    return "binary data" if is_noise(start) else None


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
