"""Files that came over the web, kept only until their import is done: they hold unmasked mail.

Each upload is a folder of its own below the home folder; `forget` removes those that no waiting import names.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from kb.archive import imports
from kb.library import Library
from kb.settings import Settings

GRACE = 600  # seconds an upload may take to be queued


def folder(settings: Settings) -> Path:
    """Return where uploaded files are kept."""
    return settings.home.absolute() / "uploads"


def forget(library: Library) -> int:
    """Remove the folders of uploads whose imports are over; return how many."""
    root = folder(library.settings)
    if not root.is_dir():
        return 0
    with library.database.reading() as session:
        waiting = [Path(path) for path in imports.waiting_paths(session)]
    young = time.time() - GRACE
    gone = [
        one
        for one in root.iterdir()
        if one.stat().st_mtime < young and not any(path.is_relative_to(one) for path in waiting)
    ]
    for one in gone:
        shutil.rmtree(one, ignore_errors=True)
    return len(gone)
