"""Questions on the help center: the page with a cited answer, and the same page sentence by sentence.

Whoever has no script gets the whole page at once; the stream is that page in three pieces: the question, each
sentence, and the page as it is in the end.
"""

import json
from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from assistant import pipeline
from assistant.pipeline import Outcome, Told
from kb.errors import DaneshError, UnusableInputError
from kb.library import Library
from kb.usage import questions
from web import sessions, showing
from web.contexts import Page, ShownAnswer
from web.dependencies import AnyLibrary, Reader, Visitor, caller_address
from web.errors import message_for
from web.i18n import Language
from web.portal import followups
from web.portal.contexts import AnswerPiece, AskPage, SentencePiece
from web.portal.home import AUDIENCE
from web.rendering import piece, render

STREAM = "text/event-stream"
CHANNEL = "portal"

router = APIRouter(include_in_schema=False)  # under portal.PREFIX


@router.get("/ask")
def ask(
    request: Request, library: AnyLibrary, reader: Reader, member: Visitor, q: str = "", after: str = ""
) -> Response:
    """Answer a question with citations, or say that the answer is not known."""
    if not q.strip():
        return render(request, AskPage(q="", answer=None, error="", after=""), member=member)
    request.app.state.limits.ask.check(caller_address(request))
    try:
        outcome = _outcome(library, q, reader, after, visit(request, library))
    except UnusableInputError as error:
        page = AskPage(q=q[:200], answer=None, error=message_for(request, error), after="")
        return render(request, page, member=member, status=422)
    answer, asked = _shown(library, outcome, reader)
    return render(request, AskPage(q=q, answer=answer, error="", after=asked), member=member)


@router.get("/ask/stream")
def stream(request: Request, library: AnyLibrary, reader: Reader, q: str = "", after: str = "") -> Response:
    """Answer the same question piece by piece, for our own script."""
    request.app.state.limits.ask.check(caller_address(request))
    visited = visit(request, library)
    sessions.token(request)  # the forms in the last piece need it, and headers go out before
    return StreamingResponse(
        _events(request, _pieces(library, reader, q, after, visited)),
        media_type=STREAM,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def visit(request: Request, library: Library) -> str:
    """Return what the questions of this visit have in common; empty for a browser that showed no cookie of ours."""
    token = sessions.known(request)
    return questions.conversation_of(token, CHANNEL, library.settings.signing_key().encode())


def _outcome(library: Library, q: str, reader: Language, after: str, visited: str) -> Outcome:
    return next(one for one in _told(library, q, reader, after, visited) if isinstance(one, Outcome))


def _told(library: Library, q: str, reader: Language, after: str, visited: str) -> Iterator[Told | Outcome]:
    earlier = followups.question(library, after) if after else None
    return pipeline.ask_stream(
        library,
        q,
        language=reader.code,
        audience=AUDIENCE,
        channel=CHANNEL,
        after=earlier,
        conversation=visited,
    )


def _shown(library: Library, outcome: Outcome, reader: Language) -> tuple[ShownAnswer, str]:
    with library.database.reading() as session:
        answer = showing.answer(session, outcome, reader, voted=False, internal=False)
    return answer, followups.name(library, outcome.question_id)


def _pieces(
    library: Library, reader: Language, q: str, after: str, visited: str
) -> Iterator[tuple[str, Page]]:
    yield "question", AnswerPiece(q=q, answer=None, after="")
    for told in _told(library, q, reader, after, visited):
        if isinstance(told, Outcome):
            answer, asked = _shown(library, told, reader)
            yield "done", AnswerPiece(q=q, answer=answer, after=asked)
            return
        with library.database.reading() as session:
            links = showing.links(session, told.so_far.citations, reader)
        name = "anew" if told.anew else "sentence"
        yield name, SentencePiece(told.sentence.text, told.sentence.citations, links)


def _events(request: Request, pieces: Iterator[tuple[str, Page]]) -> Iterator[str]:
    """Write the pieces as server-sent events; after a failure the script opens the page, which says what is wrong."""
    try:
        for name, page in pieces:
            yield f"event: {name}\ndata: {json.dumps(piece(request, page), ensure_ascii=False)}\n\n"
    except DaneshError:
        yield 'event: failed\ndata: ""\n\n'
