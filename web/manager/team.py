"""People and API keys, for admins. A key's secret is on the page once, when it is made, and nowhere else."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb.access import keys, people, second_factor
from kb.access.people import Member
from kb.errors import NotAllowedError, UnusableInputError
from kb.library import Library
from web import sessions
from web.dependencies import Admin, AnyLibrary, Posted, Reader, text, typed
from web.errors import message_for
from web.i18n import Language, mark, translate
from web.manager.contexts import TeamPage
from web.rendering import render

router = APIRouter(prefix="/desk/team", include_in_schema=False)


@router.get("")
def team(request: Request, library: AnyLibrary, member: Admin) -> Response:
    """Show everybody and every key."""
    return _page(request, library, member)


def _page(
    request: Request,
    library: Library,
    member: Member,
    *,
    secret: str = "",
    error: str = "",
    form: FormData | None = None,
) -> Response:
    with library.database.reading() as session:
        page = TeamPage(
            people=people.everyone(session),
            keys=keys.every(session),
            roles=people.roles(),
            secret=secret,
            error=error,
            typed=typed(form) if form else {},
        )
    return render(request, page, member=member, status=422 if error else 200)


@router.post("/people")
def add(request: Request, library: AnyLibrary, reader: Reader, member: Admin, form: Posted) -> Response:
    """Add a person."""
    password = form.get("password")
    try:
        with library.database.session() as session:
            people.add(
                session,
                email=text(form, "email"),
                name=text(form, "name"),
                role=text(form, "role"),
                password=password if isinstance(password, str) else "",
                language=reader.code,
            )
    except UnusableInputError as error:
        return _page(request, library, member, error=message_for(request, error), form=form)
    return _done(request, reader)


@router.post("/people/{person_id}")
def change(
    request: Request, library: AnyLibrary, reader: Reader, member: Admin, person_id: int, form: Posted
) -> Response:
    """Change somebody's role, lock them out, or take a lost second factor away.

    Nobody can do it to themselves and lock everybody out.
    """
    if person_id == member.id:
        raise NotAllowedError
    with library.database.session() as session:
        if text(form, "role"):
            people.set_role(session, person_id, text(form, "role"))
        if text(form, "active"):
            people.set_active(session, person_id, active=text(form, "active") == "yes")
        if text(form, "factor") == "remove":
            second_factor.remove(session, person_id)
    return _done(request, reader)


@router.post("/keys")
def add_key(request: Request, library: AnyLibrary, member: Admin, form: Posted) -> Response:
    """Create a key and show its secret this once."""
    try:
        with library.database.session() as session:
            secret = keys.create(
                session,
                name=text(form, "name"),
                role=text(form, "role"),
                person_id=member.id,
                expires_at=_ends(text(form, "days")),
            )
    except UnusableInputError as error:
        return _page(request, library, member, error=message_for(request, error), form=form)
    return _page(request, library, member, secret=secret)


def _ends(days: str) -> datetime | None:
    """Return the end of a key that lasts so many days; none where nothing was chosen."""
    return keys.lasting(int(days) if days.isdecimal() and len(days) < 9 else 0) if days else None


@router.post("/keys/{key_id}/revoke")
def revoke(
    request: Request, library: AnyLibrary, reader: Reader, member: Admin, key_id: int, form: Posted
) -> Response:
    """Make a key useless."""
    del member, form
    with library.database.session() as session:
        keys.revoke(session, key_id)
    return _done(request, reader)


def _done(request: Request, reader: Language) -> Response:
    sessions.tell(request, translate(reader, mark("Saved.")))
    return RedirectResponse("/desk/team", 303)
