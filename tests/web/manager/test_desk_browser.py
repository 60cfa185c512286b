"""The manager's journey in a real Chromium: import, review, publish, dashboard; in three languages and two sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from ingest import pipeline
from ingest.worker import sweep
from kb import articles
from kb.desk import arranging, remarks
from kb.tables import Article, Revision
from tests.web.test_browser import CONTRAST

pytestmark = pytest.mark.browser
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
CHATS = {
    "en": (
        "How do I pair the lamp with my phone?",
        "Hold the lamp's button for five seconds until it blinks.",
    ),
    "fa": (
        "چطور رسوب سماور برقی را پاک کنم؟",
        "سماور را با سرکهٔ سفید پر کنید و بیست دقیقه صبر کنید.",
    ),
    "zh": ("电饭煲的内胆怎么清洗？", "请用温水浸泡二十分钟，然后用软布擦干净。"),
}
THANKS = {"en": "Thanks, that solved it!", "fa": "ممنون، مشکل حل شد.", "zh": "谢谢，问题解决了。"}


@pytest.fixture
def visit(visits: Callable[..., Callable[..., Any]]) -> Callable[..., Any]:
    """Sign a manager in on the desk; anything the browser complains about fails the test."""
    return visits("manager", "/desk", "nav.tabs")


def chat(code: str) -> bytes:
    import json

    asked, told = CHATS[code]
    said = [("customer", asked), ("agent", told), ("customer", THANKS[code])]
    messages = [{"role": role, "text": text} for role, text in said]
    row = {"id": f"chat-{code}", "channel": "chat", "language": code, "resolved": True, "messages": messages}
    return json.dumps(row, ensure_ascii=False).encode()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", CHATS)
def test_from_an_archive_to_readers_and_the_dashboard(visit, library, artefacts, code, size):
    page = visit(code, viewport=SIZES[size])
    page.goto("/desk/imports")
    file = {"name": "chats.jsonl", "mimeType": "application/json", "buffer": chat(code)}
    page.set_input_files("#files", file)
    page.click("form.upload button.primary")
    page.wait_for_url("**/desk/imports/*")
    sweep(library)
    page.reload()
    page.click("a.button.primary")
    page.screenshot(path=artefacts / f"manager-queue-{code}-{size}.png", full_page=True)
    with library.database.reading() as session:
        newest = session.query(Article).order_by(Article.id.desc()).first().id
    page.goto(f"/desk/articles/{newest}")
    expect(page.locator(".evidence mark").first).to_be_attached()
    page.locator(".proven").first.hover()
    expect(page.locator(".lit").nth(1)).to_be_attached()  # both sides light up
    page.screenshot(path=artefacts / f"manager-draft-{code}-{size}.png", full_page=True)
    page.click(f"a[href='/desk/articles/{newest}/edit']")
    page.fill("#resolution", "!")
    page.wait_for_selector(".proof-broken")
    page.screenshot(path=artefacts / f"manager-edit-{code}-{size}.png", full_page=True)
    page.goto(f"/desk/articles/{newest}")
    page.click("button[value=published]")
    expect(page.locator("[role=status]")).to_be_visible()
    page.goto("/desk/dashboard")
    page.screenshot(path=artefacts / f"manager-dashboard-{code}-{size}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    with library.database.reading() as session:
        assert articles.get(session, newest).status == "published"


def test_without_scripts_many_are_decided_and_a_preview_is_one_button_away(visit, shop, library):
    page = visit(java_script_enabled=False)
    page.check(f"#article-{shop.draft}")
    page.click("button[value=publish]")
    expect(page.locator("main")).to_contain_text("This happens to 1 article")
    page.click("button.primary")
    expect(page.locator("[role=status]")).to_contain_text("Articles changed: 1.")
    page.goto(f"/desk/articles/{shop.draft}/edit")
    page.fill("#resolution", "Something else.")
    page.click("button[formaction='/desk/preview']")
    expect(page.locator(".proof-broken")).to_have_count(2)
    assert page.input_value("#resolution") == "Something else."
    with library.database.reading() as session:
        assert session.query(Revision).filter_by(article_id=shop.draft).count() == 1
        assert remarks.of_article(session, shop.draft) == []


def test_a_topic_is_dragged_below_another_and_moved_by_keyboard(visit, library):
    page = visit(viewport=SIZES["desktop"])
    page.goto("/desk/categories")
    with library.database.reading() as session:
        ids = {one.name: one.category_id for one in arranging.tree(session)}
    box = page.locator(f"#category-{ids['配送']}").bounding_box()
    handle = page.locator(f"#category-{ids['Returns']} .handle")
    start = handle.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 20, steps=5)
    page.mouse.move(box["x"] + 80, box["y"] + 45, steps=5)
    page.mouse.up()
    page.wait_for_selector(f"#category-{ids['Returns']}[data-parent='{ids['配送']}']")
    button = page.locator("button[value=down]:not([disabled])").first
    button.focus()
    before = page.locator("[data-category]").first.get_attribute("data-category")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => document.querySelector('[data-category]').dataset.category !== before", arg=before
    )


def test_a_translation_is_linked_by_keyboard_alone_without_scripts(visit, shop):
    page = visit("fa", java_script_enabled=False)
    page.goto(f"/desk/articles/{shop.returns}/translations")
    page.focus("#find")
    page.keyboard.type("رمز")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=*")
    page.focus(f"input[value='{shop.password}']")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".linked a[href='/desk/articles/{shop.password}']")
    page.focus(".linked button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".linked", state="detached")


def test_what_synonyms_touch_is_looked_at_without_scripts(visit, shop):
    page = visit(java_script_enabled=False)
    page.goto("/desk/synonyms")
    page.fill("#words", "parcel\nconsignment")
    page.click("main button[name=preview]")
    expect(page.locator(f".touched a[href='/desk/articles/{shop.returns}']")).to_be_visible()
    page.click("main button.primary")
    assert page.locator("h2.words").inner_text() == "parcel = consignment"


@pytest.mark.parametrize("code", CHATS)
def test_the_navigation_leaves_a_phones_first_screen_to_the_page(visit, code):
    page = visit(code, viewport=SIZES["phone"])
    for path in ("/desk", "/desk/synonyms"):
        page.goto(path)
        assert page.locator("header.top").bounding_box()["height"] < SIZES["phone"]["height"] / 3, path
        box = page.locator(".subnav [aria-current]").bounding_box()
        assert box["x"] >= 0, "the open page is in sight"
        assert box["x"] + box["width"] <= SIZES["phone"]["width"]


@pytest.mark.parametrize("code", CHATS)
def test_no_desk_page_is_wider_than_a_small_phone(visit, shop, code):
    page = visit(code, viewport=SIZES["phone"], color_scheme="dark")
    draft = f"/desk/articles/{shop.draft}"
    pages = (
        "",
        "/dashboard",
        "/inbox",
        "/categories",
        "/fixed",
        "/gaps",
        "/imports",
        "/profile",
        "/synonyms",
    )
    for path in [f"/desk{one}" for one in pages] + [
        f"{draft}/{one}" for one in ("edit", "merge", "compare", "translations")
    ]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"], path


def test_a_phone_shows_lists_without_scrolling_sideways(visit, library, tmp_path):
    """Rows become cards there, each value behind the name of its column."""
    (tmp_path / "a-file-with-a-long-name.jsonl").write_bytes(chat("fa") + b"\n{nonsense")
    made = pipeline.enqueue(library, [tmp_path / "a-file-with-a-long-name.jsonl"])
    sweep(library)
    page = visit("fa", viewport=SIZES["phone"])
    for path in ("", "/imports", f"/imports/{made}?outcome=failed"):
        page.goto(f"/desk{path}")
        frame = page.locator(".table-frame").first
        assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth"), path
        named = "cell => [cell.checkVisibility(), getComputedStyle(cell, '::before').content]"
        shown, name = frame.locator("td[data-label]").first.evaluate(named)
        assert shown, path
        assert any(letter in name for letter in "ابپتر"), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_of_the_desk_stands_out_from_its_background(visit, shop, scheme):
    page = visit(viewport=SIZES["desktop"], color_scheme=scheme)
    draft = f"/desk/articles/{shop.draft}"
    for path in (
        "/desk/dashboard",
        "/desk/inbox",
        "/desk/categories",
        "/desk/fixed",
        "/desk/synonyms",
        f"{draft}/translations",
        f"{draft}/edit",
        f"{draft}/merge",
    ):
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], path
