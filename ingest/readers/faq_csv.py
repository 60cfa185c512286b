"""FAQ tables in `.csv` and `.tsv` files, any usual encoding and delimiter.

Invariant: the file is streamed; each row that is not blank gives exactly one item.
"""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from ingest.items import Failed, Item
from ingest.readers import table_rows
from ingest.readers.charsets import likely_encoding
from ingest.readers.columns import columns_of, row_item, without_columns
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind

_SAMPLE = 2**20
_HEADER_WITHIN = 10  # rows
_DELIMITERS = ",;\t|،；，"


def read_csv(path: Path, wanted: Kind = "faq") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The rows of a table with question and answer columns, or one item that says which columns it has."""
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
        for number, cells in islice(table_rows.rows(text, delimiter), lines, None):
            if isinstance(cells, str):
                yield _unreadable(source, number, cells)
            elif item := row_item(source, path.name, number, columns, cells):
                yield item


def _unreadable(source: str, number: int, why: Reason) -> Item:
    key = f"row {number}"
    content = Failed(because("in_row", number=number, reason=why))
    return Item(source=source, key=key, kind="faq", raw=key.encode(), content=content)


def _header(start: str) -> tuple[list[str], str, int]:
    """The header row, the delimiter that makes sense of it, and how many rows it ends after.

    Rows before the header (a title, blank lines) are passed over.
    """
    first: list[str] = []
    for delimiter in _DELIMITERS:
        found = table_rows.rows(io.StringIO(start, newline=""), delimiter)
        for number, row in islice(found, _HEADER_WITHIN):
            if isinstance(row, str):
                continue
            if columns_of(row):
                return row, delimiter, number
            if len(row) > len(first) and number == 1:
                first = row
    return first, ",", 1
