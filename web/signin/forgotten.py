"""A new password by mail. The answer is the same, and takes the same time, whether the address is known or not."""

import logging

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from kb.access import invitations
from kb.errors import DaneshError, UnusableInputError
from web import sessions
from web.dependencies import AnyLibrary, Posted, Reader, caller_address, secret, text
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.rendering import render
from web.signin import letters, mailing
from web.signin.contexts import ForgottenPage, NewPasswordPage

log = logging.getLogger("danesh.mail")
LETTERS = "letters"
router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("/forgotten")
def form(request: Request, library: AnyLibrary) -> Response:
    """Show the form."""
    return render(request, ForgottenPage(asked=False, mails=bool(library.settings.smtp_url), error=""))


@router.post("/forgotten")
def ask(request: Request, library: AnyLibrary, reader: Reader, form: Posted) -> Response:
    """Send a link, if there is somebody to send it to; who asks does not learn whether there was."""
    limits, email = request.app.state.limits.letters, text(form, "email").lower()
    limits.check(library, LETTERS, caller_address(request))
    limits.check(library, LETTERS, email)
    mails = bool(library.settings.smtp_url)
    if mails:
        mailing.outbox(request.app).submit(_send, request.app, email, reader)
    return render(request, ForgottenPage(asked=mails, mails=mails, error=""))


def _send(app: FastAPI, email: str, reader: Language) -> None:
    library = app.state.library
    try:
        with library.database.session() as session:
            found = invitations.forgotten(session, email)
        if found is not None:
            member, token = found
            language = LANGUAGES.get(member.language, reader)
            mailing.send(
                library.settings, member.email, letters.new_password(library.settings, language, token)
            )
    except DaneshError as error:
        log.warning("%s", error)


@router.get("/reset/{token}")
def choose(request: Request, library: AnyLibrary, token: str) -> Response:
    """Show the form for a new password."""
    with library.database.reading() as session:
        invitations.check_reset(session, token)
    return _page(request, token)


def _page(request: Request, token: str, error: DaneshError | None = None) -> Response:
    page = NewPasswordPage(
        action=f"/account/reset/{token}", error=message_for(request, error) if error else ""
    )
    return unreferred(render(request, page, status=422 if error else 200))


def unreferred(response: Response) -> Response:
    """Keep the address of a page to itself: its token is a password."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/reset/{token}")
def change(request: Request, library: AnyLibrary, reader: Reader, token: str, form: Posted) -> Response:
    """Give the owner of the link their new password; they sign in with it, and with their second step."""
    try:
        with library.database.session() as session:
            member = invitations.reset(session, token, secret(form, "password"))
    except UnusableInputError as error:
        return _page(request, token, error)
    sessions.sign_out(request, library)
    mailing.tell_of_new_password(request.app, member, reader)
    sessions.tell(request, translate(reader, mark("Your password has been changed. Please sign in with it.")))
    return RedirectResponse("/account/sign-in", 303)
