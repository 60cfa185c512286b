"""The agent's journey in a real Chromium: paste, reply, capture; by keyboard, without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kb.tables import Conversation, Reuse, SentReply

pytestmark = pytest.mark.browser
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
TICKETS = {
    "en": (
        "Subject: Parcel\nHello,\n\nthe shoes are too small.\nHow do I return a parcel?",
        "30 days",
        "Run it twice.",
    ),
    "fa": ("مشتری: سلام\nمشتری: چطور رمز عبورم را عوض کنم؟", "فراموشی رمز", "دو بار خالی روشنش کنید."),
    "zh": ("客户：你好\n客户：配送需要多长时间？", "工作日", "请先空烧两次。"),
}
ATTACKS = (
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    "</textarea><svg onload=window.__xss=1>",
    '" autofocus onfocus=window.__xss=1 x="',
    "javascript:window.__xss=1",
    "[x](javascript:window.__xss=1)",
    "{{ 7*7 }}<iframe srcdoc='<script>parent.__xss=1</script>'>",
)


@pytest.fixture
def visit(visits: Callable[..., Callable[..., Any]]) -> Callable[..., Any]:
    """Sign an agent in on the workspace; anything the browser complains about fails the test."""
    return visits("agent", "/agent", "textarea#q")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", TICKETS)
def test_from_a_pasted_ticket_to_a_reply_and_a_note(visit, library, artefacts, code, size):
    ticket, words, note = TICKETS[code]
    page = visit(code, viewport=SIZES[size], permissions=["clipboard-read", "clipboard-write"])
    page.fill("#q", ticket)
    page.press("#q", "Enter")
    page.wait_for_selector("#reply")
    assert words in page.input_value("#reply")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    page.screenshot(path=artefacts / f"workspace-{code}-{size}.png", full_page=True)
    page.click(".agent-hits .hit:first-child button[value=link]")
    assert page.input_value("#reply").count("/articles/") == 2
    page.click("[data-copy=reply]")
    assert words in page.evaluate("navigator.clipboard.readText()")
    page.click(".send button[type=submit]")
    page.wait_for_selector("[role=status] p")
    page.goto("/agent/notes/new")
    page.fill("#note-question", ticket.split("\n")[-1])
    page.fill("#note-text", note)
    page.click(".note-form button[type=submit]")
    page.wait_for_selector(".told p")
    with library.database.reading() as session:
        assert [row.how for row in session.query(Reuse)] == ["link"]
        [sent] = session.query(SentReply).all()
        assert sent.distance > 0
        kept = session.query(Conversation).filter_by(channel="note").one()
        assert [message.text for message in kept.messages][-1] == note
        assert kept.language == code


def test_the_whole_of_it_by_keyboard(visit, library, shop):
    page = visit(viewport=SIZES["desktop"])
    page.keyboard.type("How do I return a parcel?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reply")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "hit-link"
    page.keyboard.press("i")
    assert page.evaluate("document.activeElement.id") == "reply"
    assert page.input_value("#reply").count("unused goods within 30 days") == 2
    assert page.input_value("#reply").rstrip().endswith("Kind regards")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "note-text"
    page.keyboard.type("Keep the receipt in the box.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".told p")
    with library.database.reading() as session:
        assert [row.how for row in session.query(Reuse)] == ["insert"]
        assert session.query(Conversation).filter_by(channel="note").count() == 1


def test_a_letter_typed_on_a_persian_layout_is_its_key(visit):
    page = visit("fa", viewport=SIZES["desktop"])
    page.fill("#q", "چطور رمز عبورم را عوض کنم؟")
    page.press("#q", "Enter")
    page.wait_for_selector("#reply")
    page.keyboard.press("Escape")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true}))"
    )
    assert page.evaluate("document.activeElement.className") == "hit-link"


def test_single_keys_can_be_turned_off(visit):
    page = visit(viewport=SIZES["desktop"])
    page.click("[data-keys]")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.url.endswith("/agent")


def test_without_scripts_nothing_is_lost(visit, library, shop):
    page = visit(java_script_enabled=False, viewport=SIZES["phone"])
    page.fill("#q", "How do I return a parcel?")
    page.click("button[value=reply]")
    page.fill("#reply", "Within 30 days.")
    page.click(".agent-hits .hit:first-child button[value=link]")
    assert "/articles/" in page.input_value("#link")
    page.click("details:has(#flag) summary")
    page.fill("#comment", "It is 20 days now")
    page.click("#flag button")
    expect(page.locator(".told")).to_be_visible()


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_ticket_runs_nothing(visit, attack):
    page = visit(viewport=SIZES["desktop"])
    page.fill("#q", f"Subject: {attack}\n{attack}\nHow do I return a parcel? {attack}")
    page.press("#q", "Enter")
    page.wait_for_selector("#reply")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("i")
    assert page.evaluate("window.__xss") is None
    expect(page.locator("main iframe, main script, main img")).to_have_count(0)
