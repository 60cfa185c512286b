"""The help center: home, search, suggestions and categories, under `/en/`, `/fa/` and `/zh/`.

It knows one audience, the public, whoever is signed in: what it shows could be shown to anybody.
"""

from fastapi import APIRouter, BackgroundTasks, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import RedirectResponse, Response

from assistant import retrieval
from kb.errors import UnusableInputError
from kb.reading import catalogue, shelves
from web import showing
from web.dependencies import AnyLibrary, Reader, Visitor, caller_address
from web.errors import message_for
from web.i18n import LANGUAGES
from web.looks import address_of, name_of
from web.portal import structured, suggesting
from web.portal.contexts import CategoryPage, Home, SearchPage, Suggestions
from web.rendering import language_of, render

AUDIENCE = "public"
PREFIX = "/{language:language}"
RESULTS = 10


class _LanguageConvertor(Convertor[str]):
    """Matches the languages of the pages in an address, so that other words are free for other rooms."""

    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        """Return the language's code."""
        return value

    def to_string(self, value: str) -> str:
        """Return the language's code."""
        return value


register_url_convertor("language", _LanguageConvertor())
entrance = APIRouter(include_in_schema=False)
router = APIRouter(include_in_schema=False)  # under PREFIX


@entrance.get("/")
def front(request: Request) -> Response:
    """Send a reader to the pages in their language."""
    response = RedirectResponse(f"/{language_of(request).code}/", 302)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@router.get("")
def without_slash(request: Request) -> Response:
    """Send a reader to the home page's one address."""
    return RedirectResponse(f"{request.url.path}/", 301)


@router.get("/")
def home(request: Request, library: AnyLibrary, reader: Reader, member: Visitor) -> Response:
    """Show the search box, the shelves, and what helped most or is new."""
    with library.database.reading() as session:
        page = Home(
            shelves=shelves.shelves(session, AUDIENCE, reader.code),
            popular=catalogue.popular(session, AUDIENCE, reader.code),
            recent=catalogue.recent(session, AUDIENCE, reader.code),
            meta=structured.home(address_of(request), name_of(request), reader),
        )
    return render(request, page, member=member)


@router.get("/search")
def search(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Visitor,
    later: BackgroundTasks,
    q: str = "",
) -> Response:
    """Find articles."""
    if not q.strip():
        return render(request, SearchPage(q="", hits=(), degraded=False, error=""), member=member)
    request.app.state.limits.search.check(caller_address(request))
    try:
        found = retrieval.search(library, q, language=reader.code, audience=AUDIENCE, limit=RESULTS)
    except UnusableInputError as error:
        page = SearchPage(q=q[:200], hits=(), degraded=False, error=message_for(request, error))
        return render(request, page, member=member, status=422)
    request.app.state.searches.add(reader.code, "portal", found=bool(found.hits))
    later.add_task(request.app.state.searches.write)
    hits = showing.hits(found.hits, reader)
    return render(request, SearchPage(q=q, hits=hits, degraded=found.degraded, error=""), member=member)


@router.get("/suggest")
def suggest(request: Request, library: AnyLibrary, reader: Reader, q: str = "") -> Response:
    """Offer articles while somebody types: a piece of a page, for our own script."""
    request.app.state.limits.suggest.check(caller_address(request))
    return render(request, Suggestions(suggesting.suggestions(library, q, reader)))


@router.get("/categories/{slug}")
def category(
    request: Request, library: AnyLibrary, reader: Reader, member: Visitor, slug: str, page: int = 1
) -> Response:
    """Show one shelf and those below it."""
    with library.database.reading() as session:
        trail = shelves.trail(session, slug, AUDIENCE, reader.code)
        shown = CategoryPage(
            shelf=trail[-1],
            above=trail[:-1],
            articles=catalogue.on_shelf(session, slug, AUDIENCE, language=reader.code, number=page),
            meta=structured.category(address_of(request), trail, reader),
        )
    return render(request, shown, member=member)
