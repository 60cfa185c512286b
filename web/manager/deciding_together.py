"""One decision about many articles: chosen in the queue, shown for confirmation, then carried out.

The confirmation names each article at the revision it was shown; what has changed since is left alone.
"""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb.database import Session
from kb.desk import decisions, remarks
from kb.desk.waiting import TABS
from kb.errors import UnusableInputError
from web import dates
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text
from web.errors import message_for
from web.i18n import mark, translate
from web.manager.deciding_contexts import BulkPage
from web.manager.following import follow
from web.rendering import render

# Which field of the queue's form holds the value of an action.
VALUES = {"assign": "person", "category": "category", "audience": "audience", "return": "comment"}
DONE = mark("Done. Articles changed: %(done)s.")
LEFT = mark("Left as they are, for they had changed or it does not apply to them: %(left)s.")

router = APIRouter(prefix="/bulk")


@router.post("")
def plan(request: Request, library: AnyLibrary, member: Manager, form: Posted) -> Response:
    """Show what would happen to the chosen articles."""
    action = text(form, "action")
    value = text(form, VALUES[action]) if action in VALUES else ""
    ids = [int(one) for one in form.getlist("article") if isinstance(one, str) and one.isdecimal()]
    error, steps, shown = "", [], ""
    with library.database.reading() as session:
        try:
            steps = decisions.plan(session, action, value, ids)
            shown = _in_words(session, action, value)
        except UnusableInputError as unusable:
            error = message_for(request, unusable)
    page = BulkPage(action=action, value=value, shown=shown, steps=steps, back=_back(form), error=error)
    return render(request, page, member=member, status=422 if error else 200)


def _in_words(session: Session, action: str, value: str) -> str:
    if action == "assign":
        return next((name for person, name in remarks.people(session) if str(person) == value), "")
    return value


def _back(form: FormData) -> str:
    tab = text(form, "tab")
    return f"/desk?{urlencode({'tab': tab})}" if tab in TABS else "/desk"


@router.post("/confirmed")
def carry_out(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, form: Posted
) -> Response:
    """Do what was shown."""
    references = [one for one in form.getlist("article") if isinstance(one, str)]
    with library.database.session() as session:
        done, left = decisions.carry_out(
            session, text(form, "action"), text(form, "value"), references, person_id=member.id
        )
    told = translate(reader, DONE, done=dates.number(done, reader))
    if left:
        told += " " + translate(reader, LEFT, left=dates.number(left, reader))
    follow(request, library, reader, told)
    back = text(form, "back")
    return RedirectResponse(back if back.startswith("/desk?tab=") else "/desk", 303)
