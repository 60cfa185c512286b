"""The manager's desk: the queue, a draft beside its evidence, and the decisions about it.

Every decision carries the revision it was made on; whoever decides on an older one is told so.
"""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb import articles, review, waiting
from kb.content import Content, Draft, Labels
from kb.errors import NotFoundError, RevisionConflictError, UnusableInputError
from kb.people import Member
from web import comparing, evidence, sessions
from web.dependencies import AnyLibrary, Manager, Posted, Reader, bring_up_to_date, text
from web.desk_contexts import DossierPage, EditPage, QueuePage
from web.errors import message_for, status_of
from web.i18n import LANGUAGES, Language, mark, translate
from web.rendering import render

FIELDS = ("title", "issue", "environment", "cause", "resolution", "language", "audience", "category", "tags")
DONE = {
    "published": mark("Published. Customers can read it now."),
    "retired": mark("Retired. Readers no longer see it."),
    "draft": mark("Returned to draft."),
    "in_review": mark("Moved to review."),
}
LATER = mark("The search index is not available: it will follow as soon as it is back.")

router = APIRouter(prefix="/desk", include_in_schema=False)


@router.get("")
def queue(
    request: Request,
    library: AnyLibrary,
    member: Manager,
    tab: str = "draft",
    written: str = "",
    page: int = 1,
) -> Response:
    """Show one tab of the queue; `written` is the articles' language."""
    if tab not in waiting.TABS:
        raise NotFoundError(what="tab", id=tab)
    with library.database.reading() as session:
        shown = QueuePage(
            tab=tab,
            tallies=waiting.tallies(session),
            language=written,
            languages=tuple(LANGUAGES),
            queue=waiting.queue(session, tab, language=written or None, number=page),
        )
    return render(request, shown, member=member)


@router.get("/articles/new")
def new(request: Request, library: AnyLibrary, reader: Reader, member: Manager) -> Response:
    """Show an empty form."""
    values = dict.fromkeys(FIELDS, "") | {"language": reader.code, "audience": "public"}
    return _form(request, library, member, values)


@router.post("/articles/new")
def create(request: Request, library: AnyLibrary, member: Manager, form: Posted) -> Response:
    """Save a new draft."""
    values = {name: text(form, name) for name in FIELDS}
    try:
        with library.database.session() as session:
            article = articles.create(session, Draft(_content(values), _labels(values)), author_id=member.id)
            article_id = article.id
    except UnusableInputError as error:
        return _form(request, library, member, values, error=message_for(request, error))
    bring_up_to_date(library)
    return RedirectResponse(f"/desk/articles/{article_id}", 303)


@router.get("/articles/{article_id}")
def dossier(
    request: Request, library: AnyLibrary, member: Manager, article_id: int, revision: int | None = None
) -> Response:
    """Show an article beside its evidence."""
    with library.database.reading() as session:
        found = review.dossier(session, article_id, revision)
    page = DossierPage(
        dossier=found,
        sections=evidence.sections(found),
        messages=evidence.messages(found.proofs),
        changes=comparing.changes(found.readers_see, found.content) if found.readers_see else (),
    )
    return render(request, page, member=member)


@router.get("/articles/{article_id}/edit")
def edit(request: Request, library: AnyLibrary, member: Manager, article_id: int) -> Response:
    """Show the newest revision in a form."""
    with library.database.reading() as session:
        found = review.dossier(session, article_id)
    values = {
        "title": found.content.title,
        **{field: getattr(found.content, field) for field in evidence.FIELDS},
        "language": found.language,
        "audience": found.audience,
        "category": found.category or "",
        "tags": ", ".join(found.tags),
    }
    return _form(request, library, member, values, article_id=article_id, revision=found.latest)


@router.post("/articles/{article_id}/edit")
def save(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Save an edit as a new revision; the form comes back with everything in it when it cannot be saved."""
    values = {name: text(form, name) for name in FIELDS}
    revision = _number(form, "revision")
    try:
        with library.database.session() as session:
            review.edit(
                session,
                article_id,
                _content(values),
                _labels(values),
                expected=revision,
                author_id=member.id,
                note=text(form, "note"),
            )
    except UnusableInputError as error:
        conflict = isinstance(error, RevisionConflictError)
        told = message_for(request, error)
        return _form(request, library, member, values, told, article_id, revision, conflict=conflict)
    _follow(request, library, reader, translate(reader, mark("Saved as a new revision.")))
    return RedirectResponse(f"/desk/articles/{article_id}", 303)


@router.post("/articles/{article_id}/status")
def decide(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Publish, return, or retire an article."""
    del member
    wanted = text(form, "status")
    if wanted not in DONE:
        raise NotFoundError(what="status", id=wanted[:20])
    with library.database.session() as session:
        review.decide(session, article_id, wanted, expected=_number(form, "revision"))
    _follow(request, library, reader, translate(reader, DONE[wanted]))
    return RedirectResponse(f"/desk/articles/{article_id}", 303)


@router.post("/articles/{article_id}/decline")
def decline(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Go back from a proposal to what readers see."""
    with library.database.session() as session:
        review.decline(session, article_id, expected=_number(form, "revision"), author_id=member.id)
    _follow(request, library, reader, translate(reader, mark("Declined. Readers see what they saw before.")))
    return RedirectResponse(f"/desk/articles/{article_id}", 303)


def _follow(request: Request, library: AnyLibrary, reader: Language, done: str) -> None:
    sessions.tell(request, done)
    if not bring_up_to_date(library):
        sessions.tell(request, translate(reader, LATER))


def _number(form: FormData, name: str) -> int:
    value = text(form, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def _content(values: dict[str, str]) -> Content:
    return Content(
        values["title"], *(values[name] for name in ("resolution", "issue", "environment", "cause"))
    )


def _labels(values: dict[str, str]) -> Labels:
    tags = (tag.strip() for tag in values["tags"].replace("،", ",").replace("，", ",").split(","))
    return Labels(
        language=values["language"],
        audience=values["audience"],
        category=values["category"] or None,
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
    )


def _form(
    request: Request,
    library: AnyLibrary,
    member: Member,
    values: dict[str, str],
    error: str = "",
    article_id: int | None = None,
    revision: int | None = None,
    *,
    conflict: bool = False,
) -> Response:
    with library.database.reading() as session:
        categories = review.categories(session)
    page = EditPage(
        article_id=article_id,
        revision=revision,
        values=values,
        categories=categories,
        languages=sorted({*LANGUAGES, values["language"]}),
        error=error,
        conflict=conflict,
    )
    return render(request, page, member=member, status=_status(error, conflict=conflict))


def _status(error: str, *, conflict: bool) -> int:
    if conflict:
        return status_of(RevisionConflictError())[0]
    return 422 if error else 200
