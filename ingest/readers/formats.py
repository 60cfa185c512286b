"""How the files of one format are read: what a line of the registry says.

Invariant: a format is a value; nothing here opens a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.items import Item, Kind

LARGEST_TEXT = 32 * 2**20  # bytes of a page or text that is read as a whole: ten thousand pages
LARGEST_DOCUMENT = 256 * 2**20  # bytes of a document with pictures in it

Read: TypeAlias = "Callable[[Path, Kind], Iterator[Item]]"


@dataclass(frozen=True, slots=True)
class Format:
    """How files of some extensions are read.

    `kinds` are the values of `--kind` the format is read for besides "auto"; `wanted` is what the reader is
    told to look for in "auto" ("unknown" lets it decide). `is_text`: no such file holds NUL bytes. `apart`:
    its parser is kept in a process of its own. `largest` is in bytes; formats without it are streamed. A format
    with `tells` is one of several of its extensions: the first that knows the beginning of a file reads it.
    """

    extensions: tuple[str, ...]
    read: Read
    kinds: tuple[str, ...]
    wanted: Kind = "unknown"
    is_text: bool = True
    apart: bool = False
    largest: int | None = None
    tells: Callable[[bytes], bool] | None = None


def chat(extensions: tuple[str, ...], read: Read, tells: Callable[[bytes], bool]) -> Format:
    """An export of chats, told from others of its extension by its beginning."""
    return Format(extensions, read, ("chat",), "chat", is_text=False, tells=tells)


def text(extensions: tuple[str, ...], read: Read, wanted: Kind = "unknown") -> Format:
    """A page or text that is read as a whole."""
    return Format(extensions, read, ("faq", "document"), wanted, apart=True, largest=LARGEST_TEXT)


def document(extensions: tuple[str, ...], read: Read, wanted: Kind = "unknown") -> Format:
    """A document that a parser of its own reads."""
    kinds = ("faq", "document")
    return Format(extensions, read, kinds, wanted, is_text=False, apart=True, largest=LARGEST_DOCUMENT)
