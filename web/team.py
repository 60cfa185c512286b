"""People and API keys, for admins. A key's secret is on the page once, when it is made, and nowhere else."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb import keys, people
from kb.errors import NotAllowedError, UnusableInputError
from kb.library import Library
from kb.people import Member
from web import sessions
from web.dependencies import Admin, AnyLibrary, Posted, Reader, text
from web.desk_contexts import TeamPage
from web.i18n import Language, mark, translate
from web.rendering import render

router = APIRouter(prefix="/desk/team", include_in_schema=False)


@router.get("")
def team(request: Request, library: AnyLibrary, member: Admin) -> Response:
    """Show everybody and every key."""
    return _page(request, library, member)


def _page(
    request: Request, library: Library, member: Member, *, secret: str = "", error: str = ""
) -> Response:
    with library.database.reading() as session:
        page = TeamPage(
            people=people.everyone(session),
            keys=keys.every(session),
            roles=people.roles(),
            secret=secret,
            error=error,
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
        return _page(request, library, member, error=str(error))
    return _done(request, reader)


@router.post("/people/{person_id}")
def change(
    request: Request, library: AnyLibrary, reader: Reader, member: Admin, person_id: int, form: Posted
) -> Response:
    """Change somebody's role, or lock them out; nobody can do it to themselves and lock everybody out."""
    if person_id == member.id:
        raise NotAllowedError
    with library.database.session() as session:
        if text(form, "role"):
            people.set_role(session, person_id, text(form, "role"))
        if text(form, "active"):
            people.set_active(session, person_id, active=text(form, "active") == "yes")
    return _done(request, reader)


@router.post("/keys")
def add_key(request: Request, library: AnyLibrary, member: Admin, form: Posted) -> Response:
    """Create a key and show its secret this once."""
    try:
        with library.database.session() as session:
            secret = keys.create(
                session, name=text(form, "name"), role=text(form, "role"), person_id=member.id
            )
    except UnusableInputError as error:
        return _page(request, library, member, error=str(error))
    return _page(request, library, member, secret=secret)


@router.post("/keys/{key_id}/revoke")
def revoke(
    request: Request, library: AnyLibrary, reader: Reader, member: Admin, key_id: int, form: Posted
) -> Response:
    """Create a key useless."""
    del member, form
    with library.database.session() as session:
        keys.revoke(session, key_id)
    return _done(request, reader)


def _done(request: Request, reader: Language) -> Response:
    sessions.tell(request, translate(reader, mark("Saved.")))
    return RedirectResponse("/desk/team", 303)
