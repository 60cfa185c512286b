"""Every page in a real Chromium under axe-core: no violation in any language and theme; the keyboard is enough."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from tests.web.every_page import CUSTOMER, OUTSIDE, TEAM, enrich, paths
from tests.web.shop import PASSWORD

pytestmark = pytest.mark.browser
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id}: ` + one.nodes.map((node) => node.html.slice(0, 160)).join(" | "));
}"""

SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, nav a, .titles a, .contents a")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML.slice(0, 99))"""


@pytest.fixture(scope="session")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture
def rich(library) -> int:
    return enrich(library)


@pytest.fixture
def browse(chromium: Any, rich: int, address: str) -> Iterator[Any]:
    """Open a fresh browser; the policy is set aside, for axe is not ours."""
    opened = []

    def make(**options: Any) -> Any:
        context = chromium.new_context(base_url=address, bypass_csp=True, reduced_motion="reduce", **options)
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


def violations(page: Any, axe: str, pages: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in pages:
        page.goto(path)
        page.evaluate(axe)
        if wrong := page.evaluate(RUN):
            found[path] = wrong
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_axe_finds_nothing(browse, axe, shop, rich, code, scheme):
    customer = browse(color_scheme=scheme, locale="en-US")
    wrong = violations(customer, axe, paths(CUSTOMER + OUTSIDE, code, shop, rich))
    team = browse(color_scheme=scheme, locale="en-US")
    sign_in(team, "admin")
    wrong |= violations(team, axe, paths(TEAM, code, shop, rich))
    assert wrong == {}


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_a_chosen_theme(browse, axe, shop, rich, theme):
    page = browse(
        color_scheme="dark" if theme == "light" else "light", viewport={"width": 390, "height": 844}
    )
    page.goto(f"/theme?theme={theme}&to=/en/")
    assert page.locator("html").get_attribute("data-theme") == theme
    assert violations(page, axe, paths(CUSTOMER[:10], "en", shop, rich)) == {}


def test_axe_finds_nothing_in_suggestions(browse, axe):
    page = browse()
    page.goto("/en/")
    page.type("#q", "return")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.evaluate(axe)
    assert page.evaluate(RUN) == []


def sign_in(page: Any, role: str) -> None:
    page.goto("/account/sign-in")
    page.fill("#email", f"{role}@shop.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_load_state()


@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_at_200_percent_nothing_is_cut_off(browse, shop, rich, code):
    page = browse(viewport={"width": 640, "height": 400})  # 1280 by 800 at 200 %
    for path in paths(CUSTOMER, code, shop, rich):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_what_is_tapped_is_large_enough(browse, shop, rich):
    """WCAG 2.2, 2.5.8: 24 pixels; links within a sentence are excepted."""
    page = browse(viewport={"width": 390, "height": 844}, has_touch=True)
    for path in paths(CUSTOMER, "en", shop, rich):
        page.goto(path)
        assert page.evaluate(SMALL) == [], path
