"""Search, answers and feedback over HTTP."""

import json
from collections.abc import Iterator
from typing import Any, TypedDict

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from assistant import pipeline, retrieval
from kb import catalogue, questions
from kb.errors import UnusableInputError
from web import shapes
from web.api.caller import AnyCaller, may_see
from web.dependencies import AnyLibrary
from web.schemas import AskRequest, AskResponse, FeedbackRequest, SearchRequest, SearchResponse

STREAM = "text/event-stream"

router = APIRouter(tags=["Questions"])


class FeedbackTargetError(UnusableInputError):
    """Feedback is about one thing: name either answer_id or article_id."""


@router.post("/search", response_model=SearchResponse, summary="Find articles")
def search(request: Request, library: AnyLibrary, caller: AnyCaller, asked: SearchRequest) -> dict[str, Any]:
    """Find the articles that may answer a question, by meaning and by words."""
    audience = may_see(caller, asked.audience)
    request.app.state.limits.search.check(caller.name)
    found = retrieval.search(
        library,
        asked.question,
        language=asked.language,
        audience=audience,
        category=asked.category,
        limit=asked.limit,
    )
    return shapes.search(found, library.settings.public_url)


@router.post(
    "/ask",
    response_model=AskResponse,
    summary="Answer a question",
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
def ask(request: Request, library: AnyLibrary, caller: AnyCaller, asked: AskRequest) -> Response:
    """Answer with cited sentences, or abstain and say why.

    With `Accept: text/event-stream` the answer comes as events: `sentence` for each sentence, `citation` before the
    first sentence that needs it, and `done` with the whole answer.
    """
    audience = may_see(caller, asked.audience)
    request.app.state.limits.ask.check(caller.name)
    outcome = pipeline.ask(library, asked.question, language=asked.language, audience=audience, channel="api")
    shaped = shapes.ask(outcome, library.settings.public_url) | {"answer_id": outcome.answer_id}
    if STREAM in request.headers.get("accept", ""):
        return StreamingResponse(events(shaped), media_type=STREAM, headers={"Cache-Control": "no-store"})
    return JSONResponse(shaped)


def events(shaped: dict[str, Any]) -> Iterator[str]:
    """Cut an answer into server-sent events."""
    waiting = {citation["number"]: citation for citation in shaped["citations"]}
    for sentence in shaped["sentences"]:
        for number in sentence["citations"]:
            if number in waiting:
                yield _event("citation", waiting.pop(number))
        yield _event("sentence", sentence)
    yield _event("done", shaped)


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
