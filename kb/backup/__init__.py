"""Writes everything true into one file and reads it back, from either database into either.

A zip of one JSON-lines file a table, with the secret key that digests were made with; restoring replaces all
rows in one transaction and then builds the index anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
from pathlib import Path

from kb import indexing
from kb.archive import live_sources
from kb.backup.older import brought_forward
from kb.backup.rows import ABOUT, FORMAT, pack, tables, unpack
from kb.database import Session
from kb.errors import FileUnreadableError
from kb.library import Library
from kb.tables import Base


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
            rows = pack(session, archive, library.settings.signing_key())
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
            with (
                zipfile.ZipFile(file) as given,
                brought_forward(given, library.settings.home) as archive,
                library.database.session() as session,
            ):
                rows = _replace(library, session, archive)
        except OSError as error:
            raise FileUnreadableError(path=file, reason=error.strerror or str(error)) from error
        except Exception as error:  # a damaged file fails in zip, JSON or the database, each in its own ways
            reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
            raise FileUnreadableError(path=file, reason=f"it is no whole Danesh backup: {reason}") from error
        indexing.reindex(library)
    return rows


def _replace(library: Library, session: Session, archive: zipfile.ZipFile) -> int:
    about = json.loads(archive.read(ABOUT))
    if about["format"] != FORMAT:
        raise ValueError(f"its format {about['format']} is not {FORMAT}")
    if library.settings.secret_key not in {"", about["secret_key"]}:
        raise ValueError("it was made with another DANESH_SECRET_KEY; unset it, and the backup's own is kept")
    _empty(session)
    rows = unpack(session, archive, tables())
    if rows != about["rows"]:
        raise ValueError(f"it holds {rows} rows of {about['rows']}")
    session.flush()
    live_sources.forget_spooled(session)
    _keep_key(library, about["secret_key"])
    return rows


def _empty(session: Session) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())


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
