"""The last step of every way in: a new session, the person's language, and the page they wanted.

Nobody is sent to an address that is not ours.
"""

from fastapi import Request
from starlette.responses import RedirectResponse

from kb.access import attempts, people
from kb.access.people import Member
from kb.library import Library
from web import sessions
from web.i18n import LANGUAGES
from web.rendering import COOKIE, YEAR

PASSWORD_TRIES = "password"  # noqa: S105 - what is counted, not a password
CODE_TRIES = "code"


def enter(
    request: Request, library: Library, member: Member, method: str, after: str = ""
) -> RedirectResponse:
    """Sign somebody in who has proved who they are, and send them on."""
    sessions.sign_in(request, library, member, method)
    response = RedirectResponse(safe(after, member), 303)
    if member.language in LANGUAGES:
        remember_language(response, library, member.language)
    return response


def remember_language(response: RedirectResponse, library: Library, code: str) -> None:
    """Let the next pages be in a language."""
    secure = library.settings.public_url.startswith("https")
    response.set_cookie(COOKIE, code, max_age=YEAR, samesite="lax", secure=secure, httponly=True)


def safe(after: str, member: Member) -> str:
    """Return an address of ours only: an address elsewhere would lend our name to somebody else's page."""
    if after.startswith("/") and not after.startswith(("//", "/\\")) and after.isprintable():
        return after
    return "/desk" if people.allows(member.role, "manager") else "/agent"


def forgive(library: Library, what: str, who: str, address: str) -> None:
    """Take back the tries that led to a right answer."""
    with library.database.session() as session:
        attempts.forgive(session, what, who)
        attempts.forgive(session, what, address, 1)
