"""Whether this installation can answer, for monitors and load balancers. It says nothing about what it holds."""

import logging
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Response

from kb.reading import catalogue
from web.dependencies import AnyLibrary
from web.schemas import HealthResponse

log = logging.getLogger("danesh.web")
router = APIRouter(tags=["Health"])


@router.get(
    "/health",
    response_model=HealthResponse,
    summary="Whether it is up",
    responses={503: {"model": HealthResponse, "description": "The database does not answer."}},
)
def health(library: AnyLibrary, response: Response) -> dict[str, Any]:
    """Return `ok` when the database answers; search has its own fallback and is not a reason to be restarted."""
    status = "ok"
    try:
        with library.database.reading() as session:
            catalogue.is_public(session, 0)
    except Exception:
        log.exception("the database does not answer")
        status, response.status_code = "unavailable", 503
    return {"status": status, "version": version("danesh")}
