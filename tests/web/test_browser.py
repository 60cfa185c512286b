"""The pages in a real Chromium: policy, scripts off, keyboard, small screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.shop import PASSWORD

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Open a page in a fresh browser; anything the browser complains about fails the test."""
    opened = []
    complaints: list[str] = []

    def open_page(path: str, **options: Any) -> Any:
        context = chromium.new_context(base_url=address, **options)
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert not complaints


def sign_in(page: Any, role: str) -> None:
    page.fill("#email", f"{role}@shop.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


def test_a_customer_without_scripts_gets_from_question_to_quote(visit, shop):
    page = visit("/", locale="en-US", java_script_enabled=False)
    page.fill("#q", "How do I return a parcel?")
    page.press("#q", "Enter")
    page.click(".answer .cite >> nth=0")
    assert f"/articles/{shop.returns}-" in page.url
    expect(page.locator("#cited")).to_be_visible()
    page.click("text=Yes")
    expect(page.locator("[role=status]")).to_contain_text("Thank you")
    expect(page.locator("text=Did this article help?")).to_have_count(0)


def test_an_agent_copies_a_reply(visit, shop):
    page = visit("/agent", permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, "agent")
    page.fill("#q", "How do I return a parcel?")
    page.press("#q", "Enter")
    page.click("[data-copy=reply]")
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "30 days" in copied
    assert f"/en/articles/{shop.returns}-" in copied


def test_a_manager_publishes_a_draft_that_a_customer_then_finds(visit, shop):
    page = visit("/desk")
    sign_in(page, "manager")
    page.click("a:has-text('Kettle stops early')")
    page.click("#sentence-2")
    assert page.locator("#proof-2").inner_text() == "That is limescale."
    page.click("button:has-text('Publish')")
    assert "Customers can read it now" in page.locator("[role=status]").inner_text()
    customer = visit("/en/search?q=kettle+stops+early")
    assert customer.locator(".hit a").first.inner_text().startswith("Kettle stops early")


@pytest.mark.parametrize(
    "path", ["/{code}/", "/{code}/ask?q=return+a+parcel", "/{code}/articles/{password}", "/api/docs"]
)
@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_nothing_is_wider_than_a_small_phone(visit, shop, path, code):
    page = visit(path.format(code=code, password=shop.password), viewport=PHONE, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_desk_fits_a_small_phone(visit, shop):
    page = visit("/desk", viewport=PHONE)
    sign_in(page, "admin")
    for path in (
        "/desk",
        f"/desk/articles/{shop.draft}",
        "/desk/imports",
        "/desk/team",
        "/agent?q=return",
        "/desk/articles/new",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_the_keyboard_leads_to_the_content_and_the_search(visit):
    page = visit("/en/search?q=return")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


# The ratio of WCAG 2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !element.checkVisibility()) continue;
    const two = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05);
    if (ratio < 4.5) low.push(`${element.className} ${ratio.toFixed(2)} ${text.slice(0, 30)}`);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_background(visit, shop, scheme):
    page = visit("/account/sign-in", color_scheme=scheme)
    sign_in(page, "admin")
    portal = ("/en/", "/en/ask?q=How+do+I+return+a+parcel%3F", "/en/ask?q=chess+1972", "/en/search?q=return")
    articles = (
        f"/en/articles/{shop.password}",
        f"/agent/articles/{shop.internal}",
        f"/desk/articles/{shop.draft}",
    )
    rooms = ("/agent?q=refund+override+code", "/desk", "/desk/imports", "/desk/team", "/api/docs")
    for path in (*portal, *articles, *rooms):
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], path
