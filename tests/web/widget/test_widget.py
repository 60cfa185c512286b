"""The widget: its routes and the sites that may call them, its size; and the whole of it in a real Chromium."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kb.errors import SettingInvalidError
from kb.settings import load
from kb.tables import Feedback, Question
from kb.usage import handovers
from tests.web.shop import SECRET
from web.security import Limits
from web.widget import script
from web.widget.origins import WidgetOrigins

OTHER = "https://shop.example"
LARGEST = 25 * 1024  # bytes


def ask(client, question, **more):
    return client.post("/api/v1/widget/ask", json={"question": question, **more})


def events(response):
    found = []
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


@pytest.fixture
def library(library):
    library.settings = library.settings.model_copy(update={"widget_origins": (OTHER,)})
    return library


def test_the_script_is_small_and_speaks_three_languages(client):
    answer = client.get("/widget.js")
    assert len(answer.content) <= LARGEST
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in answer.headers
    for words in ("How can we help?", "چطور می‌توانیم", "有什么可以帮您"):
        assert words in answer.text
    for risky in ("innerHTML", "eval(", "document.cookie", "localStorage", "insertAdjacentHTML", script.SLOT):
        assert risky not in answer.text
    again = client.get("/widget.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_an_answer_comes_sentence_by_sentence_with_links_to_the_quotes(client, shop, library):
    found = events(ask(client, "How do I return a parcel?", language="en"))
    names = [name for name, _ in found]
    assert names == ["sentence"] * (len(names) - 1) + ["done"]
    cited = found[0][1]["citations"][0]
    assert cited["url"].startswith(f"http://127.0.0.1:8000/en/articles/{shop.returns}-")
    assert "cite=" in cited["url"]
    assert found[-1][1]["handover"] is None
    assert found[-1][1]["sources"][0]["title"] == "How do I return a parcel?"
    with library.database.reading() as session:
        assert [one.channel for one in session.query(Question)] == ["widget"]


def test_what_is_not_known_is_said_and_what_is_internal_never(client):
    [(name, done)] = events(ask(client, "Who won the chess championship in 1972?"))
    assert (name, done["abstained"]) == ("done", True)
    assert SECRET not in ask(client, f"What is the refund override code {SECRET}?").text
    found = client.post("/api/v1/widget/suggest", json={"question": f"refund override {SECRET}"})
    assert SECRET not in found.text


def test_articles_are_suggested_while_somebody_types(client, shop):
    found = client.post("/api/v1/widget/suggest", json={"question": "رمز عبور", "language": "fa"}).json()
    assert found["articles"][0]["url"].startswith(f"http://127.0.0.1:8000/fa/articles/{shop.password}-")


def test_a_vote_counts(client, library):
    number = events(ask(client, "How do I return a parcel?"))[-1][1]["answer_id"]
    body = {"answer_id": number, "helpful": True}
    assert client.post("/api/v1/widget/feedback", json=body).status_code == 204
    with library.database.reading() as session:
        assert session.query(Feedback).one().helpful


def test_a_person_gets_the_case_and_is_not_talked_over(client, library):
    done = events(ask(client, "Who won the chess championship in 1972?", conversation="abc"))[-1][1]
    case = {
        "contact": "sara@web.example",
        "message": "Call me, says Bob: bob@web.example",
        "reason": "missing_knowledge",
        "conversation": "abc",
        "after": done["after"],
        "turns": [{"role": "customer", "text": "Who won?"}],
    }
    assert client.post("/api/v1/widget/hand-over", json=case).status_code == 204
    with library.database.reading() as session:
        [kept] = handovers.listing(session).rows
        assert (kept.channel, kept.reason, kept.contact) == (
            "widget",
            "missing_knowledge",
            "sara@web.example",
        )
        assert "bob@" not in kept.message
        assert [turn.text for turn in handovers.case(session, kept.id).turns] == ["Who won?"]
    [(_, done)] = events(ask(client, "How do I return a parcel?", conversation="abc"))
    assert done["waiting"]
    assert len(events(ask(client, "How do I return a parcel?", conversation="xyz"))) > 1
    bad = client.post("/api/v1/widget/hand-over", json=case | {"contact": "nobody"})
    assert bad.status_code == 422


@pytest.mark.parametrize("path", ["suggest", "ask"])
def test_only_named_origins_may_call(client, path):
    url, body = f"/api/v1/widget/{path}", {"question": "How do I return a parcel?"}
    named = client.post(url, json=body, headers={"Origin": OTHER})
    assert named.headers["access-control-allow-origin"] == OTHER
    assert "access-control-allow-credentials" not in named.headers
    assert "Origin" in named.headers["vary"]
    assert "set-cookie" not in named.headers
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options(url, headers={"Origin": OTHER, **asks}).status_code == 204
    for origin in (
        "https://evil.example",
        "https://shop.example.evil.example",
        "null",
        "http://shop.example",
    ):
        refused = client.post(url, json=body, headers={"Origin": origin})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
        assert refused.headers["content-security-policy"]
        assert client.options(url, headers={"Origin": origin, **asks}).status_code == 403
    elsewhere = client.post("/api/v1/ask", json=body, headers={"Origin": OTHER})
    assert "access-control-allow-origin" not in elsewhere.headers


def test_nobody_else_may_call_by_default():
    gate = WidgetOrigins(None, origins=())
    assert gate.allows("https://help.example", "help.example")
    assert not gate.allows(OTHER, "help.example")
    assert not gate.allows("null", "")


def test_a_busy_caller_is_told_so_across_origins(library):
    from fastapi.testclient import TestClient

    from web.app import create_app
    from web.security import Limiter

    browser = TestClient(create_app(library, Limits(search=Limiter(1, 3600))))
    call = partial(
        browser.post, "/api/v1/widget/suggest", json={"question": "return"}, headers={"Origin": OTHER}
    )
    assert call().status_code == 200
    assert call().status_code == 429
    assert call().headers["access-control-allow-origin"] == OTHER


@pytest.mark.parametrize("value", ["shop.example", "https://shop.example/path", "*", "https://*.example"])
def test_an_origin_that_cannot_be_one_is_named(monkeypatch, value):
    monkeypatch.setenv("DANESH_WIDGET_ORIGINS", value)
    with pytest.raises(SettingInvalidError, match="DANESH_WIDGET_ORIGINS"):
        load()


class Host(BaseHTTPRequestHandler):
    """A shop's page on another origin, under a policy that allows the help center's address and nothing inline."""

    help = ""
    attributes = ""
    refused: list[str]

    def do_GET(self) -> None:
        page = (
            '<!DOCTYPE html><html lang="en"><title>Shop</title><body><h1>Shop</h1><a href="#x">link</a>'
            f'<script src="{self.help}/widget.js" {self.attributes} async></script></body></html>'
        ).encode()
        policy = (
            f"default-src 'none'; script-src {self.help}; connect-src {self.help}; base-uri 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def shop_page(request, library) -> Iterator[Any]:
    """Open the shop's page with the widget on it; whatever the browser complains about fails the test."""
    chromium = request.getfixturevalue("chromium")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://localhost:{port}"
    library.settings = library.settings.model_copy(update={"widget_origins": (origin,)})
    help_center = request.getfixturevalue("address")
    opened, complaints = [], []
    server: list[ThreadingHTTPServer] = []

    def visit(attributes: str = "", **options: Any) -> Any:
        handler = type("Shop", (Host,), {"help": help_center, "attributes": attributes})
        server.append(ThreadingHTTPServer(("127.0.0.1", port), handler))
        threading.Thread(target=server[-1].serve_forever, daemon=True).start()
        context = chromium.new_context(**options)
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(origin)
        opened.append(context)
        return page

    yield visit
    for context in opened:
        context.close()
    for one in server:
        one.shutdown()
        one.server_close()
    assert not [said for said in complaints if "favicon" not in said]


