"""The spool: what live sources brought, on disk only from the moment it came until its import is done.

A folder appears in it whole or not at all, and before the database knows of it; what no import names is an
unfinished attempt that will be made again, so it is thrown away. It holds unmasked mail.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.items import Item
from kb.archive import live_sources
from kb.library import Library
from kb.settings import Settings

GRACE = 600  # seconds a folder may take to be queued
DAY = 86400  # seconds


def folder(settings: Settings) -> Path:
    """Return where what live sources brought is kept."""
    return settings.home.absolute() / "spool"


@contextmanager
def filling(settings: Settings, name: str) -> Iterator[Path]:
    """Give a folder to put files into; it gets its name and is on disk for good when the block ends well.

    A folder of that name that is there already stays: who chooses the same name twice brings the same.
    """
    root = folder(settings)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = root / f".{secrets.token_hex(8)}"
    draft.mkdir(mode=0o700)
    try:
        yield draft
        for file in draft.iterdir():
            _flush(file)
        _flush(draft)
        if (root / name).exists():
            os.utime(root / name)  # it may be about to be thrown away
        else:
            draft.rename(root / name)
        _flush(root)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _flush(path: Path) -> None:
    """Wait until a file or folder is on disk: the position of its source must never be there before it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def labelled(library: Library, import_id: int, items: Iterable[Item]) -> Iterator[Item]:
    """Name items of an import from the spool after the source they came from: the files will not stay.

    A conversation that a webhook brings twice is so the same one, whatever file it came in.
    """
    with library.database.reading() as session:
        name = live_sources.source_name(session, import_id)
    root = folder(library.settings)
    for item in items:
        path = Path(item.source)
        if name is None or not path.is_relative_to(root):
            yield item
        else:
            yield replace(item, source=f"{name};UID={path.stem}" if path.stem.isdecimal() else name)


def tidy(library: Library) -> int:
    """Remove what was imported, what was never queued, and what was given up; return how many folders."""
    root = folder(library.settings)
    if not root.is_dir():
        return 0
    ages = {one.name: time.time() - one.stat().st_mtime for one in root.iterdir()}  # before the states
    if not ages:
        return 0
    with library.database.reading() as session:
        states = live_sources.states(session, list(ages))
    kept = library.settings.keep_raw_days * DAY
    gone = [name for name, age in ages.items() if _over(states.get(name), age, kept)]
    for name in gone:
        shutil.rmtree(root / name, ignore_errors=True)
    return len(gone)


def _over(state: str | None, age: float, kept: float) -> bool:
    """Whether nobody needs a folder any more, by the state of its import and its age in seconds."""
    if state is None:
        return age > GRACE
    return state == "done" or (state == "failed" and bool(kept) and age > kept)
