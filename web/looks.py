"""How pages look to one reader: the brand of the host they came to, and the theme they chose.

Colours come as a stylesheet of our own address, so that the policy needs no inline style; a theme is a cookie and
nothing else, so that the first byte of a page already knows it.
"""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from kb import brands
from kb.brands import Brand
from kb.errors import NotFoundError
from kb.settings import Settings

THEMES = ("light", "dark", "contrast")  # none of them: as the reader's system is set
COOKIE = "theme"
YEAR = 365 * 24 * 60 * 60
LASTING = {"Cache-Control": "public, max-age=86400", "Vary": "Host"}
# A logo is a picture and nothing else, also when somebody opens it by itself.
PICTURE = {**LASTING, "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}

router = APIRouter(include_in_schema=False)


def brand_of(request: Request) -> Brand:
    """Return the brand of the host that this request names."""
    settings: Settings = request.app.state.library.settings
    return brands.of_host(settings.branding, request.url.hostname or "")


def name_of(request: Request) -> str:
    """Return the name shown on every page."""
    return brand_of(request).name or str(request.app.state.library.settings.brand)


def address_of(request: Request) -> str:
    """Return the address that links to these pages begin with."""
    return brand_of(request).url or str(request.app.state.library.settings.public_url)


def theme_of(request: Request) -> str:
    """Return the theme the reader chose; empty: the system's."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in THEMES else ""


def styles_of(request: Request) -> str:
    """Return the address of the brand's colours; empty when it has none of its own."""
    css = brands.stylesheet(brand_of(request))
    return f"/brand.css?v={hashlib.sha256(css.encode()).hexdigest()[:10]}" if css else ""


def logo_of(request: Request) -> str:
    """Return the address of the brand's logo; empty when ours is shown."""
    return "/brand/logo" if brand_of(request).logo else ""


@router.get("/brand.css")
def stylesheet(request: Request) -> Response:
    """Give this host's colours."""
    return Response(brands.stylesheet(brand_of(request)), media_type="text/css", headers=LASTING)


@router.get("/brand/logo")
def logo(request: Request) -> Response:
    """Give this host's logo."""
    file = Path(brand_of(request).logo)
    if not file.name or not file.is_file():
        raise NotFoundError(what="logo", id=request.url.hostname or "")
    return FileResponse(file, media_type=brands.LOGOS[file.suffix.lower()], headers=PICTURE)


@router.get("/theme")
def choose(request: Request, theme: str = "", to: str = "/") -> Response:
    """Remember how bright the reader wants pages, and go back to the page they were on."""
    inside = to.startswith("/") and not to.startswith(("//", "/\\"))
    response = RedirectResponse(to if inside else "/", 303)
    if theme in THEMES:
        secure = address_of(request).startswith("https")
        response.set_cookie(COOKIE, theme, max_age=YEAR, samesite="lax", secure=secure, httponly=True)
    else:
        response.delete_cookie(COOKIE)
    return response
