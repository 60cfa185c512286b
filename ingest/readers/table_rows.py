"""The rows of a delimited text file, however broken: one bad row costs only itself.

Invariant: the file is streamed and no more than one row is held; every line is part of one row given, or of
one row named as unreadable. A quote that is never closed does not swallow the rows after it.
"""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING

from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

LONGEST_CELL = 1_000_000  # characters
LONGEST_ROW = 8 * 2**20  # characters
_MOST_TROUBLE = 1000  # unreadable rows: each may cost a second look at what follows it


class _TooLong(Exception):  # noqa: N818  it ends a row, not the reading
    """A row is longer than any row may be."""


class _Lines:
    """The lines of a file; knows those of the row being read, and takes them back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.row: list[str] = []
        self._length = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_ROW + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.row.append(line)
        self._length += len(line)
        if self._length > LONGEST_ROW:
            if len(line) > LONGEST_ROW:
                self._skip_rest_of(line)
            raise _TooLong
        return line

    def begin(self) -> None:
        """Begin a new row."""
        self.row, self._length = [], 0

    def take_back(self) -> None:
        """Give all lines of the row but its first again."""
        self._again.extendleft(line for line in reversed(self.row[1:]) if len(line) <= LONGEST_ROW)
        self.ended = False

    def _skip_rest_of(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(LONGEST_ROW)


def rows(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | Reason]]:
    """The rows of a file opened with `newline=""`, each with its number as a spreadsheet counts, from 1.

    Yields:
        The number and the cells of a row; in the place of the cells, why the row cannot be read.
    """
    lines = _Lines(text)
    number = trouble = 0
    while trouble < _MOST_TROUBLE:
        csv.field_size_limit(LONGEST_CELL)  # of the whole process: others may have set another
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            lines.begin()
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong):
                yield number, _reason(lines.row)
                break
            if lines.ended and _is_open(lines.row):
                yield number, _reason(lines.row)
                break
            yield number, cells
        trouble += 1
        lines.take_back()
    yield number + 1, because("table_broken")


def _is_open(row: list[str]) -> bool:
    """Whether a row over several lines ended with the file inside a quote."""
    return len(row) > 1 and sum(line.count('"') for line in row) % 2 == 1


def _reason(row: list[str]) -> Reason:
    if len(row) > 1:
        return because("quote_open")
    return because("cell_long", limit=LONGEST_CELL)
