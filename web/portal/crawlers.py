"""What search engines and feed readers are told: which pages are there, what is new, what is not worth their time.

Only what the whole world may read stands in any of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from kb.database import Session
from kb.errors import NotFoundError
from kb.reading import catalogue, shelves
from web import markdown
from web.dependencies import AnyLibrary, Reader
from web.i18n import LANGUAGES, translate
from web.looks import address_of, name_of
from web.portal.structured import HELP_CENTER
from web.showing import shortened

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ATOM = "http://www.w3.org/2005/Atom"
LARGEST = 50_000  # addresses in one sitemap: https://www.sitemaps.org/protocol.html#index
NEWEST = 30  # articles in a feed
SUMMARY = 400  # characters
# Addresses that cost a search or hold nothing public.
CLOSED = (
    "/agent",
    "/desk",
    "/account",
    "/api",
    "/theme",
    "/design",
    *(f"/{code}/{room}" for code in LANGUAGES for room in ("ask", "search", "suggest", "contact")),
)

router = APIRouter(include_in_schema=False)
feeds = APIRouter(include_in_schema=False)  # under portal.PREFIX


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Tell crawlers where to go."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {address_of(request)}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines))


@router.get("/sitemap.xml")
def sitemap(request: Request, library: AnyLibrary) -> Response:
    """List the front pages, the categories and every public article; an index of lists when there are many."""
    address = address_of(request)
    with library.database.reading() as session:
        lists = list(_lists(session))
    if len(lists) == 1:
        return _list(address, lists[0])
    parts = [
        f"<sitemap><loc>{address}/sitemaps/{number}.xml</loc></sitemap>"
        for number in range(1, len(lists) + 1)
    ]
    return _xml("sitemapindex", parts)


@router.get("/sitemaps/{number}.xml")
def sitemap_part(request: Request, library: AnyLibrary, number: int) -> Response:
    """Give one of the lists that the index names."""
    with library.database.reading() as session:
        for place, one in enumerate(_lists(session), start=1):
            if place == number:
                return _list(address_of(request), one)
    raise NotFoundError(what="sitemap", id=number)


def _lists(session: Session) -> Iterator[list[tuple[str, str]]]:
    pages = _pages(session)
    while some := list(islice(pages, LARGEST)):
        yield some


def _pages(session: Session) -> Iterator[tuple[str, str]]:
    """Go through all public addresses with the day of their last change, where it is known."""
    for code in LANGUAGES:
        yield f"/{code}/", ""
        waiting = shelves.shelves(session, "public", code)
        while waiting:
            shelf = waiting.pop(0)
            waiting += shelf.children
            yield f"/{code}/categories/{quote(shelf.slug)}", ""
    for path, moment in catalogue.public_pages(session):
        yield quote(path), moment.date().isoformat()


def _list(address: str, pages: list[tuple[str, str]]) -> Response:
    entries = [
        f"<url><loc>{escape(address + path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for path, day in pages
    ]
    return _xml("urlset", entries)


def _xml(root: str, entries: list[str]) -> Response:
    body = "\n".join(entries)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'
    return Response(text, media_type="application/xml")


@feeds.get("/feed.xml")
def feed(request: Request, library: AnyLibrary, reader: Reader) -> Response:
    """List the newest public articles in a language (Atom, RFC 4287)."""
    address = address_of(request)
    with library.database.reading() as session:
        newest = catalogue.newest(session, reader.code, NEWEST)
    here = f"{address}/{reader.code}/"
    changed = max((one.card.verified_at for one in newest), default=datetime(2026, 1, 1, tzinfo=UTC))
    title = f"{translate(reader, HELP_CENTER)} · {name_of(request)}"
    lines = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="{ATOM}" xml:lang="{reader.tag}">',
        f"<title>{_text(title)}</title>",
        f"<id>{escape(here)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(here)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(here)}feed.xml"/>',
        f"<updated>{changed.isoformat()}</updated>",
        f"<author><name>{_text(name_of(request))}</name></author>",
        *(_entry(address, one) for one in newest),
        "</feed>\n",
    ]
    return Response("\n".join(lines), media_type="application/atom+xml")


def _entry(address: str, reading: catalogue.Reading) -> str:
    card = reading.card
    url = escape(address + quote(card.path))
    shelf = f'<category term="{_text(card.category)}"/>' if card.category else ""
    return (
        f"<entry><title>{_text(card.title)}</title><id>{url}</id>"
        f'<link rel="alternate" type="text/html" href="{url}"/>'
        f"<published>{card.published_at.isoformat()}</published>"
        f"<updated>{card.verified_at.isoformat()}</updated>{shelf}"
        f"<summary>{_text(shortened(markdown.plain(reading.resolution), SUMMARY))}</summary></entry>"
    )


def _text(text: str) -> str:
    return escape(markdown.FORBIDDEN.sub("", text), {'"': "&quot;"})
