"""Writing and editing articles on the desk, with a preview that shows which sentences lose their evidence.

An edit names the revision it began with; what cannot be saved comes back with everything that was written.
"""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb import articles
from kb.access.people import Member
from kb.content import Content, Draft, Labels
from kb.desk import review
from kb.errors import RevisionConflictError, UnusableInputError
from kb.library import Library
from web.dependencies import AnyLibrary, Manager, Posted, Reader, bring_up_to_date, text
from web.errors import message_for, status_of
from web.i18n import LANGUAGES, mark, translate
from web.manager import evidence
from web.manager.contexts import EditPage
from web.manager.deciding_contexts import PreviewPart
from web.manager.following import follow, number
from web.rendering import render

FIELDS = ("title", "issue", "environment", "cause", "resolution", "language", "audience", "category", "tags")
FRAGMENT = "X-Fragment"  # a request of our script: it wants the preview alone

router = APIRouter()


@router.get("/articles/new")
def new(request: Request, library: AnyLibrary, reader: Reader, member: Manager) -> Response:
    """Show an empty form."""
    values = dict.fromkeys(FIELDS, "") | {"language": reader.code, "audience": "public"}
    return _form(request, library, member, values)


@router.post("/articles/new")
def create(request: Request, library: AnyLibrary, member: Manager, form: Posted) -> Response:
    """Save a new draft."""
    values = _values(form)
    try:
        with library.database.session() as session:
            article = articles.create(session, Draft(_content(values), _labels(values)), author_id=member.id)
            article_id = article.id
    except UnusableInputError as error:
        return _form(request, library, member, values, error=message_for(request, error))
    bring_up_to_date(library)
    return RedirectResponse(f"/desk/articles/{article_id}", 303)


@router.get("/articles/{article_id}/edit")
def edit(request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int) -> Response:
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
    preview = evidence.preview(values, found.proofs, reader) if found.proofs else None
    return _form(
        request, library, member, values, article_id=article_id, revision=found.latest, preview=preview
    )


@router.post("/articles/{article_id}/edit")
def save(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Save an edit as a new revision; the form comes back with everything in it when it cannot be saved."""
    values = _values(form)
    revision = number(form, "revision")
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
    follow(request, library, reader, translate(reader, mark("Saved as a new revision.")))
    return RedirectResponse(f"/desk/articles/{article_id}", 303)


@router.post("/preview")
def preview(request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted) -> Response:
    """Show what is written as readers would see it; nothing is saved."""
    values = _values(form)
    article_id, revision = number(form, "article"), number(form, "revision")
    proofs: tuple[review.Proof, ...] = ()
    if article_id > 0:
        with library.database.reading() as session:
            proofs = review.dossier(session, article_id).proofs
    part = evidence.preview(values, proofs, reader)
    if request.headers.get(FRAGMENT):
        return render(request, part, member=member)
    known = article_id if article_id > 0 else None
    note = text(form, "note")
    return _form(
        request, library, member, values, article_id=known, revision=revision, preview=part, note=note
    )


def _values(form: FormData) -> dict[str, str]:
    return {name: text(form, name) for name in FIELDS}


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
    library: Library,
    member: Member,
    values: dict[str, str],
    error: str = "",
    article_id: int | None = None,
    revision: int | None = None,
    *,
    conflict: bool = False,
    preview: PreviewPart | None = None,
    note: str = "",
) -> Response:
    with library.database.reading() as session:
        categories = review.categories(session)
    page = EditPage(
        article_id=article_id,
        revision=revision,
        values=values,
        categories=categories,
        languages=sorted({*LANGUAGES, values["language"]} - {""}),
        error=error,
        conflict=conflict,
        preview=preview,
        note=note,
    )
    return render(request, page, member=member, status=_status(error, conflict=conflict))


def _status(error: str, *, conflict: bool) -> int:
    if conflict:
        return status_of(RevisionConflictError())[0]
    return 422 if error else 200
