"""Brings a backup of an older Danesh forward: into a database of its own time, which is then upgraded like any other.

The given file is only read; what comes out is a backup of today, with every row the upgrade keeps.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table

from kb.backup.rows import ABOUT, DERIVED, file_of, pack, unpack
from kb.database import Database, revisions

LAST_UNTOLD = "0004"  # the newest revision of which there are backups that do not name it


@contextmanager
def brought_forward(archive: zipfile.ZipFile, within: Path) -> Iterator[zipfile.ZipFile]:
    """Give a backup with today's tables: the given one if it has them, else an upgraded copy within a folder.

    Raises:
        ValueError: it was made by a newer Danesh, or holds the tables of none.
    """
    about = json.loads(archive.read(ABOUT))
    known = revisions()
    given = about.get("revision")
    if given == known[-1]:
        yield archive
        return
    if given is not None and given not in known:
        raise ValueError(f"it was made by a newer Danesh (tables {given}, known up to {known[-1]})")
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=within) as folder:
        revision = given or _recognised(archive, known[: known.index(LAST_UNTOLD) + 1], Path(folder))
        upgraded = Path(folder, "upgraded.zip")
        _upgrade(archive, about, revision, Path(folder), upgraded)
        with zipfile.ZipFile(upgraded) as today:
            yield today


def _upgrade(archive: zipfile.ZipFile, about: Any, revision: str, folder: Path, upgraded: Path) -> None:
    url = f"sqlite:///{folder / 'then.sqlite3'}"
    database = Database(url, revision)
    try:
        with database.session() as session:
            rows = unpack(session, archive, _tables(database))
        if rows != about["rows"]:
            raise ValueError(f"it holds {rows} rows of {about['rows']}")
    finally:
        database.close()
    database = Database(url)
    try:
        with zipfile.ZipFile(upgraded, "w", zipfile.ZIP_DEFLATED) as out, database.reading() as session:
            pack(session, out, about["secret_key"])
    finally:
        database.close()


def _recognised(archive: zipfile.ZipFile, known: Sequence[str], folder: Path) -> str:
    """The newest revision whose tables the archive holds, each of them."""
    files = set(archive.namelist())
    for revision in reversed(known):
        database = Database(f"sqlite:///{folder / revision}.sqlite3", revision)
        try:
            if {file_of(table) for table in _tables(database)} <= files:
                return revision
        finally:
            database.close()
    raise ValueError("it lacks tables that every Danesh had")


def _tables(database: Database) -> list[Table]:
    """The tables of a backup at the database's revision, those that others refer to first."""
    found = MetaData()
    found.reflect(database.engine)
    return [table for table in found.sorted_tables if table.name not in DERIVED | {"alembic_version"}]
