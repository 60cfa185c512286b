"""People and keys, for admins."""

from __future__ import annotations

import re

import pytest

from kb.access import people
from tests.web.shop import PASSWORD, send


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_a_new_person_can_sign_in(admin, client):
    fields = {"email": "new@shop.example", "name": "نو", "role": "agent", "password": PASSWORD}
    assert send(admin, "/desk/team/people", fields, page="/desk").status_code == 303
    assert "new@shop.example" in admin.get("/desk/team").text
    assert send(client, "/account/sign-in", fields).headers["location"] == "/agent"


def test_what_cannot_be_used_is_said(admin):
    fields = {"email": "agent@shop.example", "name": "x", "role": "agent", "password": PASSWORD}
    answer = send(admin, "/desk/team/people", fields, page="/desk")
    assert answer.status_code == 422
    assert "Somebody has this e-mail address already." in answer.text
    assert PASSWORD not in answer.text


def test_role_and_access_change_at_once(admin, signed_in, library):
    agent = signed_in("agent")
    with library.database.reading() as session:
        person = next(one for one in people.everyone(session) if one.role == "agent")
    send(admin, f"/desk/team/people/{person.id}", {"role": "manager"}, page="/desk")
    assert agent.get("/agent").status_code == 303
    assert signed_in("agent").get("/desk").status_code == 200
    send(admin, f"/desk/team/people/{person.id}", {"active": "no"}, page="/desk")
    fields = {"email": "agent@shop.example", "password": PASSWORD}
    assert send(agent, "/account/sign-in", fields).status_code == 401


def test_nobody_locks_themselves_out(admin, library):
    with library.database.reading() as session:
        me = next(one for one in people.everyone(session) if one.role == "admin")
    for change in ({"role": "agent"}, {"active": "no"}):
        assert send(admin, f"/desk/team/people/{me.id}", change, page="/desk").status_code == 403
    assert admin.get("/desk/team").status_code == 200


def test_a_key_is_shown_once_works_and_can_be_revoked(admin, client):
    page = send(admin, "/desk/team/keys", {"name": "shop site", "role": "agent"}, page="/desk").text
    secret = re.search(r"danesh_[\w-]+", page)[0]
    assert secret not in admin.get("/desk/team").text
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/articles?audience=agents", headers=headers).status_code == 200
    send(admin, "/desk/team/keys/1/revoke", {}, page="/desk")
    assert client.get("/api/v1/articles?audience=agents", headers=headers).status_code == 401


def test_how_long_a_key_works_is_in_the_readers_digits(admin):
    admin.cookies.set("language", "fa")
    page = admin.get("/desk/team").text
    assert "۹۰ روز" in page
    assert "90 روز" not in page


def test_what_was_typed_stays_when_a_person_or_a_key_cannot_be_added(admin):
    person = {"email": "agent@shop.example", "name": "نو نام", "role": "manager", "password": PASSWORD}
    page = send(admin, "/desk/team/people", person, page="/desk").text
    assert '<details class="card" open><summary>Add a person' in page
    assert 'value="agent@shop.example"' in page
    assert 'value="نو نام"' in page
    assert page.count('<option value="manager" selected>') == 2  # hers, and the one chosen for the new person
    assert PASSWORD not in page
    page = send(admin, "/desk/team/keys", {"name": "", "role": "manager", "days": "365"}, page="/desk").text
    assert '<details class="card" open><summary>Create a key' in page
    assert '<option value="365" selected>' in page
    assert '<option value="90" selected>' not in page


def test_what_was_typed_stays_when_nobody_can_be_invited(admin):
    fields = {"email": "not <an> address", "name": "林", "role": "manager", "language": "zh"}
    page = send(admin, "/desk/team/invitations", fields, page="/desk").text
    assert 'value="not &lt;an&gt; address"' in page
    assert 'value="林"' in page
    assert '<option value="manager" selected>' in page
    assert re.search(r'<option value="zh"[^>]* selected>', page)


def test_what_was_typed_stays_when_a_topic_cannot_be_added(admin):
    page = send(admin, "/desk/categories", {"name": "Returns", "language": "zh"}, page="/desk").text
    assert 'name="name" required maxlength="100" dir="auto" value="Returns"' in page
    assert re.search(r'<option value="zh" selected>', page)
