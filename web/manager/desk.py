"""The manager's desk: the queue with its filters, and a draft beside its evidence; other pages hang on its router."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kb.desk import remarks, review, waiting
from kb.desk import translating as translating_of
from kb.desk.waiting import Wanted
from kb.errors import NotFoundError
from web.dependencies import AnyLibrary, Manager, Reader
from web.i18n import LANGUAGES
from web.manager import (
    arranging,
    comparing,
    curating,
    dashboard,
    deciding,
    deciding_together,
    editing,
    evidence,
    inbox,
    synonyms,
    translating,
)
from web.manager.contexts import DossierPage, QueuePage
from web.rendering import render

FIND_LIMIT = 200

router = APIRouter(prefix="/desk", include_in_schema=False)


@router.get("")
def queue(
    request: Request,
    library: AnyLibrary,
    member: Manager,
    tab: str = "draft",
    written: str = "",
    channel: str = "",
    assignee: str = "",
    age: str = "",
    find: str = "",
    page: int = 1,
) -> Response:
    """Show one tab of the queue; `written` is the articles' language, `age` days ("-7": changed since, "30": not)."""
    if tab not in waiting.TABS:
        raise NotFoundError(what="tab", id=tab)
    days = int(age) if age.lstrip("-").isdecimal() and len(age) < 6 else 0
    wanted = Wanted(
        language=written,
        channel=channel,
        assignee=str(member.id) if assignee == "me" else assignee,
        older=max(days, 0),
        younger=max(-days, 0),
        find=find[:FIND_LIMIT],
    )
    with library.database.reading() as session:
        shown = QueuePage(
            tab=tab,
            tallies=waiting.tallies(session),
            wanted=wanted,
            age=age if days else "",
            languages=tuple(LANGUAGES),
            channels=waiting.channels(session),
            people=remarks.people(session),
            categories=review.categories(session),
            queue=waiting.queue(session, tab, wanted, number=page),
        )
    return render(request, shown, member=member)


for part in (
    editing,
    deciding,
    deciding_together,
    dashboard,
    arranging,
    curating,
    inbox,
    translating,
    synonyms,
):
    router.include_router(part.router)


@router.get("/articles/{article_id}")
def dossier(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Manager,
    article_id: int,
    revision: int | None = None,
) -> Response:
    """Show an article beside its evidence."""
    with library.database.reading() as session:
        found = review.dossier(session, article_id, revision)
        said = remarks.of_article(session, article_id)
        people = remarks.people(session)
        others = translating_of.linked(session, article_id)
    page = DossierPage(
        dossier=found,
        translations=others,
        sections=evidence.sections(found, reader),
        messages=evidence.messages(found.proofs, reader),
        changes=comparing.changes(found.readers_see, found.content) if found.readers_see else (),
        remarks=said,
        people=people,
    )
    return render(request, page, member=member)
