"""Who calls the API: a key, somebody signed in on a page, or a customer.

A wrong key is refused even where none is needed. A session counts for writing only with the form token of its page,
so no other site can write in somebody's name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kb.access import keys, people
from kb.errors import NotAllowedError, NotSignedInError
from web import sessions
from web.dependencies import AnyLibrary, caller_address

READING = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN = "X-CSRF-Token"  # noqa: S105 - a header's name
bearer = HTTPBearer(auto_error=False, description="An API key; its role says what it may do.")


@dataclass(frozen=True)
class Caller:
    """Who calls; `role` is None for a customer, `name` is what rate limits count by."""

    role: str | None
    person_id: int | None
    name: str


def caller(
    request: Request,
    library: AnyLibrary,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Caller:
    """Return who calls.

    Raises:
        NotSignedInError: there is a key or another credential, but not a valid one.
    """
    if given is not None:
        with library.database.reading() as session:
            role = keys.role(session, given.credentials)
            unnoted = keys.use_is_old(session, given.credentials)
        if unnoted:
            with library.database.session() as session:
                keys.note_use(session, given.credentials)
        return Caller(role, None, f"key {hash(given.credentials)}")
    if "authorization" in request.headers:
        raise NotSignedInError
    member = sessions.signed_in(request, library)
    if member is not None and _meant(request):
        return Caller(member.role, member.id, f"person {member.id}")
    return Caller(None, None, caller_address(request))


def _meant(request: Request) -> bool:
    return request.method in READING or sessions.matches(request, request.headers.get(TOKEN))


AnyCaller = Annotated[Caller, Depends(caller)]


def needs(role: str) -> Callable[..., Caller]:
    """Return a dependency that lets in only callers of this role or a higher one."""

    def check(known: AnyCaller) -> Caller:
        require(known, role)
        return known

    return check


def require(known: Caller, role: str) -> None:
    """Refuse a caller below a role.

    Raises:
        NotSignedInError: it is a customer.
        NotAllowedError: its role is a lower one.
    """
    if known.role is None:
        raise NotSignedInError
    if not people.allows(known.role, role):
        raise NotAllowedError


def may_see(known: Caller, audience: str) -> str:
    """Return the audience asked for.

    Raises:
        NotSignedInError: internal articles are for agents and those above them.
    """
    if audience != "public":
        require(known, "agent")
    return audience


ManagerCaller = Annotated[Caller, Depends(needs("manager"))]
