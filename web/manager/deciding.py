"""Decisions about one article: publish, return with a comment, retire, assign, merge; and what revisions changed.

Every decision carries the revision it was made on; whoever decides on an older one is told so.
"""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb.access.people import Member
from kb.desk import corrections, merging, remarks, review
from kb.errors import NotFoundError, UnusableInputError
from kb.library import Library
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text
from web.errors import message_for
from web.i18n import mark, translate
from web.manager import comparing
from web.manager.deciding_contexts import ComparePage, MergePage
from web.manager.following import follow, number
from web.rendering import render

DONE = {
    "published": mark("Published. Customers can read it now."),
    "retired": mark("Retired. Readers no longer see it."),
    "draft": mark("Returned to draft."),
    "in_review": mark("Moved to review."),
}
VIEWS = ("inline", "sides")

router = APIRouter(prefix="/articles/{article_id}")


@router.post("/status")
def decide(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Publish, return, or retire an article."""
    del member
    wanted = text(form, "status")
    if wanted not in DONE:
        raise NotFoundError(what="status", id=wanted[:20])
    with library.database.session() as session:
        review.decide(session, article_id, wanted, expected=number(form, "revision"))
    follow(request, library, reader, translate(reader, DONE[wanted]))
    return _back(article_id)


@router.post("/decline")
def decline(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Go back from a proposal to what readers see."""
    with library.database.session() as session:
        review.decline(session, article_id, expected=number(form, "revision"), author_id=member.id)
    follow(request, library, reader, translate(reader, mark("Declined. Readers see what they saw before.")))
    return _back(article_id)


@router.post("/remarks")
def remark(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Keep a remark; with `return` the article goes back to draft."""
    words = text(form, "text")
    with library.database.session() as session:
        if text(form, "return"):
            expected = number(form, "revision")
            remarks.give_back(session, article_id, words, expected=expected, person_id=member.id)
        else:
            remarks.say(session, article_id, words, person_id=member.id)
    done = mark("Returned with your comment.") if text(form, "return") else mark("Saved.")
    follow(request, library, reader, translate(reader, done))
    return _back(article_id)


@router.post("/assign")
def assign(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Let somebody take care of an article; an empty person is nobody."""
    del member
    person = number(form, "person") if text(form, "person") else None
    with library.database.session() as session:
        remarks.assign(session, article_id, person)
    follow(request, library, reader, translate(reader, mark("Saved.")))
    return _back(article_id)


@router.post("/verify")
def verify(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Note that somebody has looked and found the published text right as it is."""
    del member, form
    with library.database.session() as session:
        corrections.verify(session, article_id)
    follow(request, library, reader, translate(reader, mark("Noted: it is right as it is.")))
    return _back(article_id)


@router.get("/merge")
def choose(
    request: Request, library: AnyLibrary, member: Manager, article_id: int, find: str = ""
) -> Response:
    """Show which articles could be merged into this one."""
    return _merge_page(request, library, member, article_id, find)


@router.post("/merge")
def merge(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, article_id: int, form: Posted
) -> Response:
    """Merge another article into this one; it is retired, and its address leads here."""
    try:
        with library.database.session() as session:
            merging.merge(
                session,
                article_id,
                number(form, "other"),
                expected=number(form, "revision"),
                join=text(form, "join") == "yes",
                person_id=member.id,
            )
    except UnusableInputError as error:
        return _merge_page(request, library, member, article_id, error=message_for(request, error))
    follow(request, library, reader, translate(reader, mark("Merged. The other article leads here now.")))
    return _back(article_id)


def _merge_page(
    request: Request, library: Library, member: Member, article_id: int, find: str = "", error: str = ""
) -> Response:
    with library.database.reading() as session:
        page = MergePage(
            dossier=review.dossier(session, article_id),
            find=find[:200],
            candidates=merging.candidates(session, article_id, find),
            error=error,
        )
    return render(request, page, member=member, status=422 if error else 200)


@router.get("/compare")
def compare(
    request: Request,
    library: AnyLibrary,
    member: Manager,
    article_id: int,
    one: int = 0,
    other: int = 0,
    view: str = "inline",
) -> Response:
    """Compare two revisions word by word; by default the newest with the one before."""
    if view not in VIEWS:
        raise NotFoundError(what="view", id=view[:20])
    with library.database.reading() as session:
        newer = review.dossier(session, article_id, other or None)
        older = review.dossier(session, article_id, one or max(newer.shown - 1, 1))
    page = ComparePage(
        dossier=newer,
        one=older.shown,
        other=newer.shown,
        view=view,
        changes=comparing.words(older.content, newer.content),
    )
    return render(request, page, member=member)


def _back(article_id: int) -> Response:
    return RedirectResponse(f"/desk/articles/{article_id}", 303)
