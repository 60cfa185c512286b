"""The agents' page: the right article and a reply to send, over public and internal articles.

A reply is meant for a customer, so it can be drawn from public articles only, and says so when it is not.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant import pipeline, retrieval
from assistant.retrieval import SearchResult
from kb import catalogue
from kb.errors import UnusableInputError
from web import showing
from web.contexts import ShownAnswer
from web.dependencies import Agent, AnyLibrary, Reader
from web.desk_contexts import AgentArticlePage, AgentPage
from web.errors import message_for
from web.rendering import render

RESULTS = 12
AUDIENCES = ("agents", "public")
NOTHING = SearchResult((), degraded=False, language="")

router = APIRouter(prefix="/agent", include_in_schema=False)


@router.get("")
def home(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Agent,
    q: str = "",
    audience: str = "agents",
    mode: str = "reply",
) -> Response:
    """Show the articles for a customer's question and, unless only articles are wanted, a reply."""
    audience = audience if audience in AUDIENCES else "agents"
    found, answer, error = NOTHING, None, ""
    if q.strip():
        try:
            found = retrieval.search(library, q, language=reader.code, audience=audience, limit=RESULTS)
            if mode != "articles":
                outcome = pipeline.ask(library, q, language=reader.code, audience=audience, channel="agent")
                with library.database.reading() as session:
                    answer = showing.answer(session, outcome, reader, voted=False, internal=True)
        except UnusableInputError as unusable:
            error = message_for(request, unusable)
    page = AgentPage(
        q=q,
        audience=audience,
        hits=showing.hits(found.hits, reader, internal=True),
        degraded=found.degraded,
        answer=answer,
        reply=_reply(answer, library.settings.public_url),
        error=error,
    )
    return render(request, page, member=member, status=422 if error else 200)


def _reply(answer: ShownAnswer | None, public_url: str) -> str:
    return showing.reply(answer, public_url) if answer is not None else ""


@router.get("/articles/{article_id}")
def article(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, article_id: int, cite: str = ""
) -> Response:
    """Show an article, public or internal."""
    with library.database.reading() as session:
        reading = catalogue.article(session, article_id, "agents")
        quoted = showing.cited_quote(session, article_id, cite)
    sections, found = showing.sections(reading, reader, quoted)
    link = library.settings.public_url + reading.card.path if reading.card.audience == "public" else ""
    page = AgentArticlePage(reading=reading, sections=sections, cited=found, link=link)
    return render(request, page, member=member)
