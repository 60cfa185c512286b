"""Who is signed in, kept in a signed cookie, and the token that proves a form came from our own page.

A session ends after a while without use, at the latest after half a day, and at once when the person's password,
role or access changes.
"""

import hmac
import secrets
import time
from typing import cast

from starlette.datastructures import FormData
from starlette.requests import Request

from kb import people
from kb.errors import DaneshError
from kb.library import Library
from kb.people import Member

IDLE = 2 * 60 * 60
ABSOLUTE = 12 * 60 * 60
TOUCH = 5 * 60  # the cookie is written again at most this often, in seconds
VOTES = 50  # of one reader that are remembered, so that nobody counts twice by accident


class FormExpiredError(DaneshError):
    """This page is too old or was opened in another window. Please go back, reload it and send it again."""


def sign_in(request: Request, member: Member) -> None:
    """Start a new session; nothing of the one before is kept, so a planted one is of no use."""
    now = int(time.time())
    request.session.clear()
    request.session.update({"person": member.id, "version": member.version, "since": now, "seen": now})


def sign_out(request: Request) -> None:
    """End the session."""
    request.session.clear()


def signed_in(request: Request, library: Library) -> Member | None:
    """Return who this request is from, or None."""
    session = request.session
    if "person" not in session:
        return None
    now = int(time.time())
    if now - session["seen"] > IDLE or now - session["since"] > ABSOLUTE:
        sign_out(request)
        return None
    with library.database.reading() as reading:
        member = people.member(reading, session["person"], session["version"])
    if member is None:
        sign_out(request)
    elif now - session["seen"] > TOUCH:
        session["seen"] = now
    return member


def token(request: Request) -> str:
    """Return this session's form token."""
    if "csrf" not in request.session:
        request.session["csrf"] = secrets.token_urlsafe(24)
    return cast("str", request.session["csrf"])


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
