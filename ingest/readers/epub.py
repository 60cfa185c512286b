"""Books (`.epub`) as their chapters: a zip of XHTML pages in the order of its spine.

Invariant: the archive was judged before (`ingest.readers.zipped`); only what the spine names is read, nothing
is unpacked to disk, no entity is resolved. unstructured reads `.epub` through a program that is not part of
Python; the chapters go through its HTML reader instead.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree

from ingest.readers import zipped
from ingest.readers.charsets import decode
from ingest.reasons import because

if TYPE_CHECKING:
    from pathlib import Path

_CONTAINER = "META-INF/container.xml"
_PAGES = {"application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"}
_LARGEST_CHAPTER = 16 * 2**20  # bytes
_MOST_CHAPTERS = 5000


class BookDamagedError(zipped.ArchiveRefusedError):
    """The book is not read: {reason}."""


@dataclass(frozen=True, slots=True)
class Book:
    """The title of a book and the XHTML of its chapters in reading order."""

    title: str
    chapters: tuple[str, ...]


def opened(path: Path) -> Book:
    """Read a book's chapters.

    Raises:
        ArchiveRefusedError: It is no archive, or one that must not be opened.
        BookDamagedError: It does not say what is in it, or is encrypted.
    """
    with zipped.opened(path) as archive:
        names = {_bare(name): name for name in archive.names}
        container = _tree(archive, names.get(_bare(_CONTAINER)))
        package = next((_bare(one.get("full-path", "")) for one in _all(container, "rootfile")), "")
        root = _tree(archive, names.get(package))
        pages = {
            one.get("id"): _bare(posixpath.join(posixpath.dirname(package), unquote(one.get("href", ""))))
            for one in _all(root, "item")
            if one.get("media-type") in _PAGES and "nav" not in (one.get("properties") or "").split()
        }
        spine = dict.fromkeys(
            pages[one.get("idref")] for one in _all(root, "itemref") if one.get("idref") in pages
        )
        wanted = [names[page] for page in spine if page in names]
        if len(wanted) > _MOST_CHAPTERS:
            raise BookDamagedError(because("book_long", limit=_MOST_CHAPTERS))
        if not wanted and any(name.endswith("encryption.xml") for name in names):
            raise BookDamagedError(because("book_encrypted"))
        title = next((one.text or "" for one in _all(root, "title")), "")
        return Book(" ".join(title.split()), tuple(decode(_bytes(archive, name)) for name in wanted))


def _tree(archive: zipped.Archive, name: str | None) -> Any:
    if name is None:
        raise BookDamagedError(because("book_lost"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(_bytes(archive, name), parser)
    if root is None:
        raise BookDamagedError(because("xml_damaged"))
    return root


def _bytes(archive: zipped.Archive, name: str) -> bytes:
    if archive.size(name) > _LARGEST_CHAPTER:
        raise BookDamagedError(because("chapter_large", megabytes=_LARGEST_CHAPTER // 2**20))
    with archive.open(name) as file:
        return file.read(_LARGEST_CHAPTER)


def _all(root: Any, name: str) -> list[Any]:
    """The elements of a local name, in any namespace."""
    return [one for one in root.iter("{*}" + name, name) if isinstance(one.tag, str)]


def _bare(name: str) -> str:
    """A path inside the archive as it is compared: books disagree with themselves about case."""
    return posixpath.normpath(name.partition("#")[0]).casefold()
