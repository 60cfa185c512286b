"""Imports over HTTP: upload files, then watch what becomes of their items. For managers."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData

from kb import ledger
from web.api.caller import ManagerCaller
from web.dependencies import AnyLibrary, files, text
from web.importing import queue
from web.schemas import ImportResponse

TRUE = ("true", "yes", "1", "on")
FORM = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "kind": {"type": "string", "enum": ["auto", "email", "faq", "chat", "document"], "default": "auto"},
        "publish": {
            "type": "boolean",
            "default": False,
            "description": "Publish FAQ and article rows as they are.",
        },
    },
}

router = APIRouter(tags=["Imports"])


async def uploaded(request: Request, caller: ManagerCaller) -> AsyncIterator[FormData]:
    """Read the form only after the caller was let in, so that nobody else can make us keep files."""
    del caller
    async with request.form(max_files=50, max_fields=20) as form:
        yield form


@router.post(
    "/imports",
    status_code=202,
    response_model=ImportResponse,
    summary="Import files",
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}},
)
def start(
    library: AnyLibrary, caller: ManagerCaller, form: Annotated[FormData, Depends(uploaded)]
) -> dict[str, Any]:
    """Keep the files and queue their import; a worker reads them soon."""
    import_id = queue(
        library,
        files(form, "files"),
        kind=text(form, "kind") or "auto",
        publish=text(form, "publish").lower() in TRUE,
        person_id=caller.person_id,
    )
    return _shaped(library, import_id)


@router.get("/imports/{import_id}", response_model=ImportResponse, summary="Follow an import")
def one(library: AnyLibrary, caller: ManagerCaller, import_id: int) -> dict[str, Any]:
    """Return how far an import is, its counts and its problems."""
    del caller
    return _shaped(library, import_id)


def _shaped(library: AnyLibrary, import_id: int) -> dict[str, Any]:
    with library.database.reading() as session:
        job = ledger.one_import(session, import_id)
        problems = ledger.problems(session, import_id)
    return {
        "id": job.import_id,
        "state": job.state,
        "error": job.error,
        **job.counts,
        "problems": [{"source": one.source, "item": one.item, "reason": one.reason} for one in problems],
    }
