"""The webhook: other systems send each mail or conversation as it comes. For keys of managers, or signed requests.

A body is read only for somebody who may send one, or who shows a signature; nothing of it is kept before the
signature is found right.
"""

import hashlib
import hmac
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ingest.sources import inbound
from ingest.sources.inbound import DeliveryUnusableError, Payload
from kb.errors import NotSignedInError
from kb.library import Library
from web.api.caller import AnyCaller, require
from web.api.imports import followed
from web.dependencies import AnyLibrary, caller_address
from web.schemas import ImportResponse
from web.security import INBOUND

SIGNATURE = "X-Danesh-Signature"
SIGNED = re.compile("sha256=([0-9a-fA-F]{64})")
IN_MEMORY = 2**20  # bytes
CHUNK = 2**16
BODY = {
    "required": True,
    "content": {
        "message/rfc822": {"schema": {"type": "string", "format": "binary"}},
        "application/json": {
            "schema": {
                "type": "object",
                "description": (
                    "One conversation as a row of a chat file (id, channel, subject, language, resolved, messages), "
                    f"or a whole mail in one of {', '.join(inbound.MAIL_FIELDS)} or raw_base64."
                ),
            }
        },
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "description": f"A whole mail in one of the fields {', '.join(inbound.MAIL_FIELDS)}.",
            }
        },
    },
}

router = APIRouter(tags=["Imports"])


@dataclass(frozen=True)
class Sent:
    """What was sent, and by whom where a person's session sent it."""

    payload: Payload
    person_id: int | None


async def sent(request: Request, library: AnyLibrary, known: AnyCaller) -> Sent:
    """Read a body from somebody who may send one.

    Raises:
        NotSignedInError: there is neither a key nor a right signature.
        NotAllowedError: the key is not a manager's.
    """
    request.app.state.limits.inbound.check(known.name if known.role else caller_address(request))
    wanted = None
    if known.role is None:
        wanted = _signature(request, library)
    else:
        require(known, "manager")
    digest = hmac.new(library.settings.inbound_secret.encode(), digestmod=hashlib.sha256)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        async for chunk in request.stream():
            digest.update(chunk)
            kept.write(chunk)
        if wanted is not None and not hmac.compare_digest(digest.hexdigest(), wanted):
            raise NotSignedInError
        kept.seek(0)
        return Sent(await _payload(request, kept), known.person_id)


def _signature(request: Request, library: Library) -> str:
    """Return the signature to check; without a secret in the settings none is right."""
    shown = SIGNED.fullmatch(request.headers.get(SIGNATURE, "").strip())
    if shown is None or not library.settings.inbound_secret:
        raise NotSignedInError
    return shown[1].lower()


async def _payload(request: Request, body: IO[bytes]) -> Payload:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "multipart/form-data":
        return inbound.from_fields(await _fields(request, body))
    return inbound.unwrap(media, body.read())


async def _fields(request: Request, body: IO[bytes]) -> dict[str, bytes]:
    """Read a form in parts. As Latin-1 its texts become their very bytes again: a mail has charsets of its own."""
    plain = re.sub(r";\s*charset=[^;]*", "", request.headers["content-type"], flags=re.IGNORECASE)
    headers = Headers({"content-type": f"{plain}; charset=latin-1"})
    parser = MultiPartParser(headers, _chunks(body), max_files=50, max_fields=200, max_part_size=INBOUND)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise DeliveryUnusableError(reason="the form is broken") from None
    try:
        return {
            name: await value.read() if isinstance(value, UploadFile) else value.encode("latin-1")
            for name, value in form.multi_items()
            if name in inbound.MAIL_FIELDS
        }
    finally:
        await form.close()


async def _chunks(body: IO[bytes]) -> AsyncGenerator[bytes, None]:
    while chunk := body.read(CHUNK):
        yield chunk
    yield b""


@router.post(
    "/inbound/{source}",
    status_code=202,
    response_model=ImportResponse,
    summary="Deliver a mail or a conversation",
    openapi_extra={"requestBody": BODY},
)
def receive(
    library: AnyLibrary, source: str, delivered: Annotated[Sent, Depends(sent)], response: Response
) -> dict[str, Any]:
    """Queue one mail or conversation from the named source; a worker reads it soon.

    Either an API key of a manager, or `X-Danesh-Signature: sha256=…`, the hexadecimal HMAC-SHA256 of the body with
    `DANESH_INBOUND_SECRET`. Sent again, the same delivery is answered with the same import.
    """
    import_id = inbound.deliver(library, source, delivered.payload, person_id=delivered.person_id)
    return followed(library, import_id, response)
