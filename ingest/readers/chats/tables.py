"""Tables of messages or answers in `.csv` and `.tsv`: their header, their rows, and moments as people write them.

Invariant: rows are streamed; columns are known by their names in English, Persian and Chinese, never by position.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from ingest.readers import table_rows
from ingest.readers.charsets import likely_encoding
from ingest.readers.chats.whatsapp_lines import Order, Parts, day_of
from ingest.readers.rows import RowError, moment_of
from ingest.reasons import Reason

Columns = Mapping[int, str]
_SAMPLE = 2**18
_HEADER_WITHIN = 5  # rows
_DELIMITERS = ",;\t|،；，"
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_WRITTEN = re.compile(
    r"\s*(\d{1,4})[./年-](\d{1,2})[./月-](\d{1,4})日?[\sT,،]*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)


def header_of(
    sample: str, columns_of: Callable[[Sequence[str]], Columns]
) -> tuple[Columns, list[str], str, int] | None:
    """The columns of the first header row that `columns_of` knows, its cells, the delimiter and its row number."""
    for delimiter in _DELIMITERS:
        for number, row in islice(
            table_rows.rows(io.StringIO(sample, newline=""), delimiter), _HEADER_WITHIN
        ):
            if not isinstance(row, str) and (found := columns_of(row)):
                return found, row, delimiter, number
    return None


def decoded(start: bytes) -> str:
    """The beginning of a table as text, without its last line, which may be cut off."""
    text = start.decode(likely_encoding(start), "replace").removeprefix("\ufeff")
    return text[: text.rfind("\n") + 1] if len(start) >= 16_000 and "\n" in text else text


def rows_below(path: Path, delimiter: str, header: int) -> Iterator[tuple[int, list[str] | Reason]]:
    """The rows below a header with their numbers; one that cannot be read is the reason as a text."""
    with path.open("rb") as file:
        encoding = likely_encoding(file.read(_SAMPLE))
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        yield from islice(table_rows.rows(text, delimiter), header, None)


def moment(cell: str) -> datetime | None:
    """A moment in a cell: ISO 8601, epoch seconds, or a date as people write it, Persian years too; else None."""
    cell = cell.strip().translate(_DIGITS)
    if not cell:
        return None
    try:
        return moment_of(float(cell) if cell.replace(".", "", 1).isdigit() and len(cell) >= 9 else cell)
    except RowError:
        pass
    match = _WRITTEN.match(cell)
    if match is None:
        return None
    parts: Parts = (match[1], match[2], match[3])
    order: Order = "ymd" if len(match[1]) == 4 else "mdy" if int(match[2]) > 12 else "dmy"
    day = day_of(parts, order)
    hour, minute, second = (int(match[at] or 0) for at in (4, 5, 6))
    return (
        day.replace(hour=hour, minute=minute, second=second)
        if day and hour < 24 and minute < 60 and second < 60
        else day
    )
