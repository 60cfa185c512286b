"""A conversation over the API: follow-ups without a name, repetition, and silence once a person has it."""

from __future__ import annotations

import json

import pytest

from kb.tables import Question
from kb.usage import handovers

TOKEN = "a-token-nobody-guesses"
CONTRACT = {"answer", "abstained", "confidence", "reason", "language", "sentences", "citations", "answer_id"}


def ask(client, question, headers=None, **more):
    answer = client.post(
        "/api/v1/ask", json={"question": question, "suggest": True, **more}, headers=headers or {}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def hand_over(client, headers=None, **more):
    case = {"contact": "sara@web.example", "conversation": TOKEN, **more}
    return client.post("/api/v1/hand-overs", json=case, headers=headers or {}).status_code


def test_a_conversation_needs_no_name_for_its_follow_ups(client):
    ask(client, "How do I return a parcel?", conversation=TOKEN)
    second = ask(client, "And how long?", conversation=TOKEN)
    assert second["more"]["understood"].startswith("How do I return a parcel")
    again = ask(client, "and how long", conversation=TOKEN)
    assert not again["abstained"]
    other = ask(client, "And how long?", conversation="another-token-of-theirs")
    assert other["more"]["understood"] == "And how long?"


def test_the_same_question_once_more_offers_a_person(client):
    ask(client, "How do I return a parcel?", conversation=TOKEN)
    again = ask(client, "how do I return a parcel", conversation=TOKEN)
    assert (again["abstained"], again["more"]["handover"]) == (False, "repeated")


def test_nobody_is_talked_over(client, library):
    ask(client, "How do I return a parcel?", conversation=TOKEN)
    assert hand_over(client, message="My number is 0912 345 6789", reason="angry") == 204
    silent = ask(client, "Anybody there? Write to me@web.example", conversation=TOKEN)
    assert silent.keys() == CONTRACT
    assert (silent["answer"], silent["abstained"], silent["reason"]) == (None, True, "with_a_person")
    assert silent["answer_id"] is None
    with library.database.reading() as session:
        assert session.query(Question).count() == 1
        [kept] = handovers.listing(session).rows
        assert (kept.channel, kept.reason) == ("api", "angry")
        assert "0912" not in kept.message
        assert TOKEN not in repr(kept)
        said = [turn.text for turn in kept.turns]
    assert said[0] == "How do I return a parcel?"
    assert said[-1].startswith("Anybody there?")
    assert "me@web" not in said[-1]
    assert not ask(client, "How do I return a parcel?", conversation="another-token-of-theirs")["abstained"]
    assert not ask(client, "How do I return a parcel?")["abstained"]
    with library.database.session() as session:
        handovers.close(session, kept.id, None)
    assert not ask(client, "How do I return a parcel?", conversation=TOKEN)["abstained"]


def test_a_stream_is_silent_too(client):
    assert hand_over(client) == 204
    asked = {"question": "How do I return a parcel?", "conversation": TOKEN}
    response = client.post("/api/v1/ask", json=asked, headers={"Accept": "text/event-stream"})
    [event] = response.text.strip().split("\n\n")
    assert event.startswith("event: done\n")
    assert json.loads(event.partition("data: ")[2])["reason"] == "with_a_person"


def test_what_a_program_started_nobody_without_its_key_comes_to(client, key):
    ask(client, "How do I return a parcel?", conversation=TOKEN, headers=key("agent"))
    assert ask(client, "And how long?", conversation=TOKEN)["more"]["understood"] == "And how long?"
    assert hand_over(client) == 204
    still = ask(client, "And how long?", conversation=TOKEN, headers=key("agent"))
    assert still["reason"] != "with_a_person"


@pytest.mark.parametrize("token", ["short", "x" * 101, 5])
def test_a_token_that_can_be_guessed_is_refused(client, token):
    asked = {"question": "How do I return a parcel?", "conversation": token}
    assert client.post("/api/v1/ask", json=asked).status_code == 422


def test_a_contact_nobody_can_reach_is_refused(client):
    assert hand_over(client, contact="nobody") == 422


def test_a_search_is_narrowed_down_by_every_filter(client, shop):
    def found(**only):
        asked = {"question": "parcel", **only}
        return {hit["article_id"] for hit in client.post("/api/v1/search", json=asked).json().get("hits", ())}

    assert found(written_in="zh") == {shop.delivery}
    assert found(category="Returns") == {shop.returns}
    assert found(tags=["none"]) == found(product="none") == found(segment="none") == set()
    asked = {"question": "How do I return a parcel?", "product": "none"}
    assert client.post("/api/v1/ask", json=asked).json()["reason"] == "nothing_found"
    assert client.post("/api/v1/search", json={"question": "x", "written_in": "Klingon!"}).status_code == 422
