"""Markdown files: FAQ entries by heading where the headings are questions, else one document.

Invariant: see `ingest.readers.questions`, which does the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers import questions
from ingest.readers.charsets import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Item, Kind


def read_markdown(path: Path, wanted: Kind = "unknown") -> Iterator[Item]:
    """The items of a Markdown file."""
    raw = path.read_bytes()
    yield from questions.items(str(path), path.name, decode(raw), raw, wanted)
