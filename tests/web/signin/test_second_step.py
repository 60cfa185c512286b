"""The second step in the browser: asked for after the password, needed for some roles, guessed by nobody."""

from __future__ import annotations

import re

import pyotp
import pytest

from kb.access import people, second_factor
from tests.web.shop import PASSWORD, send
from tests.web.signin.conftest import browser

STEP, SETUP = "/account/second-step", "/account/two-factor"


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on a step with every code, so that no code is used twice."""
    moment = [2_000_000_000]

    def code(secret):
        moment[0] += second_factor.STEP
        monkeypatch.setattr(second_factor, "time", lambda: moment[0])
        return pyotp.TOTP(secret).at(moment[0])

    return code


def entered(app, role="agent", after=""):
    client = browser(app)
    fields = {"email": f"{role}@shop.example", "password": PASSWORD, "after": after}
    return client, send(client, "/account/sign-in", fields)


def switched_on(app, clock, role="agent"):
    """Switch it on in a browser; return the browser, the secret and the recovery codes."""
    client, _ = entered(app, role)
    page = client.get(SETUP).text
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r'class="key" dir="ltr">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert secret in client.get(SETUP).text.replace(" ", ""), "a reload shows the same one"
    answer = send(client, SETUP, {"code": clock(secret)}, page=SETUP)
    assert answer.status_code == 200
    return client, secret, re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", answer.text)


def test_signing_in_takes_both_steps(app, clock):
    first, secret, codes = switched_on(app, clock)
    assert first.get("/agent").status_code == 200, "whoever switched it on stays"
    assert len(codes) == second_factor.CODES
    client, answer = entered(app, after="/agent/shortcuts")
    assert answer.headers["location"] == STEP
    assert client.get("/agent").status_code == 303, "the password alone opens nothing"
    assert client.get("/api/v1/articles?audience=agents").status_code == 401
    wrong = send(client, STEP, {"code": "000000"}, page=STEP)
    assert wrong.status_code == 401
    assert "wrong or was used before" in wrong.text
    right = send(client, STEP, {"code": clock(secret)}, page=STEP)
    assert right.headers["location"] == "/agent/shortcuts"
    assert client.get("/agent").status_code == 200
    assert "Password and code" in client.get("/account").text


def test_a_recovery_code_lets_in_once(app, clock):
    _, _, codes = switched_on(app, clock)
    for expected in (303, 401):
        client, _ = entered(app)
        assert send(client, STEP, {"code": codes[0]}, page=STEP).status_code == expected


def test_codes_are_not_guessed(app, clock):
    switched_on(app, clock)
    client, _ = entered(app)
    found = [send(client, STEP, {"code": f"{number:06}"}, page=STEP).status_code for number in range(12)]
    assert found[:9] == [401] * 9
    assert found[-1] == 429


def test_the_second_step_does_not_wait_for_ever(app, clock, monkeypatch):
    from web import sessions

    switched_on(app, clock)
    client, _ = entered(app)
    monkeypatch.setattr(sessions, "PATIENCE", -1)
    assert client.get(STEP).headers["location"] == "/account/sign-in"


def test_a_role_that_needs_it_gets_no_further_without(configured, clock):
    app = configured(second_factor_roles=("manager",))
    client, _ = entered(app, "manager")
    assert client.get("/desk").status_code == 303
    assert client.get("/api/v1/drafts").status_code == 401
    assert client.get("/account").status_code == 303
    assert client.get("/account/sign-in").headers["location"] == SETUP
    client, _, _ = switched_on(app, clock, "manager")
    assert client.get("/desk").status_code == 200
    assert send(client, f"{SETUP}/remove", {"password": PASSWORD}, page="/account").status_code == 403
    assert entered(app, "agent")[1].headers["location"] == "/agent"


def test_switching_it_off_takes_the_password_and_ends_other_sessions(app, clock):
    client, secret, _ = switched_on(app, clock)
    other, _ = entered(app)
    send(other, STEP, {"code": clock(secret)}, page=STEP)
    assert send(client, f"{SETUP}/remove", {"password": "wrong"}, page="/account").status_code == 401
    assert send(client, f"{SETUP}/remove", {"password": PASSWORD}, page="/account").status_code == 303
    assert client.get("/agent").status_code == 200
    assert other.get("/agent").status_code == 303
    assert entered(app)[1].headers["location"] == "/agent"


def test_new_recovery_codes_replace_the_old(app, clock):
    client, _, old = switched_on(app, clock)
    page = send(client, f"{SETUP}/codes", {"password": PASSWORD}, page="/account").text
    assert not set(old) & set(re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", page))


def test_an_admin_helps_somebody_who_lost_everything(app, clock, library):
    switched_on(app, clock)
    admin, _ = entered(app, "admin")
    with library.database.reading() as session:
        person = people.by_address(session, "agent@shop.example")
    send(admin, f"/desk/team/people/{person.id}", {"factor": "remove"}, page="/desk/team")
    assert entered(app)[1].headers["location"] == "/agent"
