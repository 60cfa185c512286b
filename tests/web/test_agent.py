"""The agents' page."""

from __future__ import annotations

from tests.web.shop import SECRET


def test_a_reply_to_copy_with_the_customers_link(signed_in, shop):
    page = signed_in("agent").get("/agent", params={"q": "How do I return a parcel?"}).text
    reply = page.partition("data-select>")[2].partition("</textarea>")[0]
    assert "30 days" in reply
    assert f"http://127.0.0.1:8000/en/articles/{shop.returns}-how-do-i-return-a-parcel" in reply
    assert "**" not in reply


def test_internal_articles_are_found_and_marked_but_their_links_are_not_sent(signed_in, shop):
    page = signed_in("agent").get("/agent", params={"q": f"What is the refund override code {SECRET}?"}).text
    assert "rests on internal articles" in page
    assert f"/agent/articles/{shop.internal}" in page
    reply = page.partition("data-select>")[2].partition("</textarea>")[0]
    assert "http" not in reply


def test_a_reply_can_be_drawn_from_public_articles_only(signed_in):
    question = {"q": "What is the refund override code?", "audience": "public"}
    page = signed_in("agent").get("/agent", params=question).text
    assert SECRET not in page


def test_articles_only_asks_nothing(signed_in, library):
    page = signed_in("agent").get("/agent", params={"q": "return a parcel", "mode": "articles"}).text
    assert "How do I return a parcel?" in page
    assert 'id="reply"' not in page
    with library.database.reading() as session:
        from kb.tables import Question

        assert session.query(Question).count() == 0


def test_an_agent_reads_both_kinds_of_article(signed_in, shop):
    agent = signed_in("agent")
    internal = agent.get(f"/agent/articles/{shop.internal}").text
    assert SECRET in internal
    assert "Customers cannot see this article" in internal
    assert "data-copy" not in internal
    assert "Link for the customer" in agent.get(f"/agent/articles/{shop.returns}").text
    for hidden in (shop.draft, shop.retired, 999):
        assert agent.get(f"/agent/articles/{hidden}").status_code == 404


def test_what_is_not_known_is_said(signed_in):
    page = signed_in("agent").get("/agent", params={"q": "Who won the chess championship in 1972?"}).text
    assert "noted for the knowledge managers" in page
    assert 'id="reply"' not in page


def test_a_question_that_cannot_be_used_is_said(signed_in):
    answer = signed_in("agent").get("/agent", params={"q": "why " * 1000})
    assert answer.status_code == 422
    assert "too long" in answer.text
