"""The desk's list of gaps: questions nobody could answer, those that most people asked first."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kb.listing import PAGE, Listing
from kb.usage import gaps
from web.dependencies import AnyLibrary, Manager
from web.i18n import LANGUAGES
from web.manager.archive_contexts import GapsPage
from web.rendering import render

router = APIRouter(prefix="/desk/gaps", include_in_schema=False)


@router.get("")
def page(
    request: Request, library: AnyLibrary, member: Manager, written: str = "", page: int = 1
) -> Response:
    """Show a page of gaps; `written` is a language that a gap's questions are in."""
    found = gaps.gaps(library, written or None)
    number = min(max(1, page), max(1, -(-len(found) // PAGE)))
    rows = tuple(found[(number - 1) * PAGE : number * PAGE])
    shown = GapsPage(
        gaps=Listing(rows, number, PAGE, len(found)), language=written, languages=tuple(LANGUAGES)
    )
    return render(request, shown, member=member)