QUESTIONS = {
    "en": ("How do I return a parcel?", "30 days", "ltr"),
    "fa": ("چطور رمز عبورم را عوض کنم؟", "۲۴ ساعت", "rtl"),
    "zh": ("配送需要多长时间？", "4.90", "ltr"),
}


@pytest.mark.browser
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("code", QUESTIONS)
def test_a_journey_on_another_site_under_a_strict_policy(shop_page, library, artefacts, code, size):
    question, words, direction = QUESTIONS[code]
    view = {"width": 390, "height": 780} if size == "phone" else {"width": 1280, "height": 800}
    page = shop_page(f'data-language="{code}" data-accent="#ffd54a"', viewport=view)
    opener = page.locator("[data-danesh-widget] .open")
    opener.wait_for()
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.get_attribute("aria-modal") == "true"
    assert page.locator("[data-danesh-widget] .w").get_attribute("dir") == direction
    assert cut_off(page) == []
    page.keyboard.type(question[: len(question) // 2 + 4])
    page.locator("[data-danesh-widget] section li a").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "A"
    page.keyboard.press("ArrowUp")
    page.locator("[data-danesh-widget] #question").fill(question)
    page.keyboard.press("Enter")
    dialog.locator(".turn h3").first.wait_for()
    assert words in dialog.locator(".text").inner_text()
    assert "/articles/" in dialog.locator("sup a").first.get_attribute("href")
    box = page.locator("[data-danesh-widget] .panel").bounding_box()
    if size == "phone":
        assert (box["width"], box["height"]) == (390, 780)
    page.screenshot(path=artefacts / f"widget-{code}-{size}.png")
    page.reload()
    page.get_by_role("dialog").wait_for()
    assert words in page.locator("[data-danesh-widget] .text").inner_text(), "the tab remembers"
    page.locator("[data-danesh-widget] .more button").first.click()
    page.keyboard.type("sara@web.example")
    page.keyboard.press("Enter")
    page.locator("[data-danesh-widget] .log > p.turn").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("[data-danesh-widget] .panel").is_hidden()
    assert focused(page) == "BUTTON"
    with library.database.reading() as session:
        [case] = handovers.listing(session).rows
        assert (case.channel, case.language) == ("widget", code)
        assert any(words in turn.text for turn in handovers.case(session, case.id).turns)


def cut_off(page: Any) -> list[str]:
    """What of the panel stands outside of it."""
    return page.evaluate(
        """() => {
          const panel = document.querySelector("[data-danesh-widget]").shadowRoot.querySelector(".panel");
          const {left, right} = panel.getBoundingClientRect();
          return [...panel.querySelectorAll("button, textarea, input, a, h2")]
            .filter((one) => one.checkVisibility())
            .filter((one) => one.getBoundingClientRect().left < left || one.getBoundingClientRect().right > right)
            .map((one) => one.outerHTML);
        }"""
    )


def focused(page: Any) -> str:
    return page.evaluate("document.querySelector('[data-danesh-widget]').shadowRoot.activeElement.tagName")


@pytest.mark.browser
def test_the_keyboard_stays_inside_and_text_stays_text(shop_page, library):
    page = shop_page(reduced_motion="reduce", color_scheme="dark")
    page.locator("[data-danesh-widget] .open").click()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hasAttribute('data-danesh-widget')")
    page.locator("[data-danesh-widget] #question").fill("<img src=x onerror=alert(1)> chess 1972")
    page.keyboard.press("Enter")
    page.locator("[data-danesh-widget] .q p").wait_for()
    assert page.locator("[data-danesh-widget] img").count() == 0
    assert page.evaluate("document.cookie") == ""
    stored = page.evaluate("[localStorage.length, Object.keys(sessionStorage)]")
    page.locator("[data-danesh-widget] .turn .row").wait_for()
    assert stored == [0, ["danesh-widget"]]


def test_a_follow_up_is_understood_by_what_was_asked_before(client, shop):
    done = events(ask(client, "How do I return a parcel?"))[-1][1]
    found = events(ask(client, "And within how many days?", after=done["after"]))
    assert "30 days" in " ".join(data["text"] for name, data in found if name == "sentence")
    assert events(ask(client, "And within how many days?", after="forged"))[-1][0] == "done"


def test_who_asks_for_a_person_is_offered_one(client):
    done = events(ask(client, "I want to talk to a human"))[-1][1]
    assert done["handover"] == "asked_for_human"
