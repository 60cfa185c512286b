"""Articles and drafts over HTTP."""

from __future__ import annotations

import pytest

from web import schemas

BODY = {"title": "How do I pay?", "resolution": "By **card**.", "language": "en"}


@pytest.fixture
def manager(key):
    return key("manager")


def test_a_customer_lists_and_reads_what_is_public(client, shop):
    listed = client.get("/api/v1/articles?language=fa").json()
    assert [article["id"] for article in listed["articles"]] == [shop.password]
    one = client.get(f"/api/v1/articles/{shop.returns}").json()
    assert one.keys() == schemas.ArticleResponse.model_fields.keys()
    assert "**30 days**" in one["resolution"]
    assert client.get("/api/v1/articles?category=returns").json()["total"] == 1


def test_a_manager_writes_edits_publishes_and_retires(client, manager):
    made = client.post(
        "/api/v1/articles", json={**BODY, "variants": ["payment?"], "external_id": "pay"}, headers=manager
    )
    assert made.status_code == 201
    assert made.json() == {"id": 7, "status": "draft", "revision": 1, "published_revision": None}
    place = "/api/v1/articles/7"
    assert client.get(place).status_code == 404
    published = client.post(f"{place}/publish?revision=1", headers=manager).json()
    assert (published["status"], published["published_revision"]) == ("published", 1)
    assert client.get(place).json()["external_id"] == "pay"
    assert client.post("/api/v1/search", json={"question": "payment?"}).json()["hits"][0]["article_id"] == 7

    edit = {"title": "How do I pay?", "resolution": "By card or cash.", "expected": 1, "note": "cash too"}
    assert client.put(place, json=edit, headers=manager).json()["revision"] == 2
    assert "cash" not in client.get(place).json()["resolution"]
    assert client.put(place, json=edit, headers=manager).status_code == 409
    assert client.post(f"{place}/publish?revision=1", headers=manager).status_code == 409
    client.post(f"{place}/publish", headers=manager)
    assert "cash" in client.get(place).json()["resolution"]

    assert client.post(f"{place}/retire", headers=manager).json()["status"] == "retired"
    assert client.get(place).status_code == 404
    assert client.post(f"{place}/return", headers=manager).json()["status"] == "draft"
    wrong = client.post(f"{place}/return", headers=manager)
    assert wrong.status_code == 409
    assert wrong.json()["type"] == "/api/docs#invalid-transition"


def test_an_article_can_be_published_as_it_is_written(client, manager):
    made = client.post("/api/v1/articles", json={**BODY, "publish": True}, headers=manager).json()
    assert client.get(f"/api/v1/articles/{made['id']}").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": " "},
        {"resolution": ""},
        {"language": "Persian!"},
        {"audience": "x"},
        {"title": "x" * 301},
    ],
)
def test_an_article_that_cannot_be_used_is_refused(client, manager, change):
    assert client.post("/api/v1/articles", json={**BODY, **change}, headers=manager).status_code == 422


def test_drafts_carry_the_evidence_of_every_sentence(client, manager, shop):
    [draft] = client.get("/api/v1/drafts", headers=manager).json()["drafts"]
    assert draft.keys() == schemas.Draft.model_fields.keys()
    assert draft["id"] == shop.draft
    assert draft["conversations"] == ["thread-1"]
    assert draft["variants"] == ["my kettle stops early"]
    assert [(proof["field"], proof["message_id"]) for proof in draft["evidence"]] == [
        ("issue", "m1"),
        ("resolution", "m2"),
        ("resolution", "m2"),
    ]
    assert client.get(f"/api/v1/drafts/{shop.draft}", headers=manager).json() == draft
    assert (
        client.post(f"/api/v1/drafts/{shop.draft}/publish", headers=manager).json()["status"] == "published"
    )
    assert client.get("/api/v1/drafts", headers=manager).json() == {"drafts": []}
