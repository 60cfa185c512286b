"""Lets one process at a time have the index folder, and tells a second one who has it.

Asked before the engine is: its own lock comes after it has opened the files, which breaks the process that is
writing them ("tracker journal is shorter than expected").
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
from pathlib import Path
from typing import TextIO

from kb.errors import IndexLockedError

FILE = "owner.json"


def take(folder: Path) -> TextIO:
    """Lock a folder for this process; closing what is returned, or dying, gives it free.

    Raises:
        IndexLockedError: another process, or another index of this one, has it.
    """
    note = (folder / FILE).open("a+", encoding="utf-8")
    try:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        note.close()
        raise IndexLockedError(path=folder, owner=name(folder)) from error
    note.truncate(0)
    json.dump({"host": socket.gethostname(), "pid": os.getpid(), "command": " ".join(sys.argv)[:200]}, note)
    note.flush()
    return note


def name(folder: Path) -> str:
    """Say who has a folder, as far as its note can be read."""
    try:
        owner = json.loads((folder / FILE).read_text(encoding="utf-8"))
        command = " ".join(owner["command"].split())
        return f"process {owner['pid']} on {owner['host']} ({command})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
