"""Signing in and out."""

from __future__ import annotations

import pytest

from tests.web.shop import PASSWORD, send


def test_a_wrong_password_says_no_more_than_a_wrong_address(client):
    texts = set()
    for email in ("agent@shop.example", "nobody@shop.example"):
        answer = send(client, "/account/sign-in", {"email": email, "password": "wrong password"})
        assert answer.status_code == 401
        texts.add(answer.text.replace(email, ""))
    assert len(texts) == 1
    assert "The e-mail address or the password is wrong." in texts.pop()


@pytest.mark.parametrize(("role", "room"), [("agent", "/agent"), ("manager", "/desk"), ("admin", "/desk")])
def test_everybody_comes_to_their_room(client, role, room):
    answer = send(client, "/account/sign-in", {"email": f"{role}@shop.example", "password": PASSWORD})
    assert answer.headers["location"] == room
    assert client.get("/account/sign-in").headers["location"] == room


@pytest.mark.parametrize(
    ("after", "place"),
    [
        ("/desk/articles/3", "/desk/articles/3"),
        ("https://evil.example", "/desk"),
        ("//evil.example", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/\t/evil.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
    ],
)
def test_nobody_is_sent_elsewhere(client, after, place):
    fields = {"email": "manager@shop.example", "password": PASSWORD, "after": after}
    assert send(client, "/account/sign-in", fields).headers["location"] == place


def test_who_wanted_a_page_comes_there_after_signing_in(client):
    first = client.get("/desk/imports")
    assert first.headers["location"] == "/account/sign-in?after=%2Fdesk%2Fimports"
    page = client.get(first.headers["location"]).text
    assert 'name="after" value="/desk/imports"' in page


def test_signing_in_starts_a_new_session(client):
    client.get("/account/sign-in")
    planted = client.cookies["danesh"]
    send(client, "/account/sign-in", {"email": "agent@shop.example", "password": PASSWORD})
    assert client.cookies["danesh"] != planted
    client.cookies.clear()
    client.cookies.set("danesh", planted)
    assert client.get("/agent").status_code == 303


def test_signing_out_ends_the_session(signed_in):
    agent = signed_in("agent")
    assert send(agent, "/account/sign-out", {}, page="/agent").status_code == 303
    assert agent.get("/agent").status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "e30=.x.y", "null"])
def test_a_forged_session_is_nobody(client, cookie):
    client.cookies.set("danesh", cookie)
    assert client.get("/agent").status_code == 303


def test_the_token_of_another_session_is_refused(client, signed_in):
    from tests.web.shop import CSRF

    other = CSRF.search(signed_in("agent").get("/agent").text)[1]
    client.get("/account/sign-in")
    answer = client.post("/account/sign-in", data={"csrf": other, "email": "a", "password": "b"})
    assert answer.status_code == 403
