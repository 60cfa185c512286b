"""What strangers write runs in nobody's browser: every way in, every room, a real Chromium.

Not one script runs, the policy has nothing to stop, and no element holds an event or an address that would run when
somebody presses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest

from ingest import pipeline
from kb import indexing
from kb.access import invitations, people
from kb.desk import waiting
from kb.usage import handovers, questions
from kb.usage.handovers import Asking
from tests.web.payloads import PAYLOADS
from tests.web.shop import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRAP = """
window.__stopped = [];
document.addEventListener("securitypolicyviolation", (event) => window.__stopped.push(
    event.effectiveDirective + " " + event.blockedURI));
"""
# What would run, or would run when pressed. Our own scripts are files with a version.
LOOK = r"""() => {
  const found = [...window.__stopped.map((what) => "policy: " + what)];
  if (window.__xss) found.push("it ran");
  for (const one of document.querySelectorAll("*")) {
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "MATH", "PORTAL"].includes(one.tagName.toUpperCase()))
      found.push(one.outerHTML.slice(0, 200));
    for (const {name, value} of one.attributes) {
      const address = ["href", "xlink:href", "src", "action", "formaction", "data", "srcdoc"].includes(name);
      if (name.startsWith("on") || (address && /^[\s\x00-\x20]*(javascript|vbscript|data:text)/i.test(value)))
        found.push(one.outerHTML.slice(0, 200));
    }
  }
  for (const one of document.querySelectorAll("script"))
    if (!(String(one.src).startsWith(location.origin + "/static/") || one.type === "application/ld+json"))
      found.push(one.outerHTML.slice(0, 200));
  return found;
}"""


def batches(size: int) -> list[tuple[str, ...]]:
    return [PAYLOADS[at : at + size] for at in range(0, len(PAYLOADS), size)]


def mail(number: int, some: tuple[str, ...]) -> bytes:
    message = EmailMessage()
    plain = " ".join(some[0].split())
    message["From"] = f'"{plain[:60].translate({34: 39, 92: 47})}" <customer{number}@example.com>'
    message["To"] = "help@shop.example"
    message["Subject"] = plain[:300]
    message["Message-ID"] = f"<{number}@example.com>"
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    message.set_content("My kettle does not work, what can I do?\n\n" + "\n\n".join(some))
    message.add_alternative("<p>My kettle does not work.</p>" + "<p>".join(some), subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="x", filename=plain[:80])
    return message.as_bytes()


@pytest.fixture
def written(library, tmp_path, shop) -> list[str]:
    """Put every payload into everything that strangers write; return the pages that show it."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number, some in enumerate(batches(12)):
        (folder / f"{number}.eml").write_bytes(mail(number, some))
    rows = [
        {
            "id": f"faq{number}",
            "question": f"{' '.join(some[0].split())} kettle {number}?",
            "answer": "\n\n".join(some),
            "category": " ".join(some[1].split())[:80],
            "tags": [some[2]],
            "variants": [some[3]],
            "language": "en",
        }
        for number, some in enumerate(batches(6)[:-1])
    ]
    chats = [
        {
            "id": some[0], "channel": "chat", "subject": some[0],
            "messages": [
                {"role": "customer", "author": some[1], "text": "How do I clean it? " + " ".join(some)},
                {"role": "agent", "author": some[2], "text": "Rinse it with vinegar. " + " ".join(some)},
            ],
        }
        for some in batches(12)[:-1]
    ]  # fmt: skip
    faq, chat = tmp_path / "faq.jsonl", tmp_path / "<img src=x onerror=window.__xss=1>.jsonl"
    faq.write_text("".join(json.dumps(row) + "\n" for row in rows))
    chat.write_text(
        "".join(json.dumps(row) + "\n" for row in chats) + '{"id": <script>window.__xss=1</script>'
    )
    imported = [
        pipeline.run(library, pipeline.enqueue(library, [path], publish=path == faq))
        for path in (faq, folder, chat)
    ]
    with library.database.session() as session:
        member = people.by_address(session, "admin@shop.example")
        people.describe(session, member.id, name=PAYLOADS[0] + PAYLOADS[65], language="en")
        for number, payload in enumerate(PAYLOADS[:6]):
            invitations.invite(session, email=f"i{number}@shop.example", name=payload, role="agent")
        for some in batches(12)[:4]:
            asking = Asking(
                contact="a@b.example", name=some[0], message="\n".join(some), reason="other", language="en"
            )
            handovers.create(session, asking, secret=b"x")
            questions.add_feedback(session, article_id=shop.returns, helpful=False, comment=" ".join(some))
        drafts = [row.article_id for row in waiting.queue(session, "draft").rows]
    indexing.sync(library)
    return [
        "/desk", "/desk?tab=published", "/desk/imports", *(f"/desk/imports/{one}" for one in imported), "/desk/gaps",
        "/desk/team", "/desk/team/invitations", "/account",
        *(f"/desk/articles/{one}" for one in drafts), *(f"/desk/articles/{one}/edit" for one in drafts[:3]),
        *(f"/desk/conversations/{number}" for number in range(2, 14)), "/agent/tickets",
    ]  # fmt: skip


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    context = chromium.new_context(base_url=address)
    context.add_init_script(TRAP)
    opened = context.new_page()
    opened.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError(dialog.message)))
    yield opened
    context.close()


def look(page: Any, path: str) -> list[str]:
    answer = page.goto(path, wait_until="load")
    assert answer is None or answer.status < 500, path
    return [f"{path}: {one}" for one in page.evaluate(LOOK)]


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100


def test_nothing_that_was_written_runs(written, page):
    found = look(page, "/en/") + look(page, "/en/categories")
    addresses = page.goto("/sitemap.xml").text()
    for path in addresses.split("<loc>")[1:]:
        found += look(page, "/" + path.partition("</loc>")[0].split("/", 3)[3])
    page.goto("/account/sign-in")
    page.fill("#email", "admin@shop.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    for path in written:
        found += look(page, path)
    for some in batches(30):
        page.goto("/agent")
        page.fill("#q", "From: a@b.example\nSubject: " + some[0] + "\n\nMy kettle stops. " + "\n".join(some))
        page.click("button[value=reply]")
        found += [f"ticket: {one}" for one in page.evaluate(LOOK)]
    assert not found


@pytest.mark.parametrize("place", ["/en/search?q=", "/fa/ask?q=", "/zh/contact?question="])
def test_nothing_that_is_asked_runs(page, place):
    found = []
    for some in batches(8):
        found += look(page, place + quote("return a parcel " + " ".join(some)[:900]))
    assert not found


def test_the_trap_would_see_them(page):
    seen = 0
    for payload in PAYLOADS[:66]:
        page.goto("/robots.txt")
        page.evaluate("(text) => { document.documentElement.innerHTML = text }", payload)
        seen += bool(page.evaluate(LOOK.replace("window.__stopped", "(window.__stopped || [])")))
    assert seen >= 50
