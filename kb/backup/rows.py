"""The rows of a backup: one JSON line each, told by the columns of their table and read back by them.

Nothing is guessed: a row that has other columns than its table is refused.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, LargeBinary, Table, func, select, text

from kb.database import Session, revisions
from kb.tables import Attempt, Base, IndexMarker, OneTimeToken, OpenSession, Passage
from kb.tables.metadata import UtcDateTime

FORMAT = 1
ABOUT = "danesh.json"
# Rebuilt, or better forgotten: what was ended since must not come back to life with a backup.
DERIVED = {one.__tablename__ for one in (Passage, IndexMarker, OpenSession, OneTimeToken, Attempt)}
BATCH = 500


def pack(session: Session, archive: zipfile.ZipFile, key: str) -> int:
    """Write every row, and the key that digests were made with, into an archive; return the number of rows."""
    rows = 0
    for table in tables():
        with archive.open(file_of(table), "w", force_zip64=True) as out:
            for row in _dump(session, table):
                out.write(row)
                rows += 1
    about = {"format": FORMAT, "revision": revisions()[-1], "rows": rows, "secret_key": key}
    archive.writestr(ABOUT, json.dumps(about))
    return rows


def unpack(session: Session, archive: zipfile.ZipFile, into: Iterable[Table]) -> int:
    """Add the rows of an archive to tables, those that others refer to first; return the number of rows."""
    return sum(_load(session, table, archive) for table in into)


def tables() -> Iterator[Table]:
    """The tables of a backup, those that others refer to first."""
    return (table for table in Base.metadata.sorted_tables if table.name not in DERIVED)


def file_of(table: Table) -> str:
    """The name of a table's file in the archive."""
    return f"{table.name}.jsonl"


def _dump(session: Session, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    for row in session.execute(query).mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date too


def _load(session: Session, table: Table, archive: zipfile.ZipFile) -> int:
    rows = 0
    batch: list[dict[str, Any]] = []
    with archive.open(file_of(table)) as binary:
        for line in io.TextIOWrapper(binary, encoding="utf-8"):
            batch.append(_rich(table, json.loads(line)))
            if len(batch) == BATCH:
                session.execute(table.insert(), batch)
                rows, batch = rows + len(batch), []
    if batch:
        session.execute(table.insert(), batch)
    _continue_numbers(session, table)
    return rows + len(batch)


def _rich(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    if set(row) != set(table.columns.keys()):
        raise ValueError(f"a row of {table.name} has other columns")
    for column in table.columns:
        value = row.get(column.name)
        if isinstance(value, str) and isinstance(column.type, UtcDateTime | DateTime):
            row[column.name] = datetime.fromisoformat(value).astimezone(UTC)
        elif isinstance(value, str) and isinstance(column.type, Date):
            row[column.name] = date.fromisoformat(value)
        elif isinstance(value, str) and isinstance(column.type, LargeBinary):
            row[column.name] = base64.b64decode(value, validate=True)
    return row


def _continue_numbers(session: Session, table: Table) -> None:
    """PostgreSQL counts ids by itself: let it go on after the highest."""
    if session.get_bind().dialect.name != "postgresql" or "id" not in table.columns:
        return
    if table.columns["id"].autoincrement is True or str(table.columns["id"].type) == "INTEGER":
        highest = session.scalar(select(func.max(table.columns["id"])))
        sequence = session.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name})
        if sequence and highest:
            session.execute(
                text("SELECT setval(:sequence, :value)"), {"sequence": sequence, "value": highest}
            )
