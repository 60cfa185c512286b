"""Opens zip archives that strangers made: exports of chats, and documents that are zips themselves.

Invariant: nothing is written to disk; sizes, names and flags of the whole directory are judged before a first
byte is unpacked, and a member never gives more bytes than its directory entry promised.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from ingest.reasons import Reason, because
from kb.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_UNPACKED = 512 * 2**20  # bytes
_MOST_FILES = 20_000
_LARGEST_RATIO = 250  # packed text reaches about 30, a spreadsheet of one repeated value about 150
_RATIO_MATTERS_FROM = 32 * 2**20  # bytes unpacked; below that nobody is harmed
_ENCRYPTED = 0x1
_ENCRYPTED_INSIDE = because("encrypted_inside")
# What reading a damaged file of an archive raises; the last stand for compressions nobody here can undo.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_DRIVE = re.compile(r"[A-Za-z]:")
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")


class ArchiveRefusedError(UnusableInputError):
    """The archive is not opened: {reason}."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason  # one sentence without names from inside the archive
        super().__init__(reason=reason)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold: bytes unpacked in all, files, and bytes unpacked for each byte packed."""

    unpacked: int
    files: int = _MOST_FILES
    ratio: int = _LARGEST_RATIO


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that may be read.

    `names` are its readable files in the order of the directory, with `/` between folders. `refused` are the
    files that are not read (encrypted, an archive again, a link), each with its reason.
    """

    names: tuple[str, ...]
    refused: tuple[tuple[str, Reason], ...]
    _file: zipfile.ZipFile
    _readable: frozenset[str]

    def open(self, name: str) -> IO[bytes]:
        """A readable file of the archive as a stream of bytes.

        Raises:
            KeyError: The name is not one of `names`.
            Exception: One of `DAMAGE`, here or while reading, when the file is damaged.
        """
        if name not in self._readable:
            raise KeyError(name)
        return self._file.open(name)

    def size(self, name: str) -> int:
        """How many bytes a file unpacks to."""
        return self._file.getinfo(name).file_size


@contextmanager
def opened(path: Path, limits: Limits | None = None) -> Iterator[Archive]:
    """Open an archive after judging its directory.

    Args:
        path: The archive.
        limits: What it may hold; without, what a document may.

    Raises:
        ArchiveRefusedError: It is damaged, too large or a bomb, or a name in it leads outside of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ArchiveRefusedError(because("damaged", extension=path.suffix.lower())) from None
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if reason := _refusal(members, limits or Limits(LARGEST_UNPACKED)):
            raise ArchiveRefusedError(reason)
        refused = tuple((member.filename, why) for member in members if (why := _unread(member)))
        closed = {name for name, _ in refused}
        names = dict.fromkeys(member.filename for member in members if member.filename not in closed)
        yield Archive(tuple(names), refused, archive, frozenset(names))


def refusal(path: Path) -> Reason | None:
    """One sentence why a document that is a zip must not be opened, or None when it may."""
    try:
        with opened(path) as archive:
            if any(reason == _ENCRYPTED_INSIDE for _, reason in archive.refused):
                return because("encrypted")
    except ArchiveRefusedError as error:
        return error.reason
    return None


def _refusal(members: list[zipfile.ZipInfo], limits: Limits) -> Reason | None:
    """Why the archive as a whole is not opened."""
    if len(members) > limits.files:
        return because("unpacks_many", limit=limits.files)
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked:
        return because("unpacks_large", megabytes=limits.unpacked // 2**20)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > _RATIO_MATTERS_FROM and unpacked > limits.ratio * packed:
        return because("unpacks_wide", times=limits.ratio)
    if any(_leads_outside(member.orig_filename) for member in members):
        return because("leads_outside")
    return None


def _leads_outside(name: str) -> bool:
    """Whether unpacking a name somewhere would write elsewhere: `../x`, `/x`, `C:x`, or a NUL in it."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or bool(_DRIVE.match(name)) or "\0" in name


def _unread(member: zipfile.ZipInfo) -> Reason | None:
    """Why one file of the archive is not read."""
    if member.flag_bits & _ENCRYPTED:
        return _ENCRYPTED_INSIDE
    if stat.S_ISLNK(member.external_attr >> 16):
        return because("link_inside")
    if member.filename.lower().endswith(_ARCHIVES):
        return because("archive_inside")
    return None
