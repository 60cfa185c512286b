"""The lines of a text export, streamed, in whatever encoding it is.

Invariant: a line longer than the limit is cut there, and memory does not grow with it.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from ingest.readers.charsets import likely_encoding
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_LINE = 2**20  # characters
TOO_LONG = because("line_long", limit=LONGEST_LINE)
_SAMPLE = 2**20


def text_lines(opener: Callable[[], IO[bytes]]) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 and lines without their end; one that is too long has exactly `LONGEST_LINE` left.

    `opener` gives the bytes from their beginning each time it is called.
    """
    with opener() as file:
        encoding = likely_encoding(file.read(_SAMPLE))
    number = 0
    with opener() as file, io.TextIOWrapper(file, encoding, errors="replace", newline="\n") as text:
        while line := text.readline(LONGEST_LINE + 1):
            number += 1
            rest = line
            while rest and not rest.endswith("\n"):
                rest = text.readline(LONGEST_LINE)
            if number == 1:
                line = line.removeprefix("\ufeff")
            yield number, line.rstrip("\r\n") if len(line) <= LONGEST_LINE else line[:LONGEST_LINE]
