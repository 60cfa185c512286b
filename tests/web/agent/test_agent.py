"""The agent workspace: paste, reply, reuse, flag, capture; and the same over the API."""

from __future__ import annotations

import re

import pytest

from kb.desk import flags
from kb.tables import Conversation, Flag, Question, Reuse, SentReply
from kb.usage import reuse
from tests.web.shop import SECRET, send

MAIL = """From: Sara Miller <sara@web.example>
To: help@shop.example
Subject: Sending something back
Message-ID: <a1@web.example>
Date: Mon, 4 Nov 2024 10:00:00 +0000

Hello,

the shoes are too small. How do I return a parcel?

Best regards,
Sara Miller
+49 151 23456789

> old words that were quoted
"""
NEEDS = "My order has not arrived. Where is my parcel?"


def reply_of(page: str) -> str:
    return re.search(r'<textarea id="reply"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]


def paste(browser, text, *, follow=True):
    return send(browser, "/agent", {"q": text}, page="/agent", follow_redirects=follow)


def test_a_reply_to_edit_with_the_customers_link(signed_in, shop):
    page = signed_in("agent").get("/agent", params={"q": "How do I return a parcel?"}).text
    reply = reply_of(page)
    assert reply.startswith("Hello, thank you for writing to us.")
    assert "30 days" in reply
    assert f"http://127.0.0.1:8000/en/articles/{shop.returns}-how-do-i-return-a-parcel" in reply
    assert "**" not in reply


def test_a_pasted_mail_is_read_without_quotes_signature_and_personal_data(signed_in, library):
    page = paste(signed_in("agent"), MAIL).text
    shown = page.partition('<ol class="conversation"')[2].partition("</ol>")[0]
    assert "too small" in shown
    assert not re.search("Sara|Miller|web.example|23456789|quoted", shown)
    assert "30 days" in reply_of(page)
    with library.database.reading() as session:
        assert session.query(Conversation).count() == 1, "nothing of it is stored"
        [asked] = session.query(Question).all()
        assert "Sara" not in asked.text


@pytest.mark.parametrize(
    ("text", "greeting", "words"),
    [
        ("مشتری: سلام\nمشتری: چطور رمز عبورم را عوض کنم؟", "سلام، سپاس", "فراموشی رمز"),
        ('[{"role": "customer", "text": "配送需要多长时间？"}]', "您好", "工作日"),
    ],
)
def test_a_reply_is_in_the_customers_language(signed_in, text, greeting, words):
    reply = reply_of(paste(signed_in("agent"), text).text)
    assert reply.startswith(greeting)
    assert words in reply


def test_a_short_question_has_an_address_of_its_own(signed_in):
    answer = paste(signed_in("agent"), "How do I return a parcel?", follow=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/agent?q=How+do+I+return")


def test_what_the_customer_left_out_is_said_and_asked_for(signed_in):
    page = signed_in("agent").get("/agent", params={"q": NEEDS}).text
    assert "The customer has not said" in page
    assert "your order number" in reply_of(page)
    page = signed_in("agent").get("/agent", params={"q": NEEDS + " Order AB-12345."}).text
    assert "The customer has not said" not in page


def test_internal_articles_are_found_and_marked_but_their_links_are_not_sent(signed_in, shop):
    page = signed_in("agent").get("/agent", params={"q": f"What is the refund override code {SECRET}?"}).text
    assert "rests on internal articles" in page
    assert f"/agent/articles/{shop.internal}" in page
    assert "http" not in reply_of(page)
    hit = page.partition(f'data-article="{shop.internal}"')[2].partition("</li>")[0]
    assert 'value="link"' not in hit


def test_a_reply_can_be_drawn_from_public_articles_only(signed_in):
    question = {"q": "What is the refund override code?", "audience": "public"}
    page = signed_in("agent").get("/agent", params=question).text
    assert SECRET not in page


def test_articles_only_asks_nothing(signed_in, library):
    page = signed_in("agent").get("/agent", params={"q": "return a parcel", "mode": "articles"}).text
    assert "How do I return a parcel?" in page
    assert 'id="reply"' not in page
    with library.database.reading() as session:
        assert session.query(Question).count() == 0


def test_what_is_not_known_is_said(signed_in):
    page = signed_in("agent").get("/agent", params={"q": "Who won the chess championship in 1972?"}).text
    assert "noted for the knowledge managers" in page
    assert reply_of(page) == ""


def test_a_ticket_without_words_is_refused(signed_in):
    answer = paste(signed_in("agent"), "From: a@b.example\nSubject: \n\n> only quoted\n")
    assert answer.status_code == 422
    assert "No customer says anything" in answer.text


def test_a_stored_ticket_is_found_and_opened(signed_in, shop):
    agent = signed_in("agent")
    assert f"/agent/tickets/{shop.conversation}" in agent.get("/agent/tickets?find=limescale").text
    assert "Nothing found" in agent.get("/agent/tickets?find=unheard").text
    page = agent.get(f"/agent/tickets/{shop.conversation}").text
    assert "My kettle stops early" in page
    assert "<b>and</b>" not in page


def test_cases_solved_like_this_are_shown_masked(signed_in, shop):
    page = signed_in("agent").get("/agent", params={"q": "my kettle stops early, why?"}).text
    cases = page.partition('class="cases"')[2]
    assert f"/agent/tickets/{shop.conversation}" in cases
    assert "limescale" in cases


def test_an_agent_reads_both_kinds_of_article(signed_in, shop):
    agent = signed_in("agent")
    internal = agent.get(f"/agent/articles/{shop.internal}").text
    assert SECRET in internal
    assert "Customers cannot see this article" in internal
    assert 'data-copy="link"' not in internal
    assert "Link for the customer" in agent.get(f"/agent/articles/{shop.returns}").text
    for hidden in (shop.draft, shop.retired, 999):
        assert agent.get(f"/agent/articles/{hidden}").status_code == 404


def test_using_an_article_counts_for_all_to_see(signed_in, shop, library):
    agent = signed_in("agent")
    used = f"/agent/articles/{shop.returns}/reuse"
    assert send(agent, used, {"how": "copy"}, page="/agent").headers["location"].endswith("#copy")
    script = {"X-Danesh-Script": "yes"}
    assert send(agent, used, {"how": "link"}, page="/agent", headers=script).status_code == 204
    assert send(agent, used, {"how": "eat"}, page="/agent").status_code == 422
    hidden = f"/agent/articles/{shop.draft}/reuse"
    assert send(agent, hidden, {"how": "copy"}, page="/agent").status_code == 404
    assert "Used in 2 replies" in agent.get(f"/agent/articles/{shop.returns}").text
    with library.database.reading() as session:
        assert {row.how for row in session.query(Reuse)} == {"copy", "link"}


def test_what_was_sent_is_kept_as_a_distance_only(signed_in, library):
    agent = signed_in("agent")
    page = agent.get("/agent", params={"q": "How do I return a parcel?"}).text
    number = re.search(r'name="answer_id" value="(\d+)"', page)[1]
    fields = {"answer_id": number, "suggested": "Take it  back.", "text": "Take it black."}
    assert send(agent, "/agent/replies", fields, page="/agent").status_code == 303
    with library.database.reading() as session:
        [kept] = session.query(SentReply).all()
        assert (kept.suggested, kept.sent, kept.distance) == (13, 14, 1)
    assert send(agent, "/agent/replies", {"answer_id": "x"}, page="/agent").status_code == 422


def test_a_flag_reaches_the_managers_masked(signed_in, shop, library):
    agent = signed_in("agent")
    fields = {"reason": "stale", "comment": "It is 20 days now, says bob@shop.example"}
    flagged = send(
        agent, f"/agent/articles/{shop.returns}/flags", fields, page="/agent", follow_redirects=True
    )
    assert "managers will look" in flagged.text
    with library.database.session() as session:
        [row] = flags.waiting(session).rows
        assert (row.reason, row.article_id, row.person) == ("stale", shop.returns, "Agent")
        assert "20 days" in row.comment
        assert "bob@" not in row.comment
        flags.close(session, row.flag_id)
        assert flags.count_waiting(session) == 0
        assert session.query(Flag).count() == 1


def test_a_note_becomes_a_draft_with_the_note_as_evidence(signed_in, library):
    agent = signed_in("agent")
    note = {
        "question": "Why does the toaster smell?",
        "text": "The first use burns off a coating.\n\nRun it **twice** empty. Ask Sara at sara@shop.example.",
    }
    answer = send(agent, "/agent/notes", note, page="/agent/notes/new", follow_redirects=True)
    assert "Saved as a draft" in answer.text
    with library.database.reading() as session:
        kept = session.query(Conversation).filter_by(channel="note").one()
        texts = {message.id: message.text for message in kept.messages}
        from kb import articles
        from kb.desk import review

        [article] = articles.of_conversation(session, kept.id)
        assert (article.status, article.audience) == ("draft", "agents")
        found = review.dossier(session, article.id)
    assert found.content.title == "Why does the toaster smell?"
    assert "sara@" not in found.content.resolution
    assert len([proof for proof in found.proofs if proof.field == "resolution"]) == 3
    for proof in found.proofs:
        assert texts[proof.message.message_id][proof.start : proof.end] == proof.quote
    assert found.history[0].author == "Agent"


def test_an_empty_note_keeps_what_was_typed(signed_in):
    answer = send(signed_in("agent"), "/agent/notes", {"question": "Why?"}, page="/agent/notes/new")
    assert answer.status_code == 422
    assert 'value="Why?"' in answer.text


def test_tickets_and_notes_cannot_inject_markup(signed_in, shop):
    agent = signed_in("agent")
    attack = (
        '"><script>alert(1)</script><img src=x onerror=alert(1)> How do I return a parcel?\n\'"--></textarea>'
    )
    page = paste(agent, f"Subject: {attack}\n{attack}\nHow do I return a parcel?").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("</textarea>") == page.count("<textarea")
    page = send(agent, "/agent/notes", {"question": attack, "text": ""}, page="/agent/notes/new").text
    assert "<script>alert" not in page


def test_the_api_helps_and_takes_back_what_was_sent(client, key, shop, library):
    agent = key("agent")
    found = client.post("/api/v1/assist", json={"text": MAIL}, headers=agent).json()
    assert found["language"] == "en"
    assert found["question"] == "How do I return a parcel?"
    assert "30 days" in found["reply"]
    assert found["hits"][0]["article_id"] == shop.returns
    assert found["answer"]["citations"]
    assert found["missing"] == []
    number = found["answer"]["answer_id"]
    body = {"suggested": found["reply"], "text": found["reply"] + "\n"}
    sent = client.post(f"/api/v1/assist/{number}/sent", json=body, headers=agent).json()
    assert sent == {"answer_id": number, "distance": 0, "kept": 1.0}
    assert client.post("/api/v1/assist/999/sent", json=body, headers=agent).status_code == 404
    assert client.post("/api/v1/assist", json={"text": MAIL}).status_code == 401
    with library.database.reading() as session:
        from datetime import UTC, datetime

        assert reuse.edited(session, datetime(2020, 1, 1, tzinfo=UTC)) == reuse.Edited(1, 1, 1.0)
