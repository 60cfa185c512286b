"""One's own account: name, language, password, and where one is signed in."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb.access import open_sessions, people, second_factor
from kb.errors import DaneshError, SignInFailedError, UnusableInputError
from kb.library import Library
from web import sessions
from web.dependencies import Agent, AnyLibrary, Posted, Reader, secret, text
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.rendering import render
from web.sessions import Current
from web.signin import browsers, mailing
from web.signin.contexts import AccountPage
from web.signin.entering import PASSWORD_TRIES, remember_language

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("")
def own(request: Request, library: AnyLibrary, member: Agent) -> Response:
    """Show it."""
    del member
    return _page(request, library, _current(request, library))


def _current(request: Request, library: Library) -> Current:
    found = sessions.current(request, library)
    assert found is not None  # the role was checked before
    return found


def _page(request: Request, library: Library, current: Current, error: DaneshError | None = None) -> Response:
    with library.database.reading() as session:
        page = AccountPage(
            member=current.member,
            opened=[
                replace(one, browser=browsers.short(one.browser))
                for one in open_sessions.of(session, current.member)
            ],
            here=current.opened.id,
            languages=tuple(LANGUAGES.values()),
            recovery_left=second_factor.recovery_left(session, current.member.id),
            error=message_for(request, error) if error else "",
        )
    return render(request, page, member=current.member, status=422 if error else 200)


@router.post("/profile")
def profile(request: Request, library: AnyLibrary, reader: Reader, member: Agent, form: Posted) -> Response:
    """Keep name and language."""
    code = text(form, "language")
    language = code if code in LANGUAGES else ""
    with library.database.session() as session:
        people.describe(session, member.id, name=text(form, "name"), language=language)
    response = _done(request, LANGUAGES.get(language, reader))
    if language:
        remember_language(response, library, language)
    return response


@router.post("/password")
def password(request: Request, library: AnyLibrary, reader: Reader, member: Agent, form: Posted) -> Response:
    """Change the password; all other sessions end, and its owner is told by mail."""
    limits = request.app.state.limits.account
    limits.check(library, PASSWORD_TRIES, f"person {member.id}")
    current = _current(request, library)
    try:
        with library.database.session() as session:
            people.check_password(session, member.id, secret(form, "present"))
            people.set_password(session, member.id, secret(form, "password"))
    except (SignInFailedError, UnusableInputError) as error:
        return _page(request, library, current, error)
    sessions.renew(request, library, current)
    mailing.tell_of_new_password(request.app, member, reader)
    return _done(request, reader)


@router.post("/sessions/end-others")
def end_others(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, form: Posted
) -> Response:
    """Sign out everywhere but here."""
    del form
    current = _current(request, library)
    with library.database.session() as session:
        people.end_sessions(session, member.id)
    sessions.renew(request, library, current)
    return _done(request, reader)


@router.post("/sessions/{session_id}/end")
def end(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, session_id: int, form: Posted
) -> Response:
    """Sign out in one browser."""
    del form
    with library.database.session() as session:
        open_sessions.end_one(session, member.id, session_id)
    return _done(request, reader)


def _done(request: Request, reader: Language) -> RedirectResponse:
    sessions.tell(request, translate(reader, mark("Saved.")))
    return RedirectResponse("/account", 303)
