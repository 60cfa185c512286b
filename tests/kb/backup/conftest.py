"""A full library, its backup, and other libraries to read it into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb import backup
from kb.library import Library
from tests.kb.digest_encoder import DigestEncoder
from tests.kb.full_library import fill


@pytest.fixture
def source(digest_library: Library) -> Library:
    fill(digest_library)
    return digest_library


@pytest.fixture
def file(source: Library, tmp_path: Path) -> Path:
    """A backup of the full library."""
    backup.write(source, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path, source: Library) -> Callable[[str], Library]:
    """Open another, empty library of a kind in a home of its own."""

    def make(kind: str, **more: object) -> Library:
        changes: dict[str, object] = {"home": tmp_path / "other"} | more
        if kind == "postgresql":
            changes["database_url"] = request.getfixturevalue("postgres_database")
        opened = Library.open(source.settings.model_copy(update=changes))
        opened.encoder = DigestEncoder("", opened.settings.cache)
        request.addfinalizer(opened.close)
        return opened

    return make
