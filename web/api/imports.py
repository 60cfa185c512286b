"""Imports over HTTP: upload files, then watch what becomes of their items. For managers."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from kb.archive import live_sources
from kb.desk import ledger
from web.api.caller import ManagerCaller
from web.dependencies import AnyLibrary, files, text
from web.manager.importing import queue
from web.schemas import ImportRequest, ImportResponse, SourcesResponse
from web.shapes import source_shape

LARGEST_JSON = 20 * 2**20  # bytes; larger files come as a form, which is not held in memory
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
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        form = _from_json(await _whole(request))
        yield form
        await form.close()
        return
    async with request.form(max_files=50, max_fields=20) as form:
        yield form


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_JSON:
            raise HTTPException(413)
    return bytes(body)


def _from_json(body: bytes) -> FormData:
    """Return files in JSON as the form they stand for."""
    try:
        asked = ImportRequest.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_context=False)) from None
    uploads = [UploadFile(BytesIO(one.content()), filename=one.name, size=None) for one in asked.files]
    named = [("files", upload) for upload in uploads]
    return FormData([*named, ("kind", asked.kind), ("publish", "true" if asked.publish else "")])


@router.post(
    "/imports",
    status_code=202,
    response_model=ImportResponse,
    summary="Import files",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": FORM},
                "application/json": {"schema": ImportRequest.model_json_schema()},
            },
        }
    },
)
def start(
    library: AnyLibrary,
    caller: ManagerCaller,
    form: Annotated[FormData, Depends(uploaded)],
    response: Response,
) -> dict[str, Any]:
    """Keep the files and queue their import; a worker reads them soon. `Location` says where to follow it."""
    import_id = queue(
        library,
        files(form, "files"),
        kind=text(form, "kind") or "auto",
        publish=text(form, "publish").lower() in TRUE,
        person_id=caller.person_id,
    )
    return followed(library, import_id, response)


def followed(library: AnyLibrary, import_id: int, response: Response) -> dict[str, Any]:
    """Return a queued import, and say in the response where to follow it."""
    response.headers["Location"] = f"/api/v1/imports/{import_id}"
    return _shaped(library, import_id)


@router.get("/sources", response_model=SourcesResponse, summary="See how live sources are doing")
def sources(library: AnyLibrary, caller: ManagerCaller) -> dict[str, Any]:
    """Return every mailbox folder, watched folder and webhook with its last success and its last trouble."""
    del caller
    with library.database.reading() as session:
        return {"sources": [source_shape(one) for one in live_sources.statuses(session)]}


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
