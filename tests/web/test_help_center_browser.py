"""The help center's small script in a real Chromium: suggestions by keyboard, answers as they come, themes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.test_browser import PHONE, visit  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
PICTURES = Path(os.environ.get("DANESH_TEST_PICTURES", ROOT / "test-artefacts"))
DESKTOP = {"width": 1280, "height": 900}


@pytest.mark.parametrize(("code", "typed"), [("en", "return a"), ("fa", "رمز"), ("zh", "配送需要")])
def test_an_article_is_reached_from_the_keyboard_while_typing(visit, code, typed):  # noqa: F811 - the fixture
    page = visit(f"/{code}/", viewport=PHONE)
    field = page.locator("#q")
    assert field.get_attribute("role") == "combobox"
    field.type(typed)
    page.wait_for_selector("[role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    assert field.input_value() == typed
    page.keyboard.type(" ")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{code}/articles/**")


@pytest.mark.parametrize("code", ["en", "fa", "zh"])
@pytest.mark.parametrize("typed", ["", "parcel", "بسته"])
def test_the_lens_of_the_search_covers_no_words(visit, code, typed):  # noqa: F811 - the fixture
    page = visit(f"/{code}/", viewport=PHONE)
    page.fill("#q", typed)
    room = page.evaluate(
        """() => {
        const field = document.getElementById("q"), lens = document.querySelector(".search-field .icon");
        const outer = field.getBoundingClientRect(), inner = lens.getBoundingClientRect();
        const padding = getComputedStyle(field);
        const left = inner.left - outer.left < outer.right - inner.right;
        return left ? outer.left + parseFloat(padding.paddingLeft) - inner.right
                    : inner.left - outer.right + parseFloat(padding.paddingRight);
    }"""
    )
    assert room >= 0


def test_keys_of_an_input_method_are_left_to_it(visit):  # noqa: F811 - the fixture
    page = visit("/zh/")
    page.type("#q", "配送")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.evaluate(
        "document.getElementById('q').dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(200)
    assert page.url.endswith("/zh/")


def test_an_answer_comes_without_a_new_page_and_can_be_gone_back_from(visit, shop):  # noqa: F811 - the fixture
    page = visit("/en/", locale="en-US")
    page.evaluate("window.kept = true")
    page.fill("#q", "How do I return a parcel?")
    page.keyboard.press("Enter")
    page.wait_for_selector("article.answer:not([aria-busy]) .cite")
    assert page.evaluate("window.kept")
    assert "/en/ask?q=How" in page.url
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.fill("#next", "And to another country?")
    page.press("#next", "Enter")
    page.wait_for_selector("h1:has-text('another country')")
    page.go_back()
    page.wait_for_selector("h1:has-text('return a parcel')")
    page.click(".answer .cite >> nth=0")
    page.wait_for_selector("#cited")
    assert f"/articles/{shop.returns}-" in page.url


def test_a_sentence_is_shown_while_the_rest_is_still_to_come(visit, artefacts):  # noqa: F811 - the fixture
    """The stream never ends here. How long the sentence took to be seen is noted; the machine may be busy."""
    page = visit("/en/")
    page.evaluate(
        """() => {
          const sent = (text) => new TextEncoder().encode(text);
          window.fetch = async () => new Response(new ReadableStream({async start(into) {
            into.enqueue(sent('event: question\\ndata: "<h1>Q</h1><div data-sentences></div>"\\n\\n'));
            into.enqueue(sent('event: sentence\\ndata: "<span class=one>One.</span>"\\n\\n'));
            window.sent = performance.now();
            await new Promise(() => {});
          }}));
          new MutationObserver(() => {
            if (document.querySelector(".one")) window.shown ??= performance.now();
          }).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    page.fill("#q", "anything")
    page.keyboard.press("Enter")
    page.wait_for_selector(".one")
    expect(page.locator(".one")).to_be_visible()
    waited = page.evaluate("window.shown - window.sent")
    (artefacts / "first-sentence.json").write_text(json.dumps({"milliseconds": waited}))


def test_when_the_stream_breaks_the_page_itself_answers(visit):  # noqa: F811 - the fixture
    page = visit("/en/")
    page.evaluate("() => { window.fetch = async () => { throw new TypeError('cut'); }; }")
    page.fill("#q", "How do I return a parcel?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer .cite")


def test_a_theme_is_chosen_without_leaving_the_page_and_without_scripts(visit):  # noqa: F811 - the fixture
    page = visit("/en/", color_scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with page.expect_response("**/theme?**"):
        page.click(".themes button[value=dark]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    plain = visit("/fa/", java_script_enabled=False)
    plain.click(".themes button[value=contrast]")
    plain.wait_for_url("**/fa/")
    expect(plain.locator("html[data-theme=contrast]")).to_have_count(1)


@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_a_customer_reaches_a_person_without_scripts(visit, code):  # noqa: F811 - the fixture
    page = visit(f"/{code}/ask?q=chess+championship+1972", java_script_enabled=False, viewport=PHONE)
    page.click("a.button[href*='/contact?']")
    page.fill("#contact", "sara@example.com")
    page.press("#contact", "Enter")
    assert "sent=true" in page.url


JOURNEYS = {
    "en": ("return", "How do I return a parcel?"),
    "fa": ("رمز", "چطور رمز عبورم را عوض کنم؟"),
    "zh": ("配送", "配送需要多长时间？"),
}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("code", JOURNEYS)
def test_the_journey_of_a_customer(visit, code, size):  # noqa: F811 - the fixture
    """Search, read, ask, follow the citation, hand over; with pictures to look at."""
    PICTURES.mkdir(exist_ok=True)
    typed, question = JOURNEYS[code]
    page = visit(f"/{code}/", viewport=size)

    def picture(name: str) -> None:
        page.screenshot(path=PICTURES / f"customer-{name}-{code}-{size['width']}.png", full_page=True)

    page.fill("#q", typed)
    page.press("#q", "Tab")  # suggestions lie over the buttons until the field is left
    page.click(".search-actions button[formaction]")
    page.click(".hit a >> nth=0")
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_selector("article.answer:not([aria-busy]) .cite")
    picture("ask")
    page.click(".answer .cite >> nth=0")
    page.wait_for_selector("#cited")
    picture("article")
    page.go_back()
    page.click(".person-link a")
    page.fill("#contact", "sara@example.com")
    picture("contact")
    page.press("#contact", "Enter")
    page.wait_for_url("**sent=true")
