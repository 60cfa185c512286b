"""Search, answers and feedback over HTTP: the contract's shapes, exactly."""

from __future__ import annotations

import json

import pytest

from assistant import pipeline
from web import schemas, shapes

HIT = {"article_id", "external_id", "title", "language", "audience", "url", "score", "passage"}
ANSWER = {"answer", "abstained", "confidence", "reason", "language", "sentences", "citations", "answer_id"}
CITATION = {"number", "article_id", "external_id", "title", "url", "revision", "quote"}


def test_search(client, shop):
    answer = client.post("/api/v1/search", json={"question": "return a parcel", "limit": 2})
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {"hits", "degraded"}
    assert body["degraded"] is False
    first = body["hits"][0]
    assert first.keys() == HIT
    assert (first["article_id"], first["external_id"], first["audience"]) == (
        shop.returns,
        "returns",
        "public",
    )
    assert first["url"] == f"http://127.0.0.1:8000/en/articles/{shop.returns}-how-do-i-return-a-parcel"
    assert 0 <= first["score"] <= 1
    assert len(body["hits"]) <= 2


def test_search_in_one_category(client, shop):
    found = client.post("/api/v1/search", json={"question": "return a parcel", "category": "配送"}).json()
    assert [hit["article_id"] for hit in found["hits"]] == [shop.delivery]


def test_every_sentence_of_an_answer_is_cited(client):
    body = client.post(
        "/api/v1/ask", json={"question": "چطور رمز عبورم را عوض کنم؟", "language": "fa"}
    ).json()
    assert body.keys() == ANSWER
    assert body["abstained"] is False
    assert body["language"] == "fa"
    numbers = {citation["number"] for citation in body["citations"]}
    for sentence in body["sentences"]:
        assert sentence.keys() == {"text", "citations"}
        assert sentence["citations"]
        assert set(sentence["citations"]) <= numbers
    for citation in body["citations"]:
        assert citation.keys() == CITATION
        article = client.get(f"/api/v1/articles/{citation['article_id']}").json()
        assert citation["revision"] == article["revision"]
        assert citation["quote"] in article["resolution"]


def test_an_abstention_has_its_reason(client):
    body = client.post("/api/v1/ask", json={"question": "Who won the chess championship in 1972?"}).json()
    assert (body["answer"], body["abstained"], body["sentences"], body["citations"]) == (None, True, [], [])
    assert body["reason"] in {"nothing_found", "not_sure"}


def test_an_answer_comes_as_events_when_asked_for(client):
    asked = {"question": "How do I return a parcel?"}
    response = client.post("/api/v1/ask", json=asked, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [
        (
            event.split("\n")[0].removeprefix("event: "),
            json.loads(event.split("\n")[1].removeprefix("data: ")),
        )
        for event in response.text.strip().split("\n\n")
    ]
    names = [name for name, _ in events]
    assert names[-1] == "done"
    assert names.count("done") == 1
    whole = events[-1][1]
    assert [data for name, data in events if name == "sentence"] == whole["sentences"]
    assert [data for name, data in events if name == "citation"] == whole["citations"]
    seen = set()
    for name, data in events[:-1]:
        if name == "citation":
            seen.add(data["number"])
        else:
            assert set(data["citations"]) <= seen
    plain = client.post("/api/v1/ask", json=asked).json()
    assert {**plain, "answer_id": 0} == {**whole, "answer_id": 0}


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"question": " "}, "question-empty", "empty"),
        ({"question": "x" * 3000}, "question-too-long", "3000 characters"),
        ({"question": "hi", "language": "not a language"}, "language-unknown", "language code"),
        ({"question": "hi", "audience": "everybody"}, "request-invalid", "audience"),
        ({"question": "hi", "questoin": 1}, "request-invalid", "questoin"),
        ({}, "request-invalid", "question"),
        ({"question": None}, "request-invalid", "question"),
        ([], "request-invalid", "body"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/ask"])
def test_a_request_that_cannot_be_used_is_a_problem_document(client, path, body, code, words):
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/api/docs#{code}"
    assert problem["status"] == 422
    assert problem["title"].startswith("Unprocessable")
    assert words in problem["detail"]


def test_what_is_no_json_is_a_problem_document_too(client):
    answer = client.post("/api/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/api/docs#request-invalid"
    assert client.get("/api/v1/ask").status_code == 405
    assert client.get("/api/v1/nothing").json()["status"] == 404


def test_feedback_about_an_answer_and_an_article(client, library, shop):
    answer_id = client.post("/api/v1/ask", json={"question": "How do I return a parcel?"}).json()["answer_id"]
    assert client.post("/api/v1/feedback", json={"answer_id": answer_id, "helpful": True}).status_code == 204
    given = {"article_id": shop.returns, "helpful": False, "comment": "too short"}
    assert client.post("/api/v1/feedback", json=given).status_code == 204
    assert client.post("/api/v1/feedback", json={"answer_id": 999, "helpful": True}).status_code == 404
    for wrong in ({"helpful": True}, {"helpful": True, "answer_id": 1, "article_id": 1}):
        assert (
            "name either answer_id or article_id"
            in client.post("/api/v1/feedback", json=wrong).json()["detail"]
        )
    with library.database.reading() as session:
        from kb import articles

        assert articles.get(session, shop.returns).unhelpful == 1


def test_a_question_is_recorded_with_its_channel(client, library):
    client.post("/api/v1/ask", json={"question": "How do I return a parcel?"})
    client.get("/en/ask?q=How+do+I+return+a+parcel%3F")
    with library.database.reading() as session:
        from kb.tables import Question

        assert [asked.channel for asked in session.query(Question).order_by(Question.id)] == ["api", "portal"]


def test_the_schemas_are_the_shapes():
    assert schemas.Hit.model_fields.keys() == HIT
    assert schemas.AskResponse.model_fields.keys() == ANSWER
    assert schemas.Citation.model_fields.keys() == CITATION
    outcome = pipeline.Outcome(
        answer_id=1,
        question_id=1,
        abstained=True,
        confidence=0.5,
        reason="not_sure",
        language="en",
        sentences=(),
        citations=(),
        degraded=False,
        writer="quotes",
        related=(),
    )
    assert shapes.ask(outcome, "").keys() | {"answer_id"} == ANSWER


def test_what_to_offer_comes_only_on_request(client, shop):
    asked = {"question": "How do I return a parcel?"}
    assert "more" not in client.post("/api/v1/ask", json=asked).json()
    more = client.post("/api/v1/ask", json={**asked, "suggest": True}).json()["more"]
    assert more.keys() == {"after", "understood", "handover", "choices", "also_asked"}
    follow = {"question": "And how long?", "suggest": True, "after": more["after"]}
    assert client.post("/api/v1/ask", json=follow).json()["more"]["understood"].startswith("How do I return")
    forged = {**follow, "after": "1"}
    assert client.post("/api/v1/ask", json=forged).json()["more"]["understood"] == "And how long?"
