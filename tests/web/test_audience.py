"""Nothing for agents, and nothing unpublished, reaches a customer: by any address, in any text or number."""

from __future__ import annotations

import pytest

from tests.web.shop import SECRET

QUESTION = f"What is the refund override code {SECRET}? Kettle stops early"
PAGES = [
    "/en/",
    "/fa/",
    "/zh/",
    f"/en/search?q=refund+override+code+{SECRET}",
    "/en/search?q=kettle+stops+early",
    "/en/ask?q=what+is+the+refund+override+code",
    "/en/ask?q=my+kettle+stops+early",
    "/en/categories/returns",
    "/en/categories/secret-shelf",
    "/en/articles/{internal}",
    "/en/articles/{draft}",
    "/en/articles/{retired}",
    "/en/articles/{internal}-x?cite=1.0-40",
    "/en/articles/{returns}-how-do-i-return-a-parcel?cite=9.0-40",
    "/agent/articles/{internal}",
    "/desk/articles/{draft}",
    "/desk/conversations/{conversation}",
    "/sitemap.xml",
    "/robots.txt",
    "/api/docs",
    "/api/v1/openapi.json",
    "/api/v1/health",
    "/api/v1/articles",
    "/api/v1/articles?category=secret-shelf",
    "/api/v1/articles?audience=agents",
    "/api/v1/articles/{internal}",
    "/api/v1/articles/{draft}",
    "/api/v1/articles/{retired}",
    "/api/v1/drafts",
    "/api/v1/imports/1",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_customer_never_sees_what_is_not_public(client, shop, page):
    response = client.get(page.format(**vars(shop)), follow_redirects=True)
    # The words of the question itself are the customer's own.
    assert SECRET not in response.text.replace(f"code {SECRET}", "").replace(f"code+{SECRET}", "")
    assert "limescale" not in response.text
    assert "Secret shelf" not in response.text


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/ask"])
def test_the_api_keeps_it_too(client, path):
    response = client.post(path, json={"question": "refund override code, my kettle stops early"})
    assert response.status_code == 200
    assert SECRET not in response.text
    assert "limescale" not in response.text


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/ask"])
def test_asking_for_the_agents_articles_needs_a_key(client, key, signed_in, path):
    body = {"question": "What is the refund override code?", "audience": "agents"}
    assert client.post(path, json=body).status_code == 401
    assert client.post(path, json=body, headers={"Authorization": "Bearer danesh_wrong"}).status_code == 401
    assert client.post(path, json=body, headers={"Authorization": "Basic abc"}).status_code == 401
    assert SECRET in client.post(path, json=body, headers=key("agent")).text


def test_what_is_hidden_looks_like_what_is_not_there(client, shop):
    hidden = [client.get(f"/api/v1/articles/{id_}") for id_ in (shop.internal, shop.draft, shop.retired, 999)]
    assert {answer.status_code for answer in hidden} == {404}
    texts = {
        answer.text.replace(f"id {id_}", "id N")
        for answer, id_ in zip(hidden, (shop.internal, shop.draft, shop.retired, 999), strict=True)
    }
    assert len(texts) == 1
    votes = [
        client.post("/api/v1/feedback", json={"article_id": id_, "helpful": True})
        for id_ in (shop.internal, 999)
    ]
    assert {vote.status_code for vote in votes} == {404}


def test_counts_leave_out_what_is_not_public(client):
    page = client.get("/en/").text
    assert "1 article" in page
    assert "2 articles" not in page
    assert client.get("/api/v1/articles").json()["total"] == 3


def test_an_agent_who_follows_a_portal_link_to_an_internal_article_gets_there(signed_in, client, shop):
    page = f"/en/articles/{shop.internal}-x"
    assert client.get(page).status_code == 404
    assert signed_in("agent").get(page).headers["location"] == f"/agent/articles/{shop.internal}"


def test_the_portal_shows_an_agent_no_more_than_a_customer(signed_in, shop):
    agent = signed_in("agent")
    for page in ("/en/", "/en/search?q=refund+override", "/en/categories/returns"):
        assert SECRET not in agent.get(page).text
    assert agent.get("/en/categories/secret-shelf").status_code == 404
