"""Fixed answers on the desk: which article, or which text, answers certain questions whatever else is found."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb import articles
from kb.access.people import Member
from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.library import Library
from kb.reading import curated
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.manager.deciding_contexts import CuratedPage, ShownFixed
from web.manager.following import follow, number
from web.rendering import render

PAGE = "/desk/fixed"
FIELDS = ("questions", "article", "text", "language", "audience")

NO_ARTICLE = mark("There is no such article.")
NEITHER = mark("Please give the number of an article, or write the answer.")

router = APIRouter(prefix="/fixed")


@router.get("")
def fixed(request: Request, library: AnyLibrary, member: Manager, article: str = "") -> Response:
    """Show all fixed answers, and a form for one more."""
    return _page(request, library, member, {"article": article[:9]})


def _page(
    request: Request, library: Library, member: Member, values: dict[str, str], error: str = ""
) -> Response:
    with library.database.reading() as session:
        rows = [_shown(session, one) for one in curated.every(session)]
    page = CuratedPage(
        rows=rows,
        values=dict.fromkeys(FIELDS, "") | values,
        languages=tuple(LANGUAGES),
        error=error,
    )
    return render(request, page, member=member, status=422 if error else 200)


def _shown(session: Session, one: curated.Fixed) -> ShownFixed:
    article = articles.get(session, one.article_id)
    newest = articles.revision(session, article.id, article.latest)
    return ShownFixed(one, newest.title, article.language, article.status)


@router.post("")
def add(request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted) -> Response:
    """Fix an article, or a text, as the answer to some questions."""
    values = {name: text(form, name) for name in FIELDS}

    def act(session: Session) -> None:
        questions = _lines(values["questions"])
        language, audience = values["language"], values["audience"] or "public"
        if values["text"]:
            curated.fix_text(
                session,
                values["text"],
                questions,
                language=language or reader.code,
                audience=audience,
                author_id=member.id,
            )
        else:
            article_id = number(form, "article")
            curated.fix(
                session, article_id, questions, language=language, audience=audience, author_id=member.id
            )

    return _change(request, library, reader, member, act, values)


@router.post("/{fixed_id}")
def change(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, fixed_id: int, form: Posted
) -> Response:
    """Replace the questions of a fixed answer."""
    questions = _lines(text(form, "questions"))
    return _change(
        request,
        library,
        reader,
        member,
        lambda session: curated.change(session, fixed_id, questions),
    )


@router.post("/{fixed_id}/remove")
def remove(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, fixed_id: int, form: Posted
) -> Response:
    """Take a fixed answer away; its article stays."""
    del form
    return _change(request, library, reader, member, lambda session: curated.remove(session, fixed_id))


def _lines(written: str) -> list[str]:
    return [line for line in written.split("\n") if line.strip()]


def _change(
    request: Request,
    library: Library,
    reader: Language,
    member: Member,
    act: Callable[[Session], object],
    values: dict[str, str] | None = None,
) -> Response:
    try:
        with library.database.session() as session:
            act(session)
    except NotFoundError:
        if values is None:
            raise
        said = NO_ARTICLE if values["article"] else NEITHER
        return _page(request, library, member, values, translate(reader, said))
    except UnusableInputError as error:
        return _page(request, library, member, values or {}, message_for(request, error))
    follow(request, library, reader, translate(reader, mark("Saved.")))
    return RedirectResponse(PAGE, 303)
