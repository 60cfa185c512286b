"""Backups of older versions of Danesh are read like today's; those of newer ones are refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import backup
from kb.backup.older import LAST_UNTOLD
from kb.backup.rows import DERIVED, _plain
from kb.database import Database, revisions
from kb.errors import FileUnreadableError
from kb.library import Library
from tests.kb.full_library import rows
from tests.kb.made_up_rows import made_up

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
OLDER = revisions()[:-1]
UNTOLD = OLDER[: OLDER.index(LAST_UNTOLD) + 1]  # later ones say which they are
KEY = "the key of old digests"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("revision", "told"), [(one, True) for one in OLDER] + [(one, False) for one in UNTOLD]
)
def test_a_backup_of_an_older_danesh_is_brought_forward(
    target: Callable[[str], Library], tmp_path: Path, revision: str, told: bool, kind: str
) -> None:
    then = Database(f"sqlite:///{tmp_path / 'then.sqlite3'}", revision)
    before = made_up(then.engine)
    as_then = tmp_path / "then.zip"
    with zipfile.ZipFile(as_then, "w") as archive:
        kept = {name: rows for name, rows in before.items() if name not in DERIVED}
        for name, rows_then in kept.items():
            lines = (json.dumps({key: _plain(value) for key, value in row.items()}) for row in rows_then)
            archive.writestr(f"{name}.jsonl", "".join(f"{line}\n" for line in lines))
        about = {"format": 1, "rows": sum(map(len, kept.values())), "secret_key": KEY}
        archive.writestr("danesh.json", json.dumps(about | ({"revision": revision} if told else {})))
    then.close()
    other = target(kind, secret_key=KEY)
    backup.read(other, as_then)
    found = rows(other)
    assert {name: len(found[name]) for name in kept} == {name: len(rows) for name, rows in kept.items()}


def test_a_backup_of_a_newer_danesh_is_named_and_changes_nothing(
    source: Library, file: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(file) as given, zipfile.ZipFile(newer, "w") as archive:
        for name in given.namelist():
            told = json.loads(given.read(name)) | {"revision": "9999"} if name == "danesh.json" else None
            archive.writestr(name, json.dumps(told) if told else given.read(name))
    before = rows(source)
    with pytest.raises(FileUnreadableError, match="newer Danesh"):
        backup.read(source, newer)
    assert rows(source) == before
