"""The first account, an admin's: claimed with the link that `danesh serve` prints while nobody has one yet.

The link is worth nothing once there is anybody; whoever reads the terminal may claim it, nobody else.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kb.access import invitations, people
from kb.errors import DaneshError, UnusableInputError
from kb.library import Library
from web.dependencies import AnyLibrary, Posted, Reader, caller_address, secret, text
from web.errors import message_for
from web.i18n import LANGUAGES
from web.rendering import render
from web.signin.contexts import WelcomePage
from web.signin.entering import enter
from web.signin.forgotten import unreferred
from web.signin.inviting import language_in

router = APIRouter(prefix="/account/set-up", include_in_schema=False)


def link(library: Library) -> str:
    """Return the address that claims the first account, or nothing when there is one already."""
    with library.database.reading() as session:
        if people.anybody(session):
            return ""
    token = invitations.set_up_token(library.settings.signing_key())
    return f"{library.settings.public_url}/account/set-up/{token}"


@router.get("/{token}")
def form(request: Request, library: AnyLibrary, token: str) -> Response:
    """Show the form."""
    request.app.state.limits.sign_in.check(library, "set up", caller_address(request))
    with library.database.reading() as session:
        invitations.check_set_up(session, token, library.settings.signing_key())
    return _page(request, token)


def _page(
    request: Request, token: str, email: str = "", name: str = "", error: DaneshError | None = None
) -> Response:
    page = WelcomePage(
        action=f"/account/set-up/{token}",
        invitation=None,
        email=email,
        name=name,
        languages=tuple(LANGUAGES.values()),
        error=message_for(request, error) if error else "",
    )
    return unreferred(render(request, page, status=422 if error else 200))


@router.post("/{token}")
def claim(request: Request, library: AnyLibrary, reader: Reader, token: str, form: Posted) -> Response:
    """Make the account, and sign its owner in."""
    request.app.state.limits.sign_in.check(library, "set up", caller_address(request))
    email, name = text(form, "email"), text(form, "name")
    try:
        with library.database.session() as session:
            member = invitations.set_up(
                session,
                token,
                library.settings.signing_key(),
                email=email,
                name=name,
                password=secret(form, "password"),
                language=language_in(form, reader),
            )
    except UnusableInputError as error:
        return _page(request, token, email, name, error)
    return enter(request, library, member, "password", "/desk")
