"""No page is forgotten: what axe, the validator and the crawler look at holds every route and every template."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from tests.web import test_access, test_contexts
from tests.web.every_page import CUSTOMER, OUTSIDE, TEAM
from web.i18n import LANGUAGES

# Routes that answer with something else than a whole page, each with what it is.
NO_PAGES = {
    "GET /": "leads to the reader's language",
    "GET /{language:language}": "leads to the reader's language",
    "GET /{language:language}/suggest": "a piece, in the page of the search",
    "GET /{language:language}/ask/stream": "pieces, in the page of the question",
    "GET /{language:language}/feed.xml": "a feed",
    "GET /sitemaps/{number}.xml": "a list of addresses",
    "GET /sitemap.xml": "a list of addresses",
    "GET /robots.txt": "text",
    "GET /brand.css": "a style sheet",
    "GET /brand/logo": "a picture",
    "GET /theme": "leads back",
    "GET /account/provider": "leads elsewhere",
    "GET /account/provider/callback": "leads on, or says what failed as any page does",
    "GET /metrics": "figures",
    "GET /widget.js": "a script",
    "GET /desk/dashboard/{table}.csv": "a table",
    # In the gallery by other ways than the lists of addresses:
    "GET /account/second-step": "half way in",
    "GET /account/set-up/{token}": "nobody has an account yet",
}
# Templates that are no page, or a piece that a script puts into one.
NO_TEMPLATES = {
    "account/letter.html",
    "parts/preview.html",
    "portal/suggestions.html",
    "portal/answer.html",
    "portal/sentence.html",
}


def test_every_page_with_an_address_is_in_a_list(app, gallery):
    routes = [
        (compile_path(context.path)[0], f"GET {context.path}")
        for context in iter_route_contexts(app.routes)
        if "GET" in (context.methods or ())
    ]
    listed = set()
    for path in gallery.paths(CUSTOMER + TEAM + OUTSIDE, "en"):
        listed |= {next((name for found, name in routes if found.match(path.partition("?")[0])), "")}
    pages = {name for name in test_access.PAGES if name.startswith("GET ")}
    assert pages - NO_PAGES.keys() - listed == set()
    assert NO_PAGES.keys() <= pages


def test_every_template_is_shown(gallery):
    gallery.pages("en")
    assert {page.template for page in test_contexts.PAGES} - NO_TEMPLATES - gallery.templates == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_page_is_what_its_name_says(gallery, code):
    tag = LANGUAGES[code].tag
    for name, page in gallery.pages(code).items():
        assert f'<html lang="{tag}"' in page.html, name
        if status := re.match(r"\d{3}\b", name):
            assert page.status == int(status[0]), name
        elif not name.startswith("empty form"):
            assert page.status < 500, name
