"""What waits for a person: customers who were handed over, corrections by readers, flags by agents."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kb.desk import corrections, flags
from kb.errors import NotFoundError
from kb.tables.readers import CORRECTION_STATES, HANDOVER_STATES
from kb.usage import handovers
from web import sessions
from web.dependencies import AnyLibrary, Manager, Posted, Reader, text
from web.i18n import Language, mark, translate
from web.manager.deciding_contexts import InboxPage
from web.rendering import render

TABS = ("handovers", "corrections", "flags")
STATES = {"handovers": HANDOVER_STATES, "corrections": CORRECTION_STATES, "flags": ("open",)}

router = APIRouter()


@router.get("/inbox")
def inbox(
    request: Request,
    library: AnyLibrary,
    member: Manager,
    tab: str = "handovers",
    status: str = "open",
    page: int = 1,
) -> Response:
    """Show one kind of what waits, or of what was done."""
    if tab not in TABS or status not in STATES[tab]:
        raise NotFoundError(what="tab", id=tab[:20])
    with library.database.reading() as session:
        shown = InboxPage(
            tab=tab,
            status=status,
            states=STATES[tab],
            tallies={
                "handovers": handovers.waiting(session),
                "corrections": corrections.waiting(session),
                "flags": flags.count_waiting(session),
            },
            cases=handovers.listing(session, status, page) if tab == "handovers" else None,
            corrections=corrections.listing(session, status, page) if tab == "corrections" else None,
            flags=flags.waiting(session, page) if tab == "flags" else None,
        )
    return render(request, shown, member=member)


@router.post("/handovers/{handover_id}/close")
def close_handover(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, handover_id: int, form: Posted
) -> Response:
    """Note that somebody took care of a customer."""
    del form
    with library.database.session() as session:
        handovers.close(session, handover_id, member.id)
    return _done(request, reader, "handovers")


@router.post("/corrections/{correction_id}")
def decide_correction(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, correction_id: int, form: Posted
) -> Response:
    """Close a correction as done or refused."""
    with library.database.session() as session:
        corrections.decide(session, correction_id, text(form, "status"), member.id)
    return _done(request, reader, "corrections")


@router.post("/flags/{flag_id}/close")
def close_flag(
    request: Request, library: AnyLibrary, reader: Reader, member: Manager, flag_id: int, form: Posted
) -> Response:
    """Close a flag."""
    del member, form
    with library.database.session() as session:
        flags.close(session, flag_id)
    return _done(request, reader, "flags")


def _done(request: Request, reader: Language, tab: str) -> Response:
    sessions.tell(request, translate(reader, mark("Saved.")))
    return RedirectResponse(f"/desk/inbox?tab={tab}", 303)
