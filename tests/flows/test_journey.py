"""The whole journey in a real browser, from import to cited answer, and what each room looks like."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kb.access import people
from kb.library import Library
from kb.settings import Settings
from tests.flows.command import DANESH, danesh, environment

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
PICTURES = Path(os.environ.get("DANESH_TEST_PICTURES", ROOT / "test-artefacts"))
ASKED = "Hi, my Nilu kettle switches off before the water boils. Mail me: jo@example.com"
ANSWERED = (
    "That is limescale on the sensor. Fill the kettle with one part vinegar and two parts water, "
    "leave it for an hour and rinse it twice."
)
CHAT = {
    "id": "kettle-1",
    "channel": "chat",
    "language": "en",
    "resolved": True,
    "messages": [
        {"id": "k1", "role": "customer", "text": ASKED},
        {"id": "k2", "role": "agent", "text": ANSWERED},
        {"id": "k3", "role": "customer", "text": "It boils again, thank you!"},
    ],
}
PASSWORD = "a long password"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A server of its own process over the samples' FAQ, with people to sign in as."""
    home = tmp_path / "home"
    danesh(home, "ingest", SAMPLES / "faq", "--publish")
    with (
        Library.open(Settings(home=home, secret_key="only for tests")) as library,
        library.database.session() as session,
    ):
        for role in ("agent", "manager"):
            people.add(
                session,
                email=f"{role}@barg.example",
                name=role.title(),
                role=role,
                password="a long password",
            )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [DANESH, "serve", "--port", str(port)], env=environment(home), cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    _wait(address)
    yield address
    process.terminate()
    assert process.wait(timeout=30) == 0


def _wait(address: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/api/v1/health", timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not start")


def picture(page: Any, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def sign_in(page: Any, role: str) -> None:
    page.fill("#email", f"{role}@barg.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


@pytest.mark.browser
@pytest.mark.slow
def test_from_a_chat_to_a_cited_answer(server: str, chromium: Any, tmp_path: Path) -> None:
    archive = tmp_path / "chats.jsonl"
    archive.write_text(json.dumps(CHAT))
    manager = chromium.new_context(base_url=server, viewport={"width": 1280, "height": 900}).new_page()
    manager.goto("/desk/imports")
    sign_in(manager, "manager")
    manager.set_input_files("#files", archive)
    manager.click("button:has-text('Start the import')")
    manager.wait_for_selector(".badge-done", timeout=60_000)
    picture(manager, "import-en")

    manager.goto("/desk")
    manager.click("a:has-text('kettle switches off')")
    evidence = manager.locator("aside.evidence")
    assert "one part vinegar" in evidence.inner_text()
    assert "jo@example.com" not in manager.content()
    assert "[email 1]" in manager.content()
    picture(manager, "desk-en")
    manager.click("button:has-text('Publish')")
    expect(manager.locator("[role=status]")).to_contain_text("Customers can read it now")

    for language, question in (
        ("en", "kettle stops before the water boils"),
        ("fa", "کتری نیلو قبل از جوش آمدن آب خاموش می‌شود"),
        ("zh", "尼卢水壶水没烧开就自动断电"),
    ):
        customer = chromium.new_context(base_url=server, viewport={"width": 1280, "height": 900}).new_page()
        customer.goto(f"/{language}/")
        assert customer.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
        picture(customer, f"portal-{language}")
        customer.goto(f"/{language}/search?q={question}")
        expect(
            customer.locator(f".hit a:has-text('{'kettle' if language == 'en' else ''}')").first
        ).to_be_attached()
        picture(customer, f"search-{language}")

    customer = chromium.new_context(base_url=server, locale="en-GB").new_page()
    customer.goto("/en/ask?q=my+kettle+switches+off+before+the+water+boils")
    assert "one part vinegar" in customer.locator(".answer").inner_text()
    picture(customer, "ask-en")
    customer.click(".answer .cite >> nth=0")
    expect(customer.locator("#cited")).to_be_visible()
    picture(customer, "article-en")


@pytest.mark.browser
@pytest.mark.slow
def test_each_room_in_each_language(server: str, chromium: Any) -> None:
    asked = {
        "en": "How long does delivery take and what does it cost?",
        "fa": "هزینه و زمان ارسال سفارش چقدر است؟",
        "zh": "为什么一个订单扣了两次钱？",
    }
    for language, question in asked.items():
        options = {"base_url": server, "viewport": {"width": 1280, "height": 900}, "locale": language}
        customer = chromium.new_context(**options).new_page()
        customer.goto(f"/{language}/ask?q={question}")
        expect(customer.locator(".answer .cite").first).to_be_attached()
        picture(customer, f"ask-{language}")
        customer.click(".answer .cite >> nth=0")
        expect(customer.locator("#cited")).to_be_visible()
        picture(customer, f"article-{language}")
        phone = chromium.new_context(**{**options, "viewport": {"width": 390, "height": 844}}).new_page()
        phone.goto(f"/{language}/")
        picture(phone, f"portal-{language}-phone")
        dark = chromium.new_context(**options, color_scheme="dark").new_page()
        dark.goto(f"/{language}/ask?q={question}")
        picture(dark, f"ask-{language}-dark")

        agent = chromium.new_context(**options).new_page()
        agent.goto("/agent")
        sign_in(agent, "agent")
        agent.goto(f"/agent?q={question}")
        expect(agent.locator("textarea").first).to_be_attached()
        picture(agent, f"agent-{language}")
        manager = chromium.new_context(**options).new_page()
        manager.goto("/desk?tab=published")
        sign_in(manager, "manager")
        picture(manager, f"queue-{language}")
