"""What the widget on other sites asks: articles while somebody types, cited answers as a stream, a person.

It knows one audience, the public, and no cookie; who may call from where is decided in `web.widget.origins`.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from fastapi import APIRouter, BackgroundTasks, Request
from starlette.responses import Response, StreamingResponse

from assistant import pipeline, retrieval
from assistant.pipeline import Told
from kb.errors import DaneshError
from kb.library import Library
from kb.usage import handovers, questions
from kb.usage.handovers import Asking, Turn
from web import showing
from web.api import handing_over
from web.api.caller import AnyCaller
from web.contexts import ShownAnswer, ShownHit
from web.dependencies import AnyLibrary
from web.i18n import DEFAULT, LANGUAGES, Language
from web.portal import followups
from web.widget.schemas import (
    Suggestions,
    WidgetFeedback,
    WidgetHandOver,
    WidgetQuestion,
    WidgetSearch,
)

AUDIENCE = "public"
CHANNEL = "widget"
SUGGESTED = 4
STREAM = "text/event-stream"

router = APIRouter(prefix="/widget", tags=["Widget"])


@router.post("/suggest", response_model=Suggestions, summary="Suggest articles while somebody types")
def suggest(
    request: Request, library: AnyLibrary, caller: AnyCaller, asked: WidgetSearch, later: BackgroundTasks
) -> dict[str, Any]:
    """Return a few public articles for what was typed so far."""
    request.app.state.limits.search.check(caller.name)
    reader = _reader(asked.language)
    found = retrieval.search(
        library, asked.question, language=reader.code, audience=AUDIENCE, limit=SUGGESTED
    )
    made = request.app.state.searches
    made.typed(f"{caller.name} {reader.code}", reader.code, CHANNEL, found=bool(found.hits))
    later.add_task(made.write)
    address = library.settings.public_url
    return {"articles": [_article(one, address) for one in showing.hits(found.hits, reader)]}


def _article(one: ShownHit, address: str) -> dict[str, Any]:
    return {"title": one.hit.title, "language": one.hit.language, "url": urljoin(address, one.url)}


@router.post(
    "/ask",
    summary="Answer a question, sentence by sentence",
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
    response_class=StreamingResponse,
)
def ask(request: Request, library: AnyLibrary, caller: AnyCaller, asked: WidgetQuestion) -> Response:
    """Answer as events: `sentence` for each cited sentence, then `done`; `failed` when it broke off.

    Where a person has taken over the conversation, there is only `done` with `waiting`: nobody is talked over.
    """
    request.app.state.limits.ask.check(caller.name)
    if handing_over.waits(library, asked.conversation, asked.question):
        events = iter([_event("done", {"abstained": True, "waiting": True})])
    else:
        events = _answered(library, asked, _reader(asked.language))
    return StreamingResponse(
        events, media_type=STREAM, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


def _reader(language: str) -> Language:
    return LANGUAGES.get(language, DEFAULT)


def _answered(library: Library, asked: WidgetQuestion, reader: Language) -> Iterator[str]:
    address = library.settings.public_url
    try:
        for told in pipeline.ask_stream(
            library,
            asked.question,
            language=reader.code,
            audience=AUDIENCE,
            channel=CHANNEL,
            after=followups.question(library, asked.after),
            conversation=questions.conversation_of(
                asked.conversation, CHANNEL, library.settings.signing_key().encode()
            ),
        ):
            if isinstance(told, Told):
                yield _event("sentence", _sentence(library, told, reader, address))
            else:
                with library.database.reading() as session:
                    answer = showing.answer(session, told, reader, voted=False, internal=False)
                yield _event("done", _done(library, answer, reader, address))
    except DaneshError:
        yield _event("failed", {})


def _sentence(library: Library, told: Told, reader: Language, address: str) -> dict[str, Any]:
    numbers = set(told.sentence.citations)
    cited = [citation for citation in told.so_far.citations if citation.number in numbers]
    with library.database.reading() as session:
        urls = showing.links(session, cited, reader)
    return {
        "text": told.sentence.text,
        "anew": told.anew,
        "citations": [
            {"number": one.number, "title": one.title, "url": urljoin(address, urls[one.number])}
            for one in cited
        ],
    }


def _done(library: Library, answer: ShownAnswer, reader: Language, address: str) -> dict[str, Any]:
    outcome = answer.outcome
    return {
        "abstained": outcome.abstained,
        "waiting": False,
        "reason": outcome.reason,
        "language": answer.language,
        "steps": answer.steps,
        "answer_id": outcome.answer_id,
        "after": followups.name(library, outcome.question_id),
        "sources": [
            {"title": one.title, "language": one.language, "url": urljoin(address, one.url)}
            for one in answer.sources
        ],
        "related": [_article(one, address) for one in answer.related[:SUGGESTED]],
        "choices": [_article(one, address) for one in showing.hits(outcome.choices, reader)],
        "handover": outcome.handover,
        "told": list(answer.told),
    }


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@router.post("/feedback", status_code=204, summary="Say whether an answer helped")
def feedback(request: Request, library: AnyLibrary, caller: AnyCaller, given: WidgetFeedback) -> None:
    """Keep a yes or no about an answer that was given here."""
    request.app.state.limits.feedback.check(caller.name)
    with library.database.session() as session:
        questions.add_feedback(session, answer_id=given.answer_id, helpful=given.helpful)


@router.post("/hand-over", status_code=204, summary="Hand over to a person")
def hand_over(request: Request, library: AnyLibrary, caller: AnyCaller, given: WidgetHandOver) -> None:
    """Keep the case with what was said before; the assistant is silent in this conversation from now on."""
    request.app.state.limits.feedback.check(caller.name)
    asking = Asking(
        contact=given.contact,
        language=_reader(given.language).code,
        channel=CHANNEL,
        name=given.name,
        message=given.message,
        reason=given.reason,
        question_id=followups.question(library, given.after),
        conversation=given.conversation,
        turns=tuple(Turn(one.role, one.text) for one in given.turns),
    )
    settings = library.settings
    with library.database.session() as session:
        handovers.create(session, asking, secret=settings.signing_key().encode(), patterns=settings.masking)
