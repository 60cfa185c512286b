"""Switching the second factor on and off, for oneself; each change ends all other sessions."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from kb.access import people, second_factor
from kb.errors import DaneshError, NotAllowedError, NotSignedInError, SecondStepFailedError
from kb.library import Library
from web import sessions
from web.dependencies import AnyLibrary, Posted, Reader, secret, text
from web.errors import message_for
from web.i18n import mark, translate
from web.rendering import render
from web.sessions import Current
from web.signin.contexts import RecoveryPage, TwoFactorPage
from web.signin.entering import CODE_TRIES

router = APIRouter(prefix="/account/two-factor", include_in_schema=False)


def anybody(request: Request, library: AnyLibrary) -> Current:
    """Return the session of somebody who is signed in, even if only far enough to come here."""
    found = sessions.current(request, library)
    if found is None:
        raise NotSignedInError
    return found


Anybody = Annotated[Current, Depends(anybody)]


@router.get("")
def form(request: Request, library: AnyLibrary, current: Anybody) -> Response:
    """Show a new secret; it stays the same until it is confirmed, so that a reload does no harm."""
    if current.member.two_steps:
        return RedirectResponse("/account", 303)
    return _page(request, library, current)


def _page(request: Request, library: Library, current: Current, error: DaneshError | None = None) -> Response:
    kept = request.session.get("factor", "")
    offered = second_factor.offer(library.settings.brand, current.member.email, kept)
    request.session["factor"] = offered.secret
    page = TwoFactorPage(
        qr=segno.make(offered.address, error="m").svg_data_uri(scale=5, dark="#000", light="#fff"),
        spoken=" ".join(offered.secret[at : at + 4] for at in range(0, len(offered.secret), 4)),
        needed=current.unfinished,
        error=message_for(request, error) if error else "",
    )
    return render(request, page, member=current.member, status=422 if error else 200)


@router.post("")
def begin(request: Request, library: AnyLibrary, current: Anybody, form: Posted) -> Response:
    """Switch it on once a code is right, and show the recovery codes."""
    if current.member.two_steps:
        raise NotAllowedError
    _count(request, library, current)
    key = library.settings.signing_key()
    try:
        with library.database.session() as session:
            offered = request.session.get("factor", "")
            codes = second_factor.begin(session, current.member.id, offered, text(form, "code"), key)
    except SecondStepFailedError as error:
        return _page(request, library, current, error)
    sessions.renew(request, library, current)
    return render(request, RecoveryPage(codes=codes), member=current.member)


def _count(request: Request, library: Library, current: Current) -> None:
    request.app.state.limits.account.check(library, CODE_TRIES, f"person {current.member.id}")


@router.post("/codes")
def codes(request: Request, library: AnyLibrary, current: Anybody, form: Posted) -> Response:
    """Show new recovery codes; the old ones stop working."""
    _prove(request, library, current, secret(form, "password"))
    with library.database.session() as session:
        fresh = second_factor.renew_recovery(session, current.member.id)
    return render(request, RecoveryPage(codes=fresh), member=current.member)


@router.post("/remove")
def remove(request: Request, library: AnyLibrary, reader: Reader, current: Anybody, form: Posted) -> Response:
    """Switch it off, unless the role needs it."""
    if current.member.role in library.settings.second_factor_roles:
        raise NotAllowedError
    _prove(request, library, current, secret(form, "password"))
    with library.database.session() as session:
        second_factor.remove(session, current.member.id)
    sessions.renew(request, library, current)
    sessions.tell(request, translate(reader, mark("Saved.")))
    return RedirectResponse("/account", 303)


def _prove(request: Request, library: Library, current: Current, password: str) -> None:
    """Make sure that it is not just somebody at an unlocked screen."""
    if not current.member.two_steps:
        raise NotAllowedError
    if not current.member.has_password and current.opened.method == "provider":
        return
    _count(request, library, current)
    with library.database.reading() as session:
        people.check_password(session, current.member.id, password)
