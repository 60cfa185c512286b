"""The agent workspace: paste or open a ticket; the right articles, a reply to edit and like cases beside it.

A reply is meant for a customer, so it can be drawn from public articles only, and says so when it is not.
"""

from urllib.parse import urlencode

from fastapi import APIRouter, BackgroundTasks, Request
from starlette.responses import RedirectResponse, Response

from kb.access.people import Member
from kb.desk import flags, solved
from kb.errors import UnusableInputError
from kb.library import Library
from kb.reading import catalogue
from kb.usage import reuse
from web import markdown, showing
from web.agent import ticketing
from web.agent.contexts import AgentArticlePage, AgentPage, ShortcutsPage, TicketsPage
from web.agent.ticketing import Ticket
from web.dependencies import Agent, AnyLibrary, Posted, Reader, text
from web.errors import message_for
from web.i18n import Language
from web.rendering import render

AUDIENCES = ("agents", "public")
SHORT = 600  # characters of a question that fits into an address, so that it can be kept and sent around

router = APIRouter(prefix="/agent", include_in_schema=False)


@router.get("")
def home(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Agent,
    later: BackgroundTasks,
    q: str = "",
    audience: str = "agents",
    mode: str = "reply",
) -> Response:
    """Show the workspace; with a question, all that helps to answer it."""
    audience = audience if audience in AUDIENCES else AUDIENCES[0]
    if not q.strip():
        return render(request, AgentPage(q="", audience=audience, ticket=None, error=""), member=member)
    later.add_task(request.app.state.searches.write)
    return _pasted(request, library, reader, member, q, audience, mode)


@router.post("")
def paste(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Agent,
    form: Posted,
    later: BackgroundTasks,
) -> Response:
    """Take a ticket; a short question gets an address of its own, a mail is answered without keeping it."""
    q, audience, mode = text(form, "q"), text(form, "audience"), text(form, "mode") or "reply"
    audience = audience if audience in AUDIENCES else AUDIENCES[0]
    if q and len(q) <= SHORT and "\n" not in q:
        return RedirectResponse("/agent?" + urlencode({"q": q, "audience": audience, "mode": mode}), 303)
    later.add_task(request.app.state.searches.write)
    return _pasted(request, library, reader, member, q, audience, mode)


def _pasted(
    request: Request, library: Library, reader: Language, member: Member, q: str, audience: str, mode: str
) -> Response:
    try:
        ticket = ticketing.pasted(library, q)
        page = _page(request, library, reader, ticket, q=q, audience=audience, mode=mode)
    except UnusableInputError as unusable:
        page = AgentPage(q=q, audience=audience, ticket=None, error=message_for(request, unusable))
    return render(request, page, member=member, status=422 if page.error else 200)


def _page(
    request: Request, library: Library, reader: Language, ticket: Ticket, *, q: str, audience: str, mode: str
) -> AgentPage:
    found = ticketing.helped(library, ticket, audience, reply=mode != "articles")
    request.app.state.searches.add(found.language, "agent", found=bool(found.hits))
    with library.database.reading() as session:
        shown = ticketing.shown(session, library, ticket, found, reader)
    return AgentPage(q=q, audience=audience, ticket=shown, error="")


@router.get("/tickets")
def tickets(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, find: str = "", page: int = 1
) -> Response:
    """List stored conversations to open, by number, id or words."""
    del reader
    with library.database.reading() as session:
        found = solved.find(session, find[:200], page)
    return render(request, TicketsPage(find=find[:200], tickets=found), member=member)


@router.get("/tickets/{conversation_id}")
def ticket(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Agent,
    conversation_id: int,
    later: BackgroundTasks,
) -> Response:
    """Open a stored conversation as a ticket."""
    with library.database.reading() as session:
        opened = solved.opened(session, conversation_id)
    later.add_task(request.app.state.searches.write)
    try:
        page = _page(
            request, library, reader, ticketing.stored(opened), q="", audience=AUDIENCES[0], mode="reply"
        )
    except UnusableInputError as unusable:
        page = AgentPage(q="", audience=AUDIENCES[0], ticket=None, error=message_for(request, unusable))
    return render(request, page, member=member, status=422 if page.error else 200)


@router.get("/shortcuts")
def shortcuts(request: Request, member: Agent) -> Response:
    """Show all keys of the workspace."""
    return render(request, ShortcutsPage(), member=member)


@router.get("/articles/{article_id}")
def article(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, article_id: int, cite: str = ""
) -> Response:
    """Show an article, public or internal."""
    with library.database.reading() as session:
        reading = catalogue.article(session, article_id, "agents")
        quoted = showing.cited_quote(session, article_id, cite)
        uses = reuse.counts(session, [article_id]).get(article_id, 0)
    sections, found = showing.sections(reading, reader, quoted)
    link = library.settings.public_url + reading.card.path if reading.card.audience == "public" else ""
    page = AgentArticlePage(
        reading=reading,
        sections=sections,
        cited=found,
        link=link,
        text=markdown.plain(reading.resolution),
        uses=uses,
        reasons=flags.REASONS,
    )
    return render(request, page, member=member)
