"""Search, answers and feedback over HTTP."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypedDict

from fastapi import APIRouter, BackgroundTasks, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from assistant import also_asked, pipeline, retrieval
from assistant.pipeline import Outcome, Told
from kb import languages
from kb.errors import UnusableInputError
from kb.library import Library
from kb.reading import catalogue
from kb.usage import questions
from web import shapes
from web.api import handing_over
from web.api.caller import AnyCaller, may_see
from web.dependencies import AnyLibrary
from web.offer_schemas import AskRequest, AskResponse, SearchRequest
from web.portal import followups
from web.schemas import FeedbackRequest, SearchResponse

STREAM = "text/event-stream"

router = APIRouter(tags=["Questions"])


class FeedbackTargetError(UnusableInputError):
    """Feedback is about one thing: name either answer_id or article_id."""


@router.post("/search", response_model=SearchResponse, summary="Find articles")
def search(
    request: Request, library: AnyLibrary, caller: AnyCaller, asked: SearchRequest, later: BackgroundTasks
) -> dict[str, Any]:
    """Find the articles that may answer a question, by meaning and by words."""
    audience = may_see(caller, asked.audience)
    request.app.state.limits.search.check(caller.name)
    found = retrieval.search(
        library,
        asked.question,
        language=asked.language,
        audience=audience,
        only=asked.only(),
        limit=asked.limit,
    )
    request.app.state.searches.add(found.language, "api", found=bool(found.hits))
    later.add_task(request.app.state.searches.write)
    return shapes.search(found, library.settings.public_url)


@router.post(
    "/ask",
    response_model=AskResponse,
    summary="Answer a question",
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
def ask(request: Request, library: AnyLibrary, caller: AnyCaller, asked: AskRequest) -> Response:
    """Answer with cited sentences, or abstain and say why.

    With `Accept: text/event-stream` the answer comes as events while it is made: `sentence` for each sentence,
    `citation` before the first sentence that needs it, `anew` where what was said so far is taken back, and `done`
    with the whole answer. With `suggest` the answer has `more`: what to offer besides.

    With `conversation` each question may follow up the one before, and from `POST /hand-overs` until the case is
    closed the answer is an abstention with the reason `with_a_person`: nobody is talked over. What the customer says
    meanwhile goes to the person.
    """
    audience = may_see(caller, asked.audience)
    request.app.state.limits.ask.check(caller.name)
    conversation = handing_over.conversation(library, caller, asked.conversation)
    if audience == "public" and handing_over.waits(library, conversation, asked.question):
        return _waiting(request, asked)
    pieces = pipeline.ask_stream(
        library,
        asked.question,
        language=asked.language,
        audience=audience,
        channel="api",
        after=_before(library, asked.after, conversation),
        conversation=conversation,
        only=asked.only(),
    )
    if STREAM in request.headers.get("accept", ""):
        first = next(pieces)  # what is wrong with the question is a problem document, not an event
        events = _events(library, chain([first], pieces), suggest=asked.suggest)
        return StreamingResponse(events, media_type=STREAM, headers={"Cache-Control": "no-store"})
    outcome = next(piece for piece in pieces if isinstance(piece, Outcome))
    return JSONResponse(_shaped(library, outcome, suggest=asked.suggest))


def _before(library: Library, after: str, conversation: str) -> int | None:
    if after:
        return followups.question(library, after)
    with library.database.reading() as session:
        return questions.last_in(session, conversation)


def _waiting(request: Request, asked: AskRequest) -> Response:
    shaped = shapes.waiting(asked.language or languages.detect(asked.question))
    if STREAM in request.headers.get("accept", ""):
        return StreamingResponse(iter([_event("done", shaped)]), media_type=STREAM)
    return JSONResponse(shaped)


def _shaped(library: Library, outcome: Outcome, *, suggest: bool) -> dict[str, Any]:
    address = library.settings.public_url
    shaped = shapes.ask(outcome, address) | {"answer_id": outcome.answer_id}
    if suggest:
        near = [hit.article_id for hit in outcome.related]
        with library.database.reading() as session:
            asked = also_asked.near(library, session, near, "public", outcome.language)
        shaped["more"] = shapes.more(outcome, asked, followups.name(library, outcome.question_id), address)
    return shaped


def _events(library: Library, pieces: Iterable[Told | Outcome], *, suggest: bool) -> Iterator[str]:
    """Write an answer as server-sent events, as it is made."""
    told: set[int] = set()
    for piece in pieces:
        if isinstance(piece, Outcome):
            yield _event("done", _shaped(library, piece, suggest=suggest))
            return
        if piece.anew:
            told.clear()
            yield _event("anew", {})
        for citation in piece.so_far.citations:
            if citation.number not in told and citation.number in piece.sentence.citations:
                told.add(citation.number)
                yield _event("citation", shapes.citation(citation, library.settings.public_url))
        sentence = piece.sentence
        yield _event("sentence", {"text": sentence.text, "citations": list(sentence.citations)})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


class Said(TypedDict):
    """What a reader said of an answer or an article."""

    helpful: bool
    reason: str
    comment: str


@router.post("/feedback", status_code=204, summary="Say whether it helped")
def feedback(request: Request, library: AnyLibrary, caller: AnyCaller, given: FeedbackRequest) -> None:
    """Keep a reader's yes or no about an answer or an article."""
    request.app.state.limits.feedback.check(caller.name)
    if (given.answer_id is None) == (given.article_id is None):
        raise FeedbackTargetError
    audience = "public" if caller.role is None else "agents"
    said: Said = {"helpful": given.helpful, "reason": given.reason, "comment": given.comment}
    patterns = library.settings.masking
    with library.database.session() as session:
        if given.article_id is not None:
            catalogue.rate(session, given.article_id, audience, patterns=patterns, **said)
        else:
            questions.add_feedback(session, answer_id=given.answer_id, patterns=patterns, **said)
