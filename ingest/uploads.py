"""Files that came over the web, kept only until their import is done: they hold unmasked mail.

Each upload is a folder of its own below the home folder; `forget` removes those that no waiting import names, at once
those of an erased person, the others after a while in which their import can still be looked at.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from kb.archive import imports
from kb.library import Library
from kb.settings import Settings

GRACE = 600  # seconds an upload may take to be queued
HURRY = ".erase"  # a file in an upload's folder: somebody in it was erased


def folder(settings: Settings) -> Path:
    """Return where uploaded files are kept."""
    return settings.home.absolute() / "uploads"


def waiting(library: Library) -> list[tuple[Path, str]]:
    """Return the uploaded files that imports still have to read, each with the kind it is read as."""
    root = folder(library.settings)
    with library.database.reading() as session:
        named = [(Path(path), kind) for path, kind in imports.waiting(session)]
    return [(path, kind) for path, kind in named if path.is_relative_to(root)]


def hurry(library: Library, file: Path) -> None:
    """Have the upload of a file removed as soon as its import is done."""
    root = folder(library.settings)
    (root / file.relative_to(root).parts[0] / HURRY).touch()


def forget(library: Library, *, at_once: bool = False) -> int:
    """Remove the folders of uploads whose imports are over; return how many.

    Args:
        library: the open knowledge base.
        at_once: also those that came just now; one that is not queued yet stays.
    """
    root = folder(library.settings)
    if not root.is_dir():
        return 0
    with library.database.reading() as session:
        named = [Path(path) for path in imports.named(session, str(root))]
    needed = {path for path, _ in waiting(library)}
    young = time.time() - GRACE
    gone = []
    for one in root.iterdir():
        if any(path.is_relative_to(one) for path in needed):
            continue
        over = at_once and any(path.is_relative_to(one) for path in named)
        if over or one.stat().st_mtime < young or (one / HURRY).exists():
            gone.append(one)
    for one in gone:
        shutil.rmtree(one, ignore_errors=True)
    return len(gone)
