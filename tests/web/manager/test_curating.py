"""Fixed answers on the desk: from questions to what customers are told, and back."""

from __future__ import annotations

import pytest

from kb.reading import curated
from tests.web.shop import send

PAGE = "/desk/fixed"


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def test_a_text_is_fixed_changed_and_removed(manager, library, client):
    fields = {
        "questions": "When do you open?\nOpening hours?",
        "text": "We open at **nine**.",
        "language": "en",
        "audience": "public",
    }
    assert send(manager, PAGE, fields, page=PAGE).status_code == 303
    with library.database.reading() as session:
        (fixed,) = curated.every(session)
    assert fixed.questions == ("When do you open?", "Opening hours?")
    assert "When do you open?" in manager.get(PAGE).text
    answer = client.post("/api/v1/ask", json={"question": "When do you open?"}).json()
    assert "nine" in answer["answer"]
    send(manager, f"{PAGE}/{fixed.id}", {"questions": "Hours?"}, page=PAGE)
    assert "Hours?</textarea>" in manager.get(PAGE).text
    assert send(manager, f"{PAGE}/{fixed.id}/remove", {}, page=PAGE).status_code == 303
    with library.database.reading() as session:
        assert curated.every(session) == []


def test_what_cannot_be_fixed_comes_back(manager, shop):
    missing = send(manager, PAGE, {"questions": "Why <b>?", "article": "9999"}, page=PAGE)
    assert missing.status_code == 422
    assert "There is no such article." in missing.text
    assert "Why &lt;b&gt;?" in missing.text
    neither = send(manager, PAGE, {"questions": "Why?", "article": " "}, page=PAGE)
    assert neither.status_code == 422
    assert "Please give the number of an article, or write the answer." in neither.text
    assert send(manager, PAGE, {"questions": "", "article": str(shop.returns)}, page=PAGE).status_code == 422


def test_an_article_that_is_not_published_is_said_to_answer_nothing(manager, shop):
    fields = {"questions": "Kettle?", "article": str(shop.draft)}
    assert send(manager, PAGE, fields, page=PAGE).status_code == 303
    assert "so this answers nothing" in manager.get(PAGE).text
