"""Every page in a real Chromium under axe-core: no violation in any language and theme; the keyboard is enough.

The pages are those of `tests.web.gallery`, as they were served. Axe looks at each as a whole once, and at its colours
in every theme: nothing else of a page depends on the theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from starlette.responses import HTMLResponse

from tests.web.conftest import Server
from tests.web.gallery import Gallery

pytestmark = pytest.mark.browser
RUN = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], ...(rules && {runOnly: rules})});
  return found.violations.map((one) => `${one.id}: ` + one.nodes.map((node) => node.html.slice(0, 160)).join(" | "));
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
# The reader's choice and what the device says; in the first axe looks at everything.
THEMES = (("", "light"), ("", "dark"), ("contrast", "light"), ("contrast", "dark"))
PATIENCE = 120_000  # milliseconds that a page may take to come, for a machine that is busy with other tests
SHARES = 2  # of the pages of a language, so that processes can share them
PHONE, ZOOMED, DESKTOP = ((390, 844), (640, 400), (1280, 800))  # the second is the third at 200 %
SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, nav a, .titles a, .contents a")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML.slice(0, 99))"""


@pytest.fixture(scope="session")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture
def serve(chromium: Any, gallery: Gallery, _server: Server) -> Iterator[Any]:
    """Give the collected pages of a language addresses; return a browser page and the names by address."""
    opened = []

    def make(code: str) -> tuple[Any, dict[str, str]]:
        names: dict[str, str] = {}
        known: set[str] = set()
        for number, (name, page) in enumerate(gallery.pages(code).items()):
            if page.same not in known:
                known.add(page.same)
                names[f"/page/{number}"] = name
        pages = {address: gallery.pages(code)[name].html for address, name in names.items()}
        _server.app = Showing(pages, gallery.app())
        context = chromium.new_context(base_url=_server.address, reduced_motion="reduce", locale="en-US")
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context.new_page(), names

    yield make
    for context in opened:
        context.close()
    _server.app = None


class Showing:
    """Serves pages as they were kept, and everything else from the application."""

    def __init__(self, pages: dict[str, str], app: Any) -> None:
        self.pages, self.app = pages, app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        page = self.pages.get(scope["path"])
        await (HTMLResponse(page) if page is not None else self.app)(scope, receive, send)


def resized(page: Any, size: tuple[int, int]) -> int:
    """Give the window a size; return how wide the page is then."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return page.evaluate("document.documentElement.scrollWidth")


def problems(page: Any, axe: str) -> Iterator[Any]:
    """What is wrong with the page that is open, for eyes, fingers and programs that read it aloud."""
    page.evaluate(axe)
    for theme, scheme in THEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        if found := page.evaluate(RUN, COLOURS if (theme, scheme) != THEMES[0] else None):
            yield theme or scheme, found
    for size in (ZOOMED, PHONE):
        if (width := resized(page, size)) > size[0]:
            yield f"wider than {size[0]}", width
    if found := page.evaluate(SMALL):
        yield "too small to be tapped", found  # WCAG 2.2, 2.5.8; links within a sentence are excepted
    resized(page, DESKTOP)


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_every_page_is_for_everybody(serve, axe, code, share):
    page, names = serve(code)
    wrong = {}
    for address, name in list(names.items())[share::SHARES]:
        page.goto(address)
        if found := list(problems(page, axe)):
            wrong[name] = found
    assert wrong == {}


def test_a_mistake_would_be_seen(serve, axe):
    """The pages are whole, with their style sheet, and the rules are on."""
    page, names = serve("en")
    page.goto(next(iter(names)))
    assert page.evaluate("getComputedStyle(document.querySelector('.primary')).cursor") == "pointer"
    page.evaluate(
        """() => {
          const text = document.createElement("p");
          text.textContent = "pale and wide";
          text.style.cssText = "color: #ccc; background: #fff; inline-size: 700px";
          document.querySelector("main").append(text, document.createElement("img"));
        }"""
    )
    found = {
        str(one)
        for _, several in problems(page, axe)
        for one in (several if isinstance(several, list) else [several])
    }
    assert {one.partition(":")[0] for one in found} >= {"color-contrast", "image-alt", "700"}


def test_axe_finds_nothing_in_suggestions(chromium, address, axe):
    context = chromium.new_context(base_url=address, bypass_csp=True)
    page = context.new_page()
    page.goto("/en/")
    page.type("#q", "return")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.evaluate(axe)
    assert page.evaluate(RUN) == []
    context.close()
