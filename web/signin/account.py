"""Signing in and out. A failed try says neither whether the address exists nor what was wrong with it."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb.access import people
from kb.errors import SignInFailedError
from web import sessions
from web.dependencies import AnyLibrary, Posted, caller_address, secret, text
from web.errors import message_for
from web.rendering import render
from web.signin import oidc
from web.signin.contexts import SignInPage
from web.signin.entering import PASSWORD_TRIES, enter, forgive, safe

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("/sign-in")
def form(request: Request, library: AnyLibrary, after: str = "") -> Response:
    """Show the form, or send somebody who is signed in on."""
    current = sessions.current(request, library)
    if current is None:
        return _page(request, library, "", after)
    if current.unfinished:
        return RedirectResponse("/account/two-factor", 303)
    return RedirectResponse(safe(after, current.member), 303)


def _page(request: Request, library: AnyLibrary, email: str, after: str, error: str = "") -> Response:
    settings = library.settings
    with library.database.reading() as session:
        empty = not people.anybody(session)
    page = SignInPage(
        email=email,
        after=after,
        error=error,
        empty=empty,
        mails=bool(settings.smtp_url),
        provider=oidc.name(settings) if oidc.configured(settings) else "",
        provider_url=f"/account/provider?{urlencode({'after': after})}",
    )
    return render(request, page, status=401 if error else 200)


@router.post("/sign-in")
def sign_in(request: Request, library: AnyLibrary, form: Posted) -> Response:
    """Start a session, or ask for the second step."""
    email, after = text(form, "email"), text(form, "after")
    address, account = caller_address(request), email.lower()
    request.app.state.limits.sign_in.check(library, PASSWORD_TRIES, address)
    request.app.state.limits.account.check(library, PASSWORD_TRIES, account)
    try:
        with library.database.session() as session:
            member = people.sign_in(session, email, secret(form, "password"))
    except SignInFailedError as error:
        return _page(request, library, email, after, message_for(request, error))
    forgive(library, PASSWORD_TRIES, account, address)
    if member.two_steps:
        sessions.half_way(request, member, after)
        return RedirectResponse("/account/second-step", 303)
    return enter(request, library, member, "password", after)


@router.post("/sign-out")
def sign_out(request: Request, library: AnyLibrary, form: Posted) -> Response:
    """End the session."""
    del form
    sessions.sign_out(request, library)
    return RedirectResponse("/", 303)
