"""What people also asked: questions of a manager's, or of several visitors; never one customer's words."""

from __future__ import annotations

import pytest

from assistant import also_asked
from kb import articles, indexing
from kb.content import Content, Draft, Labels, Phrasing
from kb.tables import Question
from kb.usage import questions
from web.portal import followups

PAGE = "/en/articles/{}"
TEXT = "You get the refund for a parcel within 5 working days; it takes longer by bank transfer."


@pytest.fixture
def refund(library, shop):
    """A second article near that about returning a parcel."""
    labels = Labels("en", "public", "Returns")
    with library.database.session() as session:
        made = articles.create(session, Draft(Content("When do I get my refund for a parcel?", TEXT), labels))
        articles.publish(session, made)
    indexing.sync(library)
    return made.id


def ask(library, text, visit, *, abstained=False, article=0, audience="public", understood=""):
    key = library.settings.signing_key().encode()
    citations = [] if abstained else [{"article_id": article}]
    kept = questions.Record(
        text=text,
        language="en",
        audience=audience,
        channel="portal",
        abstained=abstained,
        confidence=1.0,
        reason="",
        writer="quotes",
        degraded=False,
        sentences=[],
        citations=citations,
        milliseconds=1.0,
        understood=understood,
        conversation=questions.conversation_of(visit, "portal", key),
    )
    with library.database.session() as session:
        questions.record(session, kept)


def near(library, article):
    also_asked._kept.clear()
    with library.database.reading() as session:
        return [text for text, _ in also_asked.near(library, session, [article], "public", "en")]


def test_what_three_visits_asked_is_shown_and_two_is_not(library, refund):
    for visit in ("one", "two", "two"):
        ask(library, "How long for a refund by bank transfer?", visit, article=refund)
    assert near(library, refund) == []
    ask(library, "how long for a refund by bank transfer", "three", article=refund)
    ask(library, "How long for a refund by bank transfer??", "four", article=refund)
    assert near(library, refund) == ["How long for a refund by bank transfer??"]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("How long for a refund, you rotten thieves?", {}),
        ("Is the refund for [name 1] within 5 days?", {}),
        ("Visit casino.example for a refund?", {}),
        ("How long for a refund?", {"abstained": True}),
        ("How long for a refund?", {"audience": "agents"}),
        ("How long?", {"understood": "refund: How long?"}),
    ],
)
def test_what_may_not_be_shown_is_not(library, refund, text, changes):
    for visit in ("one", "two", "three", "four"):
        ask(library, text, visit, article=refund, **changes)
    assert near(library, refund) == []


def test_questions_of_unknown_visits_do_not_count(library, refund):
    for _ in range(5):
        ask(library, "How long for a refund by bank transfer?", "", article=refund)
    assert near(library, refund) == []


def test_a_managers_phrasing_is_shown_and_a_customers_is_not(library, shop, refund):
    with library.database.session() as session:
        found = articles.get(session, refund)
        articles.add_phrasing(session, found, Phrasing("Money back?", "en", shop.conversation))
    assert near(library, refund) == []
    with library.database.session() as session:
        found = articles.get(session, refund)
        articles.add_phrasing(session, found, Phrasing("Where is the money for my parcel?", "en"))
    assert near(library, refund) == ["Where is the money for my parcel?"]


def test_it_stands_beside_an_article_and_comes_with_an_answer(client, library, shop, refund):
    for visit in ("one", "two", "three"):
        ask(library, "Is a refund by bank transfer within 5 days?", visit, article=refund)
    also_asked._kept.clear()
    page = client.get(PAGE.format(f"{shop.returns}-how-do-i-return-a-parcel")).text
    assert "People also asked" in page
    assert "Is a refund by bank transfer within 5 days?" in page
    asked = {"question": "How do I return a parcel?", "suggest": True}
    more = client.post("/api/v1/ask", json=asked).json()["more"]
    assert [one["title"] for one in more["also_asked"]] == ["Is a refund by bank transfer within 5 days?"]


def test_a_browsers_questions_belong_together_once_it_is_known(client, library):
    client.get("/en/ask?q=How do I return a parcel?")
    for _ in range(2):
        client.get("/en/ask?q=How do I return a parcel?")
    with library.database.reading() as session:
        kept = [one.conversation for one in session.query(Question).order_by(Question.id)]
    assert kept[0] == ""
    assert kept[1] == kept[2] != ""
    assert followups.question(library, kept[1]) is None
