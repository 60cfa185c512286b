"""Who is signed in, and the token that proves a form came from our own page.

The signed cookie carries a token only; whether it is worth anything stands in `kb.access.open_sessions`: a session
ends after a while without use, at the latest after half a day, at once when it is ended anywhere, and when the
person's password, role, access or second factor changes.
"""

import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from starlette.datastructures import FormData
from starlette.requests import Request

from kb.access import open_sessions, people
from kb.access.open_sessions import Opened
from kb.access.people import Member
from kb.errors import DaneshError
from kb.library import Library

ABSOLUTE = int(open_sessions.ABSOLUTE.total_seconds())
TOUCH = 5 * 60  # that a session is in use is written down at most this often, in seconds
PATIENCE = 5 * 60  # seconds between the password and the second step
VOTES = 50  # of one reader that are remembered, so that nobody counts twice by accident


class FormExpiredError(DaneshError):
    """This page is too old or was opened in another window. Please go back, reload it and send it again."""


@dataclass(frozen=True)
class Current:
    """Somebody who is signed in; `unfinished` while their role still needs a second factor that they lack."""

    member: Member
    opened: Opened
    unfinished: bool


def sign_in(request: Request, library: Library, member: Member, method: str) -> None:
    """Start a new session; nothing of the one before is kept, so a planted one is of no use.

    `method` is how they proved who they are: `password`, `two_steps` or `provider`.
    """
    old = request.session.get("token")
    with library.database.session() as session:
        if isinstance(old, str):
            open_sessions.end(session, old)
        token = open_sessions.open_session(session, member, method, request.headers.get("user-agent", ""))
    _forget(request)
    request.session["token"] = token


def renew(request: Request, library: Library, current: Current) -> None:
    """Start the present session anew after its owner changed what they sign in with; all others have ended."""
    with library.database.reading() as session:
        member = people.by_id(session, current.member.id)
    method = current.opened.method
    if method != "provider":
        method = "two_steps" if member.two_steps else "password"
    sign_in(request, library, member, method)


def sign_out(request: Request, library: Library) -> None:
    """End the session, here and for whoever else may hold its cookie."""
    token = request.session.get("token")
    if isinstance(token, str):
        with library.database.session() as session:
            open_sessions.end(session, token)
    _forget(request)


def _forget(request: Request) -> None:
    request.session.clear()
    if hasattr(request.state, "current"):
        del request.state.current


def current(request: Request, library: Library) -> Current | None:
    """Return whose session this request belongs to, even an unfinished one; looked up once a request."""
    if not hasattr(request.state, "current"):
        request.state.current = _look_up(request, library)
    return cast("Current | None", request.state.current)


def _look_up(request: Request, library: Library) -> Current | None:
    token = request.session.get("token")
    if not isinstance(token, str):
        return None
    with library.database.reading() as reading:
        found = open_sessions.find(reading, token)
    if found is None:
        request.session.pop("token")  # the rest stays: a form of the page that is open can still be sent
        return None
    member, opened = found
    if (datetime.now(UTC) - opened.seen_at).total_seconds() > TOUCH:
        with library.database.session() as session:
            open_sessions.touch(session, opened.id)
    needed = member.role in library.settings.second_factor_roles
    return Current(member, opened, needed and not member.two_steps and opened.method != "provider")


def signed_in(request: Request, library: Library) -> Member | None:
    """Return who this request is from, or None; who has to set up a second factor first is nobody yet."""
    found = current(request, library)
    return None if found is None or found.unfinished else found.member


def half_way(request: Request, member: Member, after: str) -> None:
    """Note that somebody has shown their password and owes the second step."""
    request.session.clear()
    half = {"person": member.id, "version": member.version, "since": int(time.time()), "after": after}
    request.session["half"] = half


def who_is_half_way(request: Request, library: Library) -> tuple[Member, str] | None:
    """Return who owes the second step and where they wanted to go, or None when it took too long."""
    half = request.session.get("half")
    if not isinstance(half, dict) or time.time() - half["since"] > PATIENCE:
        return None
    with library.database.reading() as session:
        member = people.member(session, half["person"], half["version"])
    return None if member is None else (member, half["after"])


def token(request: Request) -> str:
    """Return this session's form token."""
    if "csrf" not in request.session:
        request.session["csrf"] = secrets.token_urlsafe(24)
    return cast("str", request.session["csrf"])


def known(request: Request) -> str:
    """Return this session's form token where the browser brought one; empty on a first visit."""
    return cast("str", request.session.get("csrf", ""))


def matches(request: Request, given: str | None) -> bool:
    """Whether somebody sent the token of this session back."""
    expected = request.session.get("csrf", "")
    return bool(expected) and hmac.compare_digest(expected.encode(), (given or "").encode())


def check_form(request: Request, form: FormData) -> None:
    """Refuse a form that was not sent from one of our pages.

    Raises:
        FormExpiredError: the token is missing or not this session's.
    """
    given = form.get("csrf")
    if not matches(request, given if isinstance(given, str) else None):
        raise FormExpiredError


def voted(request: Request, what: str) -> bool:
    """Whether this reader has voted about something, such as `article-12`."""
    return what in request.session.get("votes", ())


def remember_vote(request: Request, what: str) -> None:
    """Note that this reader has voted."""
    request.session["votes"] = [*request.session.get("votes", ()), what][-VOTES:]


def tell(request: Request, message: str) -> None:
    """Keep one sentence, already translated, for the next page this person opens."""
    request.session["told"] = [*request.session.get("told", ()), message][-5:]


def told(request: Request) -> list[str]:
    """Take the sentences kept for this page."""
    return cast("list[str]", request.session.pop("told", []))
