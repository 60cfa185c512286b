"""Whether a zipped document (`.docx`, `.xlsx`) may be opened at all.

Invariant: nothing is unpacked here; only the sizes and names in the archive's directory are looked at.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_UNPACKED = 512 * 2**20  # bytes
_MOST_FILES = 20_000


def refusal(path: Path) -> str | None:
    """One sentence why the file must not be opened, or None when it may."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return f"the file is damaged or no {path.suffix.lower()} file"
    if len(members) > _MOST_FILES or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        return f"the file unpacks to more than {LARGEST_UNPACKED // 2**20} MB"
    return None
