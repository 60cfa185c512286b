"""Handing a case over to a person, with what was asked before; and readers' corrections of articles.

How to reach the customer is kept for the team only; everything else is masked before it is stored.
"""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb.database import Session
from kb.desk import corrections
from kb.desk.corrections import CorrectionEmptyError
from kb.errors import UnusableInputError
from kb.usage import handovers
from kb.usage.handovers import Asking
from web import sessions
from web.dependencies import AnyLibrary, Posted, Reader, Visitor, caller_address, text
from web.errors import message_for
from web.i18n import mark, translate
from web.portal import followups
from web.portal.contexts import ContactPage
from web.portal.home import AUDIENCE
from web.rendering import render

TRAP = "website"  # a field that nobody sees; what fills it in is a program
THANKS = mark("Thank you. We will look at what you wrote.")
WRITE_SOMETHING = mark("Please write what is wrong, or how it should read.")

router = APIRouter(include_in_schema=False)  # under portal.PREFIX


@router.get("/contact")
def form(
    request: Request,
    library: AnyLibrary,
    member: Visitor,
    after: str = "",
    reason: str = "",
    sent: bool = False,
) -> Response:
    """Show the form; `after` names the question that led here."""
    with library.database.reading() as session:
        asked = _asked(session, followups.question(library, after))
    page = _page(after, asked, reason, sent=sent)
    return render(request, page, member=member)


@router.post("/contact")
def hand_over(
    request: Request, library: AnyLibrary, reader: Reader, member: Visitor, given: Posted
) -> Response:
    """Keep the case for the team."""
    request.app.state.limits.feedback.check(caller_address(request))
    done = RedirectResponse(f"/{reader.code}/contact?sent=true", 303)
    if text(given, TRAP):
        return done  # a program that is refused would try again
    after = text(given, "after")
    question_id = followups.question(library, after)
    asking = Asking(
        contact=text(given, "contact"),
        language=reader.code,
        name=text(given, "name"),
        message=text(given, "message"),
        reason=text(given, "reason") or "asked_for_human",
        question_id=question_id,
    )
    settings = library.settings
    try:
        with library.database.session() as session:
            handovers.create(
                session, asking, secret=settings.signing_key().encode(), patterns=settings.masking
            )
    except UnusableInputError as error:
        with library.database.reading() as session:
            asked = _asked(session, question_id)
        page = _page(after, asked, asking.reason, given=given, error=message_for(request, error))
        return render(request, page, member=member, status=422)
    return done


def _asked(session: Session, question_id: int | None) -> str:
    turns = handovers.of_question(session, question_id) if question_id else ()
    return turns[0].text if turns else ""


def _page(
    after: str,
    asked: str,
    reason: str,
    *,
    given: FormData | None = None,
    error: str = "",
    sent: bool = False,
) -> ContactPage:
    written = {name: text(given, name) if given else "" for name in ("name", "contact", "message")}
    chosen = reason if reason in handovers.REASONS else "asked_for_human"
    return ContactPage(after=after, asked=asked, reason=chosen, error=error, sent=sent, **written)


@router.post("/articles/{article_id}/corrections")
def correct(
    request: Request, library: AnyLibrary, reader: Reader, article_id: int, given: Posted
) -> Response:
    """Keep what a reader says is wrong with an article."""
    request.app.state.limits.feedback.check(caller_address(request))
    said = THANKS
    if not text(given, TRAP):
        try:
            with library.database.session() as session:
                corrections.suggest(
                    session,
                    article_id,
                    AUDIENCE,
                    text=text(given, "text"),
                    language=reader.code,
                    patterns=library.settings.masking,
                )
        except CorrectionEmptyError:
            said = WRITE_SOMETHING
    sessions.tell(request, translate(reader, said))
    return RedirectResponse(f"/{reader.code}/articles/{article_id}", 303)
