"""The profile of an archive on the desk: of files that are sent, or of those an import was made from.

Files that are sent are looked through and deleted; nothing of them is kept. Reading stops after `SECONDS`, and the
page says so: a whole archive is what `danesh profile` is for.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from ingest import pipeline
from ingest.profiling import Profile, profile
from kb.access.people import Member
from kb.archive import imports
from kb.desk import ledger
from kb.errors import UnusableInputError
from kb.library import Library
from web.dependencies import AnyLibrary, Manager, Posted, Reader, files, text
from web.errors import message_for
from web.i18n import mark, translate
from web.manager.archive_contexts import Bar, ProfilePage
from web.manager.importing import safe_name
from web.rendering import render

SECONDS = 20.0
CHART = (720.0, 160.0)  # pixels
NO_FILES = mark("Please choose at least one file.")
GONE = mark("The files of this import are no longer there.")

router = APIRouter(prefix="/desk/profile", include_in_schema=False)


@router.get("")
def empty(request: Request, library: AnyLibrary, member: Manager) -> Response:
    """Show the form."""
    del library
    return _page(request, member)


@router.post("")
def sent(request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted) -> Response:
    """Profile the files that were sent."""
    uploads = files(form, "files")
    if not uploads:
        return _page(request, member, error=translate(reader, NO_FILES))
    with tempfile.TemporaryDirectory(prefix="danesh-profile-") as folder:
        try:
            _write(Path(folder), uploads)
            found = _profile(library, [Path(folder)], text(form, "kind") or "auto")
        except UnusableInputError as error:
            return _page(request, member, error=message_for(request, error))
    return _page(request, member, found)


@router.post("/imports/{import_id}")
def of_import(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, import_id: int, form: Posted
) -> Response:
    """Profile the files of an import, where they are still there."""
    del form
    with library.database.reading() as session:
        job = ledger.one_import(session, import_id)
        paths = [Path(path) for path in imports.get(session, import_id).paths]
    present = [path for path in paths if path.exists()]
    if not present:
        return _page(request, member, error=translate(reader, GONE))
    return render(request, _context(_profile(library, present, job.kind), job=job), member=member)


def _write(folder: Path, uploads: Sequence[UploadFile]) -> None:
    for number, upload in enumerate(uploads):
        place = folder / str(number)
        place.mkdir()
        with (place / safe_name(upload.filename or "")).open("wb") as kept:
            shutil.copyfileobj(upload.file, kept)


def _profile(library: Library, paths: Sequence[Path], kind: str) -> Profile:
    if kind not in pipeline.KINDS:
        raise pipeline.UnknownKindError(kind=kind[:20], kinds=", ".join(pipeline.KINDS))
    return profile(paths, library.settings, kind=kind, encoder=library.encoder, seconds=SECONDS)


def _page(request: Request, member: Member, found: Profile | None = None, error: str = "") -> Response:
    return render(request, _context(found, error=error), member=member, status=422 if error else 200)


def _context(found: Profile | None, *, job: ledger.ImportView | None = None, error: str = "") -> ProfilePage:
    bars = chart([(one.month, one.messages) for one in found.months]) if found else ()
    return ProfilePage(kinds=pipeline.KINDS, profile=found, bars=bars, job=job, error=error)


def chart(figures: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Return one bar a figure, as high as its share of the highest."""
    if not figures:
        return ()
    width, height = CHART
    step = width / len(figures)
    most = max(1, *(figure for _, figure in figures))
    return tuple(
        Bar(
            label=label,
            figure=figure,
            left=round(step * place + step * 0.1, 2),
            top=round(height - height * figure / most, 2),
            height=round(height * figure / most, 2),
            width=round(step * 0.8, 2),
        )
        for place, (label, figure) in enumerate(figures)
    )
