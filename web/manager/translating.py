"""Linking an article with those that say the same in other languages; the language switch of readers follows."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb.access.people import Member
from kb.desk import review
from kb.desk import translating as linking
from kb.errors import UnusableInputError
from kb.library import Library
from web import sessions
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text
from web.errors import message_for
from web.i18n import mark, translate
from web.manager.deciding_contexts import TranslationsPage
from web.manager.following import number
from web.rendering import render

router = APIRouter(prefix="/articles/{article_id}/translations")


@router.get("")
def choose(
    request: Request, library: AnyLibrary, member: Manager, article_id: int, find: str = ""
) -> Response:
    """Show what is linked, and what could be."""
    return _page(request, library, member, article_id, find)


@router.post("")
def link(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Link an article in another language."""
    try:
        with library.database.session() as session:
            linking.link(session, article_id, number(form, "other"), member.id)
    except UnusableInputError as error:
        return _page(request, library, member, article_id, text(form, "find"), message_for(request, error))
    return _done(request, article_id, translate(reader, mark("Linked. Readers can switch between the two.")))


@router.post("/remove")
def unlink(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Take an article out of the translations."""
    with library.database.session() as session:
        linking.unlink(session, article_id, number(form, "other"), member.id)
    return _done(request, article_id, translate(reader, mark("The two are not linked any more.")))


def _done(request: Request, article_id: int, said: str) -> Response:
    sessions.tell(request, said)
    return RedirectResponse(f"/desk/articles/{article_id}/translations", 303)


def _page(
    request: Request, library: Library, member: Member, article_id: int, find: str, error: str = ""
) -> Response:
    find = find.strip()[:200]
    near = None if find else linking.suggested(library, article_id)
    with library.database.reading() as session:
        page = TranslationsPage(
            dossier=review.dossier(session, article_id),
            linked=linking.linked(session, article_id),
            find=find,
            near=near,
            candidates=linking.candidates(session, article_id, find) if find else (),
            error=error,
        )
    return render(request, page, member=member, status=422 if error else 200)
