"""Agent mode over HTTP: a ticket in, what helps to answer it out; and back, what was really sent.

For agents and those above them. Nothing of a ticket is stored but its question, masked.
"""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Request

from kb.desk.solved import Case
from kb.usage import reuse
from web import shapes, showing
from web.agent import replying, ticketing
from web.api.caller import Caller, needs
from web.assist_schemas import AssistRequest, AssistResponse, SentRequest, SentResponse
from web.dependencies import AnyLibrary
from web.i18n import DEFAULT, LANGUAGES

router = APIRouter(tags=["Agents"])
AgentCaller = Annotated[Caller, Depends(needs("agent"))]


@router.post("/assist", response_model=AssistResponse, summary="Help to answer a ticket")
def assist(
    request: Request, library: AnyLibrary, caller: AgentCaller, asked: AssistRequest, later: BackgroundTasks
) -> dict[str, Any]:
    """Read a ticket (mail, chat export, transcript or plain words) and return what helps to answer it.

    All texts that come from conversations are cleaned and masked. Edit the reply as you like, and say with
    `POST /assist/{answer_id}/sent` what was sent.
    """
    request.app.state.limits.ask.check(caller.name)
    ticket = ticketing.pasted(library, asked.text)
    found = ticketing.helped(library, ticket, asked.audience, channel="api")
    request.app.state.searches.add(found.language, "api", found=bool(found.hits))
    later.add_task(request.app.state.searches.write)
    reader = LANGUAGES.get(found.language, DEFAULT)
    address = library.settings.public_url
    assert found.outcome is not None
    with library.database.reading() as session:
        answer = showing.answer(session, found.outcome, reader, voted=False, internal=False)
    return {
        "language": found.language,
        "subject": ticket.conversation.subject,
        "question": ticket.asked.question,
        "reply": replying.suggested(answer, found.missing, found.language, address) or None,
        "answer": shapes.ask(found.outcome, address) | {"answer_id": found.outcome.answer_id},
        "hits": [shapes.hit(one, address) for one in found.hits],
        "similar": [_case(one.case, one.score) for one in found.similar],
        "missing": list(found.missing),
        "degraded": found.degraded,
    }


def _case(case: Case, score: float) -> dict[str, Any]:
    return {
        "conversation_id": case.conversation_id,
        "channel": case.channel,
        "language": case.language,
        "subject": case.subject,
        "question": case.question,
        "answer": case.answer,
        "article_id": case.article_id,
        "score": score,
    }


@router.post("/assist/{answer_id}/sent", response_model=SentResponse, summary="Say what was sent")
def sent(
    request: Request, library: AnyLibrary, caller: AgentCaller, answer_id: int, given: SentRequest
) -> dict[str, Any]:
    """Note how far the reply that was sent is from the suggested one. Only numbers are kept, no word of either."""
    request.app.state.limits.feedback.check(caller.name)
    with library.database.session() as session:
        kept = reuse.sent(session, answer_id, given.suggested, given.text, caller.person_id)
        return {"answer_id": answer_id, "distance": kept.distance, "kept": reuse.share_kept(kept)}
