"""Imports from the desk: files are kept under the home folder and queued; a worker reads them.

A file name from outside never chooses a path: it is cut down to letters that mean nothing to a file system, and
each upload has a folder of its own.
"""

import re
import secrets
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from ingest import pipeline
from ingest.uploads import folder as uploads_folder
from kb.access.people import Member
from kb.archive import live_sources
from kb.desk import ledger, masked
from kb.errors import NotFoundError, UnusableInputError
from kb.library import Library
from kb.tables.imports import OUTCOMES
from web.dependencies import AnyLibrary, Manager, Posted, Reader, files, text
from web.errors import message_for
from web.i18n import mark, translate
from web.manager.contexts import ImportPage, ImportsPage
from web.rendering import render

NAME_LIMIT = 100
UNSAFE = re.compile(r"[^\w.\-]+")
NO_FILES = mark("Please choose at least one file.")

router = APIRouter(prefix="/desk/imports", include_in_schema=False)


class NothingUploadedError(UnusableInputError):
    """The upload holds no file. Send at least one under the name "files"."""


@router.get("")
def imports(request: Request, library: AnyLibrary, member: Manager, page: int = 1) -> Response:
    """Show all imports and the form for a new one."""
    return _page(request, library, member, number=page)


def _page(
    request: Request, library: Library, member: Member, *, error: str = "", number: int = 1
) -> Response:
    with library.database.reading() as session:
        listing = ledger.all_imports(session, number)
        sources = live_sources.statuses(session)
    page = ImportsPage(imports=listing, sources=sources, kinds=pipeline.KINDS, error=error)
    return render(request, page, member=member, status=422 if error else 200)


@router.post("")
def start(request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted) -> Response:
    """Keep the files and queue their import."""
    kind = text(form, "kind") or "auto"
    publish = text(form, "publish") == "yes"
    try:
        import_id = queue(library, files(form, "files"), kind=kind, publish=publish, person_id=member.id)
    except NothingUploadedError:
        return _page(request, library, member, error=translate(reader, NO_FILES))
    except UnusableInputError as error:
        return _page(request, library, member, error=message_for(request, error))
    return RedirectResponse(f"/desk/imports/{import_id}", 303)


@router.get("/{import_id}")
def one(
    request: Request, library: AnyLibrary, member: Manager, import_id: int, outcome: str = "", page: int = 1
) -> Response:
    """Show an import and what became of its items."""
    if outcome and outcome not in OUTCOMES:
        raise NotFoundError(what="outcome", id=outcome[:20])
    with library.database.reading() as session:
        shown = ImportPage(
            job=ledger.one_import(session, import_id),
            outcome=outcome or None,
            items=ledger.items(session, import_id, outcome or None, page),
            masked=masked.of_import(session, import_id),
        )
    return render(request, shown, member=member)


def queue(
    library: Library, uploads: Sequence[UploadFile], *, kind: str, publish: bool, person_id: int | None
) -> int:
    """Keep uploaded files and queue their import; return its id.

    Raises:
        NothingUploadedError: there is no file.
        UnusableInputError: the kind is unknown.
    """
    if not uploads:
        raise NothingUploadedError
    folder = uploads_folder(library.settings) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    paths: list[Path] = []
    try:
        for upload in uploads:
            path = folder / _free(safe_name(upload.filename or ""), {known.name for known in paths})
            with path.open("xb") as kept:
                shutil.copyfileobj(upload.file, kept)
            paths.append(path)
        return pipeline.enqueue(library, paths, kind=kind, publish=publish, person_id=person_id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def safe_name(name: str) -> str:
    """Return a file name that only names a file: no folder, no hidden file, no control character."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = UNSAFE.sub("_", unicodedata.normalize("NFC", last)).strip("._-")
    stem, dot, ending = clean.rpartition(".")
    if not dot:
        return clean[:NAME_LIMIT] or "file"
    return f"{stem[: NAME_LIMIT - 12] or 'file'}.{ending[:10]}"


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in {other.casefold() for other in taken}:
        number += 1
        free = f"{number}-{name}"
    return free
