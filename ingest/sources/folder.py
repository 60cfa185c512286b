"""A watched folder: new and changed files are queued once they stopped growing.

Files are looked at, not waited for: what the system reports of changes does not reach network and container mounts.
What was queued stands in SQL in the same transaction, so a restart neither forgets nor repeats a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ingest.readers import walk
from ingest.reasons import because
from kb.archive import live_sources
from kb.archive.live_sources import Parcel, Stamp
from kb.errors import DaneshError
from kb.library import Library

SETTLE = 2.0  # seconds between the two looks in which a file must not have changed
PARCEL_FILES = 500
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", "~")


class FolderUnavailableError(DaneshError):
    """The watched folder {folder} cannot be read: {reason}."""


def look(folder: Path) -> dict[str, Stamp]:
    """Return the files below a folder as they are now; names of half-written files are passed over.

    Raises:
        FolderUnavailableError: it is not there, or may not be read.
    """
    if not folder.is_dir():
        raise FolderUnavailableError(folder=folder, reason=because("no_folder"))
    seen: dict[str, Stamp] = {}
    try:
        for path in walk.files([folder]):
            if path.name.lower().endswith(UNFINISHED):
                continue
            try:
                found = path.stat()
            except FileNotFoundError:
                continue  # moved away since, or a link to nowhere
            seen[str(path)] = Stamp(found.st_size, found.st_mtime_ns)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FolderUnavailableError(folder=folder, reason=reason) from error
    return seen


def settled(known: Mapping[str, Stamp], before: Mapping[str, Stamp], now: Mapping[str, Stamp]) -> list[str]:
    """Return the files to queue: as they were at the look before, but not as they were last queued."""
    return [path for path, stamp in now.items() if before.get(path) == stamp and known.get(path) != stamp]


def take(
    library: Library, source_id: int, before: Mapping[str, Stamp], now: Mapping[str, Stamp]
) -> list[int]:
    """Queue the files that settled between two looks; return the imports."""
    with library.database.reading() as session:
        ripe = settled(live_sources.watched(session, source_id), before, now)
    queued = []
    for start in range(0, len(ripe), PARCEL_FILES):
        paths = ripe[start : start + PARCEL_FILES]
        with library.database.session() as session:
            live_sources.note_files(session, source_id, {path: now[path] for path in paths})
            queued.append(live_sources.deliver(session, source_id, Parcel(paths, len(paths))))
    with library.database.session() as session:
        live_sources.succeeded(session, source_id)
    return queued
