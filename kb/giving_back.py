"""Gives memory that was freed back to the system.

The C library keeps what it may need again between pieces still in use. A long import, whose batches are of all
lengths, or a graph that was built would leave it tens of megabytes for ever. Nothing that is in use changes.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back() -> bool:
    """Give back what can be; return whether this system's C library knows how."""
    trim = _trim()
    if trim is None:
        return False
    trim(0)
    return True


@cache
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim  # of the GNU library only
    except (AttributeError, OSError, TypeError):
        return None
