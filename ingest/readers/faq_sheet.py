"""Workbooks (`.xlsx`): FAQ tables, or any tables as a document.

Invariant: sheets and rows are read in order, one at a time; each row that is not blank below a header with
question and answer gives exactly one item. Formulas are never run: their last saved values are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.items import Failed, Item
from ingest.readers import documents
from ingest.readers.charsets import plain
from ingest.readers.columns import MOST_COLUMNS, columns_of, row_item, without_columns
from ingest.readers.markdown_text import table
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind

_HEADER_WITHIN = 10  # rows
_MOST_ROWS = 1_048_576  # what a spreadsheet has


def read_sheets(path: Path, wanted: Kind = "faq") -> Iterator[Item]:
    """The rows of every sheet that has question and answer columns; one item that says so when none has.

    A workbook wanted as a document is one, each sheet a table.
    """
    from openpyxl import load_workbook

    if reason := documents.office_refusal(path):
        yield documents.failed(path, reason)
        return
    workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        if wanted == "document":
            yield documents.document(path, _markdown(workbook))
        else:
            yield from _entries(path, workbook)
    finally:
        workbook.close()
    yield from documents.macros(path)


def _entries(path: Path, workbook: Any) -> Iterator[Item]:
    source, found = str(path), False
    first: list[str] = []
    for sheet in workbook.worksheets:
        columns: dict[int, str] = {}
        for number, cells in _rows(sheet):
            if number > _MOST_ROWS:
                reason = because("sheet_long", sheet=sheet.title[:40], limit=_MOST_ROWS)
                yield Item(source, f"{path.name} rows", "faq", reason.encode(), Failed(reason))
                break
            if columns:
                if item := row_item(source, _name(path, sheet, workbook), number, columns, cells):
                    yield item
            elif number > _HEADER_WITHIN:
                break
            else:
                columns = columns_of(cells)
                found = found or bool(columns)
                first = first or [cell for cell in cells if cell]
    if not found:
        yield without_columns(source, path.name, documents.kept(path.read_bytes()), first)


def _markdown(workbook: Any) -> str:
    """Every sheet that is not empty as a heading and a table."""
    sheets, length = [], 0
    for sheet in workbook.worksheets:
        rows = []
        for number, cells in _rows(sheet):
            length += sum(map(len, cells))
            if length > documents.LONGEST or number > _MOST_ROWS:
                break
            if any(cells):
                rows.append(cells)
        if rows:
            sheets.append(f"## {plain(sheet.title)}\n\n{plain(table(_without_empty_columns(rows)))}")
    return "\n\n".join(sheets) + (" " * documents.LONGEST if length > documents.LONGEST else "")


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    used = sorted({position for row in rows for position, cell in enumerate(row) if cell})
    return [[row[position] if position < len(row) else "" for position in used] for row in rows]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet as texts, numbered as a spreadsheet does; as wide as they are, not as they claim."""
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_text(value) for value in values[:MOST_COLUMNS]]


def _name(path: Path, sheet: Any, workbook: Any) -> str:
    """What rows without an id are called after: the file, and the sheet where there are several."""
    return path.name if len(workbook.worksheets) == 1 else f"{path.name} {sheet.title}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
