"""One's own account: language, password, and where one is signed in."""

from __future__ import annotations

import pytest

from tests.web.shop import PASSWORD, send
from tests.web.signin.conftest import browser


def entered(app, agent="Train browser"):
    client = browser(app)
    client.headers["user-agent"] = agent
    send(client, "/account/sign-in", {"email": "agent@shop.example", "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("code", "heading"), [("fa", "حساب شما"), ("zh", "您的账号"), ("en", "Your account")]
)
def test_pages_speak_the_language_one_chose_wherever_one_signs_in(app, code, heading):
    here = entered(app)
    send(here, "/account/profile", {"name": "Sara", "language": code}, page="/account")
    assert heading in here.get("/account").text
    assert heading in entered(app).get("/account").text


def test_without_a_choice_pages_follow_the_browser(app):
    client = entered(app)
    client.headers["accept-language"] = "fa"
    assert "حساب شما" in client.get("/account").text


def test_one_sees_and_ends_ones_sessions(app):
    here, there, third = entered(app), entered(app, "<b>Phone</b>"), entered(app)
    page = here.get("/account").text
    assert "&lt;b&gt;Phone" in page
    assert page.count("Train browser") == 2
    assert send(here, "/account/sessions/2/end", {}, page="/account").status_code == 303
    assert (there.get("/agent").status_code, third.get("/agent").status_code) == (303, 200)
    cookie = here.cookies["danesh"]
    send(here, "/account/sessions/end-others", {}, page="/account")
    assert (here.get("/agent").status_code, third.get("/agent").status_code) == (200, 303)
    copied = browser(app)
    copied.cookies.set("danesh", cookie)
    assert copied.get("/agent").status_code == 303, "a copy of the cookie from before is worth nothing"


def test_signing_out_ends_a_copied_cookie_too(app):
    here, thief = entered(app), browser(app)
    thief.cookies.set("danesh", here.cookies["danesh"])
    assert thief.get("/agent").status_code == 200
    send(here, "/account/sign-out", {}, page="/account")
    assert thief.get("/agent").status_code == 303


def test_a_new_password_takes_the_present_one_and_ends_other_sessions(app):
    here, there = entered(app), entered(app)
    for fields, said in (
        ({"present": "wrong", "password": "another long one"}, "Your present password is wrong."),
        ({"present": PASSWORD, "password": "short"}, "10 to 200"),
    ):
        answer = send(here, "/account/password", fields, page="/account")
        assert answer.status_code == 422
        assert said in answer.text
        assert there.get("/agent").status_code == 200
    fields = {"present": PASSWORD, "password": "another long one"}
    assert send(here, "/account/password", fields, page="/account").status_code == 303
    assert (here.get("/agent").status_code, there.get("/agent").status_code) == (200, 303)


def test_the_present_password_is_not_guessed_at_an_unlocked_screen(app):
    here = entered(app)
    found = [
        send(here, "/account/password", {"present": "x", "password": "y" * 12}, page="/account").status_code
        for _ in range(12)
    ]
    assert found[-1] == 429


def test_wrong_passwords_are_counted_for_all_processes_together(library):
    from web.app import create_app

    apps = [create_app(library), create_app(library)]
    fields = {"email": "agent@shop.example", "password": "wrong password"}
    found = [send(browser(apps[number % 2]), "/account/sign-in", fields).status_code for number in range(11)]
    assert found == [401] * 10 + [429]
