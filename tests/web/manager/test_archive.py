"""The desk's pages about an archive: gaps, profile, and a conversation masked and as it was written."""

from __future__ import annotations

import json

import pytest

from kb.archive import conversations
from kb.archive.conversations import Incoming, Opening
from kb.desk import masked
from kb.usage import questions
from tests.web.shop import CSRF, send
from web.manager.profiling import chart
from web.manager.unmasking import marked

SECRET = "nora@x.example"


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


@pytest.fixture
def thread(library):
    with library.database.session() as session:
        made = conversations.start(session, Opening("raw-1", "a.jsonl", "chat", language="en"))
        conversations.append(session, made, Incoming("raw-1/1", f"<b>Mail me</b>: {SECRET}", author="Nora"))
        made.messages[0].text = "<b>Mail me</b>: [email 1]"
        masked.note(session, made, {"email": 1})
        questions.note_open(session, made.id, "Where is the spare key?", "en", None)
        return made.id


def test_a_conversation_shows_what_was_masked_and_no_more(manager, thread):
    page = manager.get(f"/desk/conversations/{thread}").text
    assert '<span class="masked">[email 1]</span>' in page
    assert "&lt;b&gt;Mail me&lt;/b&gt;" in page
    assert "E-mail addresses 1" in page
    assert SECRET not in page


def test_looking_at_what_was_written_is_noted(manager, thread):
    address = f"/desk/conversations/{thread}"
    shown = send(manager, f"{address}/raw", {}, page=address)
    assert SECRET in shown.text
    assert "has been noted" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "Seen as it was written by" in manager.get(address).text


def test_only_managers_and_only_by_form(manager, signed_in, client, thread):
    agent = signed_in("agent")
    assert agent.get(f"/desk/conversations/{thread}").status_code == 403
    assert agent.post(f"/desk/conversations/{thread}/raw").status_code in {403, 401}
    assert manager.get(f"/desk/conversations/{thread}/raw").status_code == 405
    assert manager.post(f"/desk/conversations/{thread}/raw", data={"csrf": "wrong"}).status_code == 403
    for page in ("gaps", "profile"):
        assert agent.get(f"/desk/{page}").status_code == 403


def test_a_gap_is_listed_with_its_conversation(manager, thread):
    page = manager.get("/desk/gaps").text
    assert "Where is the spare key?" in page
    assert f"/desk/conversations/{thread}" in page
    assert "Where is the spare key?" not in manager.get("/desk/gaps?written=zh").text


@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_a_profile_of_files_that_are_sent(manager, code):
    rows = [
        {"id": f"c{at}", "channel": "chat", "messages": [
            {"role": "customer", "sent_at": f"2024-0{1 + at}-02T00:00:00Z", "author": "Nora Field",
             "text": f"My lamp flickers, case {at}, {SECRET}"},
            {"role": "agent", "sent_at": f"2024-0{1 + at}-02T01:00:00Z", "text": "Please hold the button."}]}
        for at in range(4)
    ]  # fmt: skip
    files = {"files": ("a.jsonl", "\n".join(json.dumps(row) for row in rows))}
    page = manager.post(
        f"/desk/profile?language={code}",
        data={"csrf": CSRF.search(manager.get("/desk/profile").text)[1]},
        files=files,
    ).text
    assert page.count("<title>2024-0") == 4
    assert SECRET not in page
    assert "lamp flickers" in page


def test_no_file_is_said(manager):
    assert send(manager, "/desk/profile", {}, page="/desk/profile").status_code == 422


def test_bars_are_as_high_as_their_share():
    low, high = chart([("a", 1), ("b", 4)])
    assert high.height == 4 * low.height
    assert low.top + low.height == high.top + high.height
    assert chart([]) == ()


def test_marking_escapes():
    assert marked("<i> [phone 2] & [note]") == '&lt;i&gt; <span class="masked">[phone 2]</span> &amp; [note]'
