"""What a page handler may ask for: the library, who is signed in, a role, and a form that is really ours."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from kb import indexing
from kb.access import people
from kb.access.people import Member
from kb.errors import DaneshError, NotAllowedError, NotSignedInError
from kb.library import Library
from web import sessions
from web.i18n import Language
from web.rendering import language_of


def get_library(request: Request) -> Library:
    """Return the open library."""
    return cast("Library", request.app.state.library)


AnyLibrary = Annotated[Library, Depends(get_library)]
Reader = Annotated[Language, Depends(language_of)]


def visitor(request: Request, library: AnyLibrary) -> Member | None:
    """Return who is signed in, or None for a customer."""
    return sessions.signed_in(request, library)


Visitor = Annotated[Member | None, Depends(visitor)]


def needs(role: str) -> Callable[..., Member]:
    """Return a dependency that lets in only people of this role or a higher one."""

    def check(member: Visitor) -> Member:
        if member is None:
            raise NotSignedInError
        if not people.allows(member.role, role):
            raise NotAllowedError
        return member

    return check


async def posted(request: Request) -> AsyncIterator[FormData]:
    """Read a form and make sure that it was sent from one of our pages."""
    async with request.form(max_files=50, max_fields=200) as form:
        sessions.check_form(request, form)
        yield form


Posted = Annotated[FormData, Depends(posted)]
Agent = Annotated[Member, Depends(needs("agent"))]
Manager = Annotated[Member, Depends(needs("manager"))]
Admin = Annotated[Member, Depends(needs("admin"))]


def text(form: FormData, name: str) -> str:
    """Return a text field, stripped; empty when it is missing."""
    value = form.get(name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def typed(form: FormData) -> dict[str, str]:
    """Return the text fields of a form that is shown again; never a password."""
    return {name: text(form, name) for name in form if name not in {"csrf", "password"}}


def secret(form: FormData, name: str) -> str:
    """Return a password as it was typed: blanks at its ends belong to it."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def files(form: FormData, name: str) -> list[UploadFile]:
    """Return the files of a field that really hold one."""
    return [value for value in form.getlist(name) if isinstance(value, UploadFile) and value.filename]


def caller_address(request: Request) -> str:
    """Return where a request comes from, for rate limits."""
    return request.client.host if request.client else "unknown"


def bring_up_to_date(library: Library) -> bool:
    """Let the index follow what was just committed; when it cannot, the next sync will, so only say so."""
    try:
        indexing.sync(library)
    except DaneshError:
        return False
    return True
