"""Writes everything true into one file and reads it back, from either database into either.

A zip of one JSON-lines file a table, with the secret key that digests were made with; restoring replaces all
rows in one transaction and then builds the index anew.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, func, select, text

from kb import indexing
from kb.archive import live_sources
from kb.database import Session
from kb.errors import FileUnreadableError
from kb.library import Library
from kb.tables import Attempt, Base, IndexMarker, OneTimeToken, OpenSession, Passage
from kb.tables.metadata import UtcDateTime

FORMAT = 1
# Rebuilt, or better forgotten: what was ended since must not come back to life with a backup.
DERIVED = {one.__tablename__ for one in (Passage, IndexMarker, OpenSession, OneTimeToken, Attempt)}
BATCH = 500


def write(library: Library, file: Path) -> int:
    """Write a backup, whole or not at all; return the number of rows.

    Raises:
        FileUnreadableError: the file cannot be written.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with (
            open(draft, "wb", opener=_for_its_owner) as whole,
            zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive,
            library.database.reading() as session,
        ):
            rows = 0
            for table in _tables():
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
                    for row in _dump(session, table):
                        out.write(row)
                        rows += 1
            about = {"format": FORMAT, "rows": rows, "secret_key": library.settings.signing_key()}
            archive.writestr("danesh.json", json.dumps(about))
        draft.replace(file)
    except OSError as error:
        raise FileUnreadableError(path=file, reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return rows


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)  # a backup holds unmasked messages


def read(library: Library, file: Path) -> int:
    """Replace everything by a backup and build the index; return the number of rows.

    Raises:
        FileUnreadableError: it is no whole backup; nothing was changed.
    """
    with library.index_lock():
        # Another process that holds the index would go on with the old articles.
        library.open_index(verify=False)
        try:
            with zipfile.ZipFile(file) as archive, library.database.session() as session:
                rows = _replace(library, session, archive)
        except OSError as error:
            raise FileUnreadableError(path=file, reason=error.strerror or str(error)) from error
        except Exception as error:  # a damaged file fails in zip, JSON or the database, each in its own ways
            reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
            raise FileUnreadableError(path=file, reason=f"it is no whole Danesh backup: {reason}") from error
        indexing.reindex(library)
    return rows


def _replace(library: Library, session: Session, archive: zipfile.ZipFile) -> int:
    about = json.loads(archive.read("danesh.json"))
    if about["format"] != FORMAT:
        raise ValueError(f"its format {about['format']} is not {FORMAT}")
    if library.settings.secret_key not in {"", about["secret_key"]}:
        raise ValueError("it was made with another DANESH_SECRET_KEY; unset it, and the backup's own is kept")
    _empty(session)
    rows = sum(_load(session, table, archive) for table in _tables())
    if rows != about["rows"]:
        raise ValueError(f"it holds {rows} rows of {about['rows']}")
    session.flush()
    live_sources.forget_spooled(session)
    _keep_key(library, about["secret_key"])
    return rows


def _tables() -> Iterator[Table]:
    return (table for table in Base.metadata.sorted_tables if table.name not in DERIVED)


def _dump(session: Session, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    for row in session.execute(query).mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date too


def _empty(session: Session) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())


def _load(session: Session, table: Table, archive: zipfile.ZipFile) -> int:
    rows = 0
    batch: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as binary:
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
        if isinstance(value, str) and isinstance(column.type, UtcDateTime):
            row[column.name] = datetime.fromisoformat(value)
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


def _keep_key(library: Library, key: str) -> None:
    """Keep the key the digests in the backup were made with, whole or not at all; settings may name the same."""
    if library.settings.secret_key:
        return
    draft = library.settings.home / f".secret_key.{os.getpid()}"
    with open(draft, "w", encoding="utf-8", opener=_for_its_owner) as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(library.settings.home / "secret_key")
