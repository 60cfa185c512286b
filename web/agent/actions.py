"""What agents do on the workspace: use an article, flag it, say what they sent, write down what they know.

Each is a form that works without scripts; a script that sends the same form gets 204 and stays on its page.
"""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ingest import noting
from ingest.noting import Note
from kb.articles import audiences
from kb.desk import flags
from kb.errors import UnusableInputError
from kb.usage import reuse
from web import sessions
from web.agent.contexts import NotePage
from web.dependencies import Agent, AnyLibrary, Posted, Reader, bring_up_to_date, text
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.rendering import render

FROM_SCRIPT = "X-Danesh-Script"
SENT = mark("Noted. Thank you: what you changed shows us how to suggest better replies.")
FLAGGED = mark("Noted. The knowledge managers will look at this article.")
CAPTURED = mark("Saved as a draft. A knowledge manager will review it.")
MERGED = mark("An article or draft says this already; your note was added to it.")

router = APIRouter(prefix="/agent", include_in_schema=False)


class AnswerNumberError(UnusableInputError):
    """It is not clear which suggestion this reply belongs to. Please open the ticket again."""


def _done(request: Request, reader: Language, message: str, address: str) -> Response:
    """Answer a script with 204, a form with the page to go on with and one sentence on it."""
    if FROM_SCRIPT in request.headers:
        return Response(status_code=204)
    if message:
        sessions.tell(request, translate(reader, message))
    return RedirectResponse(address, 303)


@router.post("/articles/{article_id}/reuse")
def use(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, article_id: int, form: Posted
) -> Response:
    """Note that an article, or its address, went into a reply; then show what to copy."""
    with library.database.session() as session:
        reuse.note(session, article_id, text(form, "how"), member.id)
    return _done(request, reader, "", f"/agent/articles/{article_id}#copy")


@router.post("/articles/{article_id}/flags")
def flag(
    request: Request, library: AnyLibrary, reader: Reader, member: Agent, article_id: int, form: Posted
) -> Response:
    """Tell the managers that an article is stale, wrong, unclear or there twice."""
    with library.database.session() as session:
        flags.raise_flag(
            session,
            article_id,
            text(form, "reason"),
            text(form, "comment"),
            person_id=member.id,
            patterns=library.settings.masking,
        )
    return _done(request, reader, FLAGGED, f"/agent/articles/{article_id}")


@router.post("/replies")
def sent(request: Request, library: AnyLibrary, reader: Reader, member: Agent, form: Posted) -> Response:
    """Note how far what was sent is from what was suggested; the texts are not kept."""
    number = text(form, "answer_id")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise AnswerNumberError
    with library.database.session() as session:
        reuse.sent(session, int(number), text(form, "suggested"), text(form, "text"), member.id)
    return _done(request, reader, SENT, "/agent")


@router.get("/notes/new")
def new_note(request: Request, member: Agent, question: str = "") -> Response:
    """Show the form for an expert's note."""
    values = {"question": question[:300], "text": "", "audience": "agents", "language": ""}
    return render(request, NotePage(values=values, error=""), member=member)


@router.post("/notes")
def capture(request: Request, library: AnyLibrary, reader: Reader, member: Agent, form: Posted) -> Response:
    """Keep a note and make a draft of it."""
    values = {name: text(form, name) for name in ("question", "text", "audience", "language")}
    language = values["language"] if values["language"] in LANGUAGES else ""
    try:
        audiences(values["audience"] or "agents")
        note = Note(values["text"], values["question"], language, values["audience"] or "agents")
        captured = noting.capture(library, note, author_id=member.id)
    except UnusableInputError as unusable:
        page = NotePage(values=values, error=message_for(request, unusable))
        return render(request, page, member=member, status=422)
    bring_up_to_date(library)
    return _done(request, reader, CAPTURED if captured.became == "draft" else MERGED, "/agent")
