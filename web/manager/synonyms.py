"""Words that mean the same, on the desk: add, change and remove groups, and look first at what they would touch."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb.access.people import Member
from kb.database import Session
from kb.desk import wording
from kb.errors import NotFoundError, UnusableInputError
from kb.library import Library
from kb.reading import synonyms as kept
from web import sessions
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.manager.deciding_contexts import ShownGroup, SynonymsPage
from web.rendering import render

PAGE = "/desk/synonyms"
NEW = 0  # the group that is being added

router = APIRouter(prefix="/synonyms")


@dataclass(frozen=True)
class _Typed:
    """What somebody typed into the form of a group, and why it was not kept."""

    group_id: int
    words: tuple[str, ...]
    error: str = ""


@router.get("")
def groups(request: Request, library: AnyLibrary, member: Manager, written: str = "") -> Response:
    """Show all groups, or those with words in a language, and a form for one more."""
    return _page(request, library, member, written if written in LANGUAGES else "")


@router.post("")
def add(request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted) -> Response:
    """Keep one more group, or show what it would touch."""
    typed = _Typed(NEW, _words(form))
    return _change(request, library, reader, member, form, typed, lambda s: kept.add(s, typed.words))


@router.post("/{group_id}")
def change(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, group_id: int, form: Posted
) -> Response:
    """Replace the words of a group, or show what they would touch."""
    typed = _Typed(group_id, _words(form))
    with library.database.reading() as session:
        if group_id not in {group.id for group in kept.every(session)}:
            raise NotFoundError(what="group of synonyms", id=group_id)
    return _change(
        request, library, reader, member, form, typed, lambda s: kept.change(s, group_id, typed.words)
    )


@router.post("/{group_id}/remove")
def remove(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, group_id: int, form: Posted
) -> Response:
    """Forget a group; no article changes."""
    del member, form
    with library.database.session() as session:
        if not kept.remove(session, group_id):
            raise NotFoundError(what="group of synonyms", id=group_id)
    sessions.tell(request, translate(reader, mark("Removed.")))
    return RedirectResponse(PAGE, 303)


def _words(form: FormData) -> tuple[str, ...]:
    return tuple(line.strip() for line in text(form, "words").split("\n") if line.strip())


def _change(
    request: Request,
    library: Library,
    reader: Language,
    member: Member,
    form: FormData,
    typed: _Typed,
    act: Callable[[Session], object],
) -> Response:
    if text(form, "preview"):
        return _page(request, library, member, typed=typed)
    try:
        with library.database.session() as session:
            act(session)
    except UnusableInputError as error:
        typed = _Typed(typed.group_id, typed.words, message_for(request, error))
        return _page(request, library, member, typed=typed)
    sessions.tell(request, translate(reader, mark("Saved. Questions are read this way from now on.")))
    return RedirectResponse(PAGE, 303)


def _page(
    request: Request, library: Library, member: Member, written: str = "", typed: _Typed | None = None
) -> Response:
    with library.database.reading() as session:
        rows = [_shown(group.id, group.words, typed) for group in wording.groups(session, written)]
    previewed = typed is not None and not typed.error
    page = SynonymsPage(
        groups=rows,
        written=written,
        languages=tuple(LANGUAGES),
        new=_shown(NEW, (), typed),
        previewed=typed.group_id if typed and previewed else None,
        met=wording.met(library, typed.words) if typed and previewed else (),
        error=typed.error if typed else "",
        wrong=typed.group_id if typed and typed.error else None,
    )
    return render(request, page, member=member, status=422 if page.error else 200)


def _shown(group_id: int, words: tuple[str, ...], typed: _Typed | None) -> ShownGroup:
    if typed is not None and typed.group_id == group_id:
        words = typed.words
    return ShownGroup(group_id, words, wording.spoken(words))
