"""The one stylesheet that every page asks for, put together at start from a file for each part of the pages.

The order counts: a later part may add to an earlier one. Rooms with much of their own have a sheet besides.
"""

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
WHOLE = "danesh.css"
PARTS = (
    "tokens",
    "ground",
    "forms",
    "frames",
    "search",
    "answers",
    "article",
    "tables",
    "rooms",
    "reference",
    "parts",
)


def source(name: str) -> bytes:
    """Return one of our files as it is served; `danesh.css` is its parts, one after the other."""
    return whole() if name == WHOLE else (STATIC / name).read_bytes()


@cache
def whole() -> bytes:
    """Return the stylesheet of every page."""
    return b"\n".join((STATIC / "danesh" / f"{part}.css").read_bytes() for part in PARTS)
