"""A crawler in every room: each link leads somewhere, each fragment is there, each form has its route."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

import html5lib
import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import compile_path

from tests.web.every_page import CUSTOMER, OUTSIDE, TEAM
from web.i18n import LANGUAGES

SVG_USE = "{http://www.w3.org/2000/svg}use"
LINKS = (
    ("a", "href"),
    ("link", "href"),
    ("script", "src"),
    ("img", "src"),
    ("use", "href"),
    (SVG_USE, "href"),
)
FINE = {200, 422}  # 422: a question that nobody has written yet


class Found:
    """The links of a page that stay on this site, its ids, and its forms."""

    def __init__(self, html: str, path: str) -> None:
        tree = html5lib.parse(html, namespaceHTMLElements=False)
        self.ids = {one.get("id") for one in tree.iter() if one.get("id")}
        self.links = {inside for one in anchors(tree) if (inside := local(one, path))}
        self.forms = set(forms(tree, path))


def anchors(tree) -> Iterator[str]:
    for tag, name in LINKS:
        for one in tree.iter(tag):
            if one.get(name) is not None and one.get("rel") not in {"canonical", "alternate"}:
                yield one.get(name)


def local(address: str, path: str) -> tuple[str, str] | None:
    """The path and the fragment of an address on this site."""
    parts = urlsplit(urljoin(f"http://testserver{path}", address))
    assert parts.scheme in {"http", "https", "mailto", "tel", "data"}, address
    if parts.netloc not in {"testserver", "127.0.0.1:8000"}:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else ""), unquote(parts.fragment)


def forms(tree, path: str) -> Iterator[tuple[str, str]]:
    """The method and the path of every form, and of every button that sends its form elsewhere."""
    for form in tree.iter("form"):
        method = (form.get("method") or "get").upper()
        if method == "DIALOG":
            continue
        for action in {form.get("action"), *(one.get("formaction") for one in form.iter("button"))} - {None}:
            found = local(action, path)
            assert found, action
            yield method, found[0].partition("?")[0]


class Crawl:
    """A browser that reads each address once; addresses that only differ in the language count as one."""

    def __init__(self, browser: TestClient, code: str) -> None:
        self.browser, self.code = browser, code
        self.pages: dict[str, tuple[int, Found | None]] = {}
        self.came: dict[str, str] = {}

    def plain(self, address: str) -> str:
        path, _, query = address.partition("?")
        kept = [
            (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "language"
        ]
        return path + (f"?{urlencode(kept)}" if kept else "")

    def run(self, waiting: list[str]) -> None:
        """Read these pages and every page that can be reached from them in this language."""
        while waiting:
            path = self.plain(waiting.pop())
            if path in self.pages:
                continue
            answer = self.browser.get(path)
            html = "text/html" in answer.headers.get("content-type", "")
            # A page of a failure is asked for on purpose, or is one already: where it leads is looked at elsewhere.
            found = Found(answer.text, path) if html and answer.status_code in FINE else None
            self.pages[path] = (answer.status_code, found)
            for target in sorted(target for target, _ in found.links) if found else ():
                self.came.setdefault(self.plain(target), path)
                if self.speaks(target):
                    waiting.append(target)

    def speaks(self, target: str) -> bool:
        first = target.split("/")[1].partition("?")[0]
        return first not in LANGUAGES or first == self.code

    def broken(self) -> dict[str, object]:
        """What leads nowhere, with where it stands."""
        wrong: dict[str, object] = {
            path: (status, self.came.get(path))
            for path, (status, _) in self.pages.items()
            if status not in FINE and path in self.came
        }
        for path, (_, found) in self.pages.items():
            for target, fragment in found.links if found else ():
                _, there = self.pages.get(self.plain(target), (0, None))
                if fragment and there and fragment not in there.ids:
                    wrong[f"{target}#{fragment}"] = path
        return wrong

    def forms(self) -> set[tuple[str, str]]:
        return set().union(*(found.forms for _, found in self.pages.values() if found))


@pytest.fixture(scope="module")
def crawl(gallery):
    """Everything that somebody of a role can reach in a language, read once."""
    kept: dict[tuple[str, str], Crawl] = {}

    def make(role: str, code: str) -> Crawl:
        if (role, code) not in kept:
            browser = gallery.browser(role, code)
            kept[role, code] = Crawl(browser, code)
            some = TEAM if role == "admin" else ("/agent",) if role == "agent" else CUSTOMER + OUTSIDE
            kept[role, code].run([f"/{code}/", *gallery.paths(some, code)])
        return kept[role, code]

    return make


def routes(app) -> list[tuple[frozenset[str], object]]:
    return [
        (frozenset(context.methods or ()), compile_path(context.path)[0])
        for context in iter_route_contexts(app.routes)
        if context.path
    ]


def answers(known, method: str, path: str) -> bool:
    return any(method in methods and pattern.match(path) for methods, pattern in known)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("role", ["", "agent", "admin"], ids=["customer", "agent", "admin"])
def test_every_link_leads_somewhere_and_every_form_is_answered(crawl, gallery, app, role, code):
    found = crawl(role, code)
    assert found.broken() == {}
    assert len(found.pages) > {"": 25, "agent": 15, "admin": 60}[role]
    known = routes(app)
    sent = found.forms()
    assert len(sent) > (4 if role == "admin" else 2)
    assert {one for one in sent if not answers(known, *one)} == set()
    # A form without its token is refused; a route that knows another method only would say 405.
    refused = {
        path: found.browser.post(path, data={"csrf": "none"}, follow_redirects=False).status_code
        for method, path in sent
        if method == "POST"
    }
    assert {path: status for path, status in refused.items() if status != 403} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_a_form_answers_with_leads_somewhere_too(crawl, gallery, app, code):
    """Pages of failures and of forms: each link is an address that some page has a route for."""
    known, wrong = routes(app), []
    for name, page in gallery.pages(code).items():
        if page.status in {404, 405, 500}:
            continue  # its switch of languages leads to what is not there in another one
        found = Found(page.html, "/")
        for target, fragment in found.links:
            path = target.partition("?")[0]
            if (
                not (fragment and path == "/")
                and not path.startswith("/static/")
                and not answers(known, "GET", path)
            ):
                wrong.append((name, target))
        wrong += [(name, *form) for form in found.forms if not answers(known, *form)]
    assert wrong == []
