"""What search engines are told: which pages are there, and which are not worth their time."""

from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from kb import catalogue
from web.dependencies import AnyLibrary
from web.i18n import LANGUAGES

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Addresses that cost a search or hold nothing public.
CLOSED = (
    "/agent",
    "/desk",
    "/account",
    "/api",
    *(f"/{code}/{room}" for code in LANGUAGES for room in ("ask", "search")),
)

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt")
def robots(library: AnyLibrary) -> Response:
    """Tell crawlers where to go."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {library.settings.public_url}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines))


@router.get("/sitemap.xml")
def sitemap(library: AnyLibrary) -> Response:
    """List the front pages and every public article, each under its own language."""
    with library.database.reading() as session:
        pages = [(path, moment.date().isoformat()) for path, moment in catalogue.public_pages(session)]
    entries = [_entry(library.settings.public_url + f"/{code}/") for code in LANGUAGES]
    entries += [_entry(library.settings.public_url + quote(path), day) for path, day in pages]
    body = "\n".join(entries)
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n{body}\n</urlset>\n'
    return Response(xml, media_type="application/xml")


def _entry(address: str, day: str = "") -> str:
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>"
