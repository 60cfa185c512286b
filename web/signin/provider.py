"""Signing in at an identity provider: off to it, and back from it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from kb.access import vouched
from kb.errors import NotFoundError, ProviderRefusedError
from kb.library import Library
from web.dependencies import AnyLibrary, caller_address
from web.signin import oidc
from web.signin.entering import PASSWORD_TRIES, enter
from web.signin.oidc import Pending

router = APIRouter(prefix="/account/provider", include_in_schema=False)


@router.get("")
def set_out(
    request: Request, library: AnyLibrary, after: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """Send somebody to the provider."""
    _check(request, library)
    url, pending = oidc.set_out(library.settings, after)
    request.session["pending"] = pending.kept()
    return RedirectResponse(url, 303)


def _check(request: Request, library: Library) -> None:
    if not oidc.configured(library.settings):
        raise NotFoundError(what="identity provider", id="")
    request.app.state.limits.sign_in.check(library, PASSWORD_TRIES, caller_address(request))


@router.get("/callback")
def come_back(request: Request, library: AnyLibrary) -> Response:
    """Sign in whom the provider vouches for; what was kept of setting out serves once."""
    _check(request, library)
    kept = request.session.pop("pending", None)
    pending = Pending(**kept) if isinstance(kept, dict) else None
    if pending is None:
        raise ProviderRefusedError(reason="this is not the answer to what was asked here")
    identity = oidc.come_back(library.settings, pending, dict(request.query_params))
    with library.database.session() as session:
        member = vouched.sign_in(session, identity, oidc.rules(library.settings))
    return enter(request, library, member, "provider", pending.after)
