"""Turns a page's context into HTML in the reader's language.

Templates see their declared names and `chrome`, escape by default, and fail on a name that does not exist.
"""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Match

from kb import history
from kb.access import people
from kb.access.people import Member
from kb.settings import Settings
from web import dates, looks, reasons, sessions, stylesheets
from web.contexts import Chrome, Page, Switch
from web.i18n import LANGUAGES, Language, direction, language_name, preferred, tag, translations

HERE = Path(__file__).parent
COOKIE = "language"
YEAR = 365 * 24 * 60 * 60
ROOMS = ("agent", "desk", "account", "api")


@cache
def environment(code: str) -> Environment:
    """Return the templates as they speak one language."""
    language = LANGUAGES[code]
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(code), newstyle=True)  # type: ignore[attr-defined]
    for name in ("date", "time", "ago", "span", "number", "percent", "digits"):
        made.filters[name] = partial(_spoken, getattr(dates, name), language)
    made.filters["because"] = partial(_spoken, reasons.because, language)
    made.filters["key_words"] = lambda kept, longest=1_000: reasons.key_words(kept, language, longest)
    made.globals["static"] = static
    made.filters["step"] = dates.step
    made.filters["told"] = history.told
    made.filters["tag"] = tag
    made.filters["direction"] = direction
    made.filters["language_name"] = lambda wanted: language_name(wanted, code)
    return made


def _spoken(write: Callable[..., str], language: Language, value: Any) -> str:
    return write(value, language)


def language_of(request: Request) -> Language:
    """Return the reader's language: of the address, else chosen here, else chosen before, else the browser's."""
    return (
        _asked_for(request)
        or LANGUAGES.get(request.cookies.get(COOKIE, ""))
        or preferred(request.headers.get("accept-language", ""))
    )


def _asked_for(request: Request) -> Language | None:
    first = request.url.path.split("/")[1]
    return LANGUAGES.get(first) or LANGUAGES.get(request.query_params.get(COOKIE, ""))


def piece(request: Request, page: Page, member: Member | None = None) -> str:
    """Return a page's HTML, or that of a piece of one."""
    language = language_of(request)
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    context["chrome"] = _chrome(request, language, member)
    return environment(language.code).get_template(page.template).render(context)


def render(request: Request, page: Page, *, member: Member | None = None, status: int = 200) -> HTMLResponse:
    """Make the response for a page; the language the reader chose is remembered."""
    language = language_of(request)
    response = HTMLResponse(piece(request, page, member), status)
    settings: Settings = request.app.state.library.settings
    if _asked_for(request) and request.cookies.get(COOKIE) != language.code:
        secure = settings.public_url.startswith("https")
        response.set_cookie(COOKIE, language.code, max_age=YEAR, samesite="lax", secure=secure, httponly=True)
    response.headers["Content-Language"] = language.tag
    response.headers["Cache-Control"] = "private, no-cache" if member is None else "no-store"
    return response


def _chrome(request: Request, language: Language, member: Member | None) -> Chrome:
    first = request.url.path.split("/")[1]
    return Chrome(
        language=language,
        switches=tuple(
            Switch(other, _switched(request, other), other == language) for other in LANGUAGES.values()
        ),
        brand=looks.name_of(request),
        logo=looks.logo_of(request),
        styles=looks.styles_of(request),
        contacts=looks.brand_of(request).contacts,
        theme=looks.theme_of(request),
        room=first if first in ROOMS else "portal",
        path=request.url.path,
        here=_here(request),
        public_url=looks.address_of(request),
        member=member,
        csrf=partial(sessions.token, request),
        static=static,
        may=lambda role: member is not None and people.allows(member.role, role),
        told=tuple(sessions.told(request)) if "session" in request.scope else (),
    )


def _here(request: Request) -> str:
    """Return the address of this page on this host; of one that was posted, the home page of the room."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _switched(request: Request, language: Language) -> str:
    """Return the address of this page in another language; of a form's answer without one, that of its room."""
    _, first, *rest = request.url.path.split("/")
    if not _has_address(request):
        return (
            f"/{language.code}/" if first in LANGUAGES else f"/{first}?{urlencode({COOKIE: language.code})}"
        )
    query = [
        (name, value) for name, value in request.query_params.multi_items() if name not in (COOKIE, "cite")
    ]
    if first in LANGUAGES:
        path = "/".join(("", language.code, *rest))
    else:
        path = request.url.path
        query.append((COOKIE, language.code))
    return f"{path}?{urlencode(query)}" if query else path


def _has_address(request: Request) -> bool:
    """Whether what is shown can be asked for again: not so what only a form gets."""
    if request.method == "GET":
        return True
    asked = {**request.scope, "method": "GET"}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)


@cache
def static(name: str) -> str:
    """Return the address of one of our files; it changes with the content, so that it can be kept for ever."""
    digest = hashlib.sha256(stylesheets.source(name)).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
