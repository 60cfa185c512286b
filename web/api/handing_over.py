"""Handing a conversation over to a person, for programs; from then on the assistant is silent in it.

A conversation is known by a digest of its token and of who may use it: what a program's key started, nobody without
such a key comes to.
"""

from fastapi import APIRouter, Request

from kb.library import Library
from kb.usage import handovers, questions
from kb.usage.handovers import Asking, Turn
from web.api.caller import AnyCaller, Caller
from web.dependencies import AnyLibrary
from web.i18n import DEFAULT, LANGUAGES
from web.offer_schemas import HandOverRequest
from web.portal import followups

router = APIRouter(tags=["Questions"])


def conversation(library: Library, caller: Caller, token: str) -> str:
    """Return what a conversation is kept by; empty without a token."""
    where = f"api {caller.role or 'customer'}"
    return questions.conversation_of(token, where, library.settings.signing_key().encode())


def waits(library: Library, kept_by: str, said: str) -> bool:
    """Whether a person has taken over a conversation; then what the customer says goes to that person."""
    with library.database.reading() as session:
        waiting = handovers.open_for(session, kept_by)
    if waiting:
        with library.database.session() as session:
            handovers.add_turn(session, kept_by, said, patterns=library.settings.masking)
    return waiting


@router.post("/hand-overs", status_code=204, summary="Hand over to a person")
def hand_over(request: Request, library: AnyLibrary, caller: AnyCaller, given: HandOverRequest) -> None:
    """Keep a customer's case with what was said before, for the team; no answers in its conversation until closed."""
    request.app.state.limits.feedback.check(caller.name)
    kept_by = conversation(library, caller, given.conversation)
    with library.database.reading() as session:
        last = questions.last_in(session, kept_by)
    asking = Asking(
        contact=given.contact,
        language=LANGUAGES.get(given.language or "", DEFAULT).code,
        channel="api",
        name=given.name,
        message=given.message,
        reason=given.reason,
        question_id=followups.question(library, given.after) if given.after else last,
        conversation=kept_by,
        turns=tuple(Turn(one.role, one.text) for one in given.turns),
    )
    settings = library.settings
    with library.database.session() as session:
        handovers.create(session, asking, secret=settings.signing_key().encode(), patterns=settings.masking)
