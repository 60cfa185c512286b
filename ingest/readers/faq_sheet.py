"""FAQ tables in `.xlsx` workbooks.

Invariant: sheets and rows are read in order, one at a time; each row that is not blank below a header with
question and answer gives exactly one item. Formulas are never run: their last saved values are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.items import Failed, Item
from ingest.readers.columns import columns_of, row_item, without_columns
from ingest.readers.zipped import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind

_HEADER_WITHIN = 10  # rows


def read_sheets(path: Path, wanted: Kind = "faq") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The rows of every sheet that has question and answer columns; one item that says so when none has."""
    from openpyxl import load_workbook

    source, raw = str(path), path.read_bytes()
    if reason := refusal(path):
        yield Item(source=source, key=path.name, kind="faq", raw=raw, content=Failed(reason))
        return
    workbook = load_workbook(path, read_only=True, data_only=True)
    found = False
    first: list[str] = []
    try:
        for sheet in workbook.worksheets:
            columns: dict[int, str] = {}
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells = [_text(value) for value in values]
                if columns:
                    if item := row_item(source, _name(path, sheet, workbook), number, columns, cells):
                        yield item
                elif number > _HEADER_WITHIN:
                    break
                else:
                    columns = columns_of(cells)
                    found = found or bool(columns)
                    first = first or [cell for cell in cells if cell]
    finally:
        workbook.close()
    if not found:
        yield without_columns(source, path.name, raw, first)


def _name(path: Path, sheet: Any, workbook: Any) -> str:
    """What rows without an id are called after: the file, and the sheet where there are several."""
    return path.name if len(workbook.worksheets) == 1 else f"{path.name} {sheet.title}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
