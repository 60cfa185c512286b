"""Categories on the desk: order and parents by dragging, by buttons or by a form; names in each language."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb.access.people import Member
from kb.database import Session
from kb.desk import arranging
from kb.errors import UnusableInputError
from kb.library import Library
from web import sessions
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text, typed
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.manager.deciding_contexts import CategoriesPage
from web.manager.following import number
from web.rendering import render

PAGE = "/desk/categories"
STEPS = {"up": -1, "down": 1}

router = APIRouter(prefix="/categories")


@router.get("")
def categories(request: Request, library: AnyLibrary, member: Manager) -> Response:
    """Show the tree."""
    return _page(request, library, member)


def _page(
    request: Request, library: Library, member: Member, error: str = "", form: FormData | None = None
) -> Response:
    with library.database.reading() as session:
        page = CategoriesPage(
            tree=arranging.tree(session),
            languages=tuple(LANGUAGES),
            error=error,
            typed=typed(form) if form else {},
        )
    return render(request, page, member=member, status=422 if error else 200)


@router.post("")
def add(request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted) -> Response:
    """Add a category."""

    def act(session: Session) -> None:
        language = text(form, "language")
        code = language if language in LANGUAGES else reader.code
        arranging.add(session, text(form, "name"), code, _parent(form))

    return _change(request, library, reader, member, act, form=form)


@router.post("/{category_id}")
def rename(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, category_id: int, form: Posted
) -> Response:
    """Name a category in the languages that the form holds."""

    def act(session: Session) -> None:
        for code in LANGUAGES:
            if f"name-{code}" in form:
                arranging.rename(session, category_id, code, text(form, f"name-{code}"))

    return _change(request, library, reader, member, act)


@router.post("/{category_id}/place")
def place(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, category_id: int, form: Posted
) -> Response:
    """Move a category one up or down (`move`), or below a `parent` and before another category."""

    def act(session: Session) -> None:
        step = STEPS.get(text(form, "move"))
        if step is not None:
            arranging.shift(session, category_id, step)
        else:
            before = number(form, "before")
            arranging.place(session, category_id, _parent(form), before if before > 0 else None)

    return _change(request, library, reader, member, act, f"#category-{category_id}")


@router.post("/{category_id}/delete")
def remove(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, category_id: int, form: Posted
) -> Response:
    """Delete a category that holds nothing."""
    del form
    return _change(request, library, reader, member, lambda session: arranging.remove(session, category_id))


def _parent(form: FormData) -> int | None:
    return number(form, "parent") if text(form, "parent") else None


def _change(
    request: Request,
    library: Library,
    reader: Language,
    member: Member,
    act: Callable[[Session], None],
    anchor: str = "",
    form: FormData | None = None,
) -> Response:
    try:
        with library.database.session() as session:
            act(session)
    except UnusableInputError as error:
        return _page(request, library, member, message_for(request, error), form)
    sessions.tell(request, translate(reader, mark("Saved.")))
    return RedirectResponse(PAGE + anchor, 303)
