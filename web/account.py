"""Signing in and out. A failed try says neither whether the address exists nor what was wrong with it."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb import people
from kb.errors import SignInFailedError
from kb.people import Member
from web import sessions
from web.contexts import SignInPage
from web.dependencies import AnyLibrary, Posted, Visitor, caller_address, text
from web.errors import message_for
from web.rendering import render

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("/sign-in")
def form(request: Request, member: Visitor, after: str = "") -> Response:
    """Show the form, or send somebody who is signed in on."""
    if member is not None:
        return RedirectResponse(_safe(after, member), 303)
    return render(request, SignInPage(email="", after=after, error=""))


@router.post("/sign-in")
def sign_in(request: Request, library: AnyLibrary, form: Posted) -> Response:
    """Start a session."""
    email = text(form, "email")
    password = form.get("password")
    for caller in (caller_address(request), email.lower()):
        request.app.state.limits.sign_in.check(caller)
    try:
        with library.database.session() as session:
            member = people.sign_in(session, email, password if isinstance(password, str) else "")
    except SignInFailedError as error:
        page = SignInPage(email=email, after=text(form, "after"), error=message_for(request, error))
        return render(request, page, status=401)
    sessions.sign_in(request, member)
    return RedirectResponse(_safe(text(form, "after"), member), 303)


def _safe(after: str, member: Member) -> str:
    """Return an address of ours only: an address elsewhere would lend our name to somebody else's page."""
    if after.startswith("/") and not after.startswith(("//", "/\\")) and after.isprintable():
        return after
    return "/desk" if people.allows(member.role, "manager") else "/agent"


@router.post("/sign-out")
def sign_out(request: Request, form: Posted) -> Response:
    """End the session."""
    del form
    sessions.sign_out(request)
    return RedirectResponse("/", 303)
