"""FAQ tables in `.csv` and `.tsv` files, any usual encoding and delimiter.

Invariant: the file is streamed; each row that is not blank gives exactly one item.
"""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from ingest.items import Failed, Item
from ingest.readers.charsets import likely_encoding
from ingest.readers.columns import columns_of, row_item, without_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind

_SAMPLE = 2**20
_LONGEST_CELL = 16 * 2**20  # characters
_DELIMITERS = ",;\t|،；，"


def read_csv(path: Path, wanted: Kind = "faq") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The rows of a table with question and answer columns, or one item that says which columns it has."""
    csv.field_size_limit(_LONGEST_CELL)
    source = str(path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    with path.open(encoding=likely_encoding(sample), errors="replace", newline="") as text:
        header, delimiter, lines = _header(text.read(_SAMPLE))
        columns = columns_of(header)
        if not columns:
            yield without_columns(source, path.name, sample, header)
            return
        text.seek(0)
        rows = csv.reader(text, delimiter=delimiter)
        for _ in islice(rows, lines):
            pass
        number = lines
        try:
            for cells in rows:
                number += 1
                if item := row_item(source, path.name, number, columns, cells):
                    yield item
        except csv.Error as error:
            reason = f"row {number + 1}: the table cannot be read from here on ({error})"
            yield Item(source=source, key=f"row {number + 1}", kind="faq", raw=sample, content=Failed(reason))


def _header(start: str) -> tuple[list[str], str, int]:
    """The header row, the delimiter that makes sense of it, and how many rows it ends after.

    Rows before the header (a title, blank lines) are passed over.
    """
    first: list[str] = []
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        try:
            for number, row in enumerate(islice(rows, 10), start=1):
                if columns_of(row):
                    return row, delimiter, number
                if len(row) > len(first) and number == 1:
                    first = row
        except csv.Error:
            continue
    return first, ",", 1
