"""The second step of signing in: a code of an app, or a recovery code. Guesses are counted for each person."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb.access import second_factor
from kb.errors import SecondStepFailedError
from web import sessions
from web.dependencies import AnyLibrary, Posted, caller_address, text
from web.errors import message_for
from web.rendering import render
from web.signin.contexts import SecondStepPage
from web.signin.entering import CODE_TRIES, enter, forgive

router = APIRouter(prefix="/account/second-step", include_in_schema=False)


@router.get("")
def form(request: Request, library: AnyLibrary) -> Response:
    """Show the form to somebody who has shown their password."""
    if sessions.who_is_half_way(request, library) is None:
        return RedirectResponse("/account/sign-in", 303)
    return render(request, SecondStepPage(error=""))


@router.post("")
def take(request: Request, library: AnyLibrary, form: Posted) -> Response:
    """Start the session when the code is right."""
    found = sessions.who_is_half_way(request, library)
    if found is None:
        return RedirectResponse("/account/sign-in", 303)
    member, after = found
    person, address = f"person {member.id}", caller_address(request)
    request.app.state.limits.sign_in.check(library, CODE_TRIES, address)
    request.app.state.limits.account.check(library, CODE_TRIES, person)
    try:
        with library.database.session() as session:
            second_factor.check(session, member.id, text(form, "code"), library.settings.signing_key())
    except SecondStepFailedError as error:
        return render(request, SecondStepPage(error=message_for(request, error)), status=401)
    forgive(library, CODE_TRIES, person, address)
    return enter(request, library, member, "two_steps", after)
