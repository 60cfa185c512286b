"""People an identity provider vouches for: who gets in, as what, and whose account nobody takes over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.access import people, vouched
from kb.access.vouched import Identity, NotLetInError, Rules
from kb.errors import SignInFailedError

SARA = Identity("https://id.example", "sub-1", "Sara@Shop.example", verified=True, name="Sara")
OPEN = Rules(domains=("shop.example",))
GROUPS = Rules(domains=("shop.example",), roles={"desk": "manager", "front": "agent"})


def come(database, identity=SARA, rules=OPEN):
    with database.session() as session:
        return vouched.sign_in(session, identity, rules)


def test_somebody_of_the_domain_comes_as_an_agent_and_is_known_from_then_on(database):
    first = come(database)
    assert (first.role, first.email, first.has_password) == ("agent", "sara@shop.example", False)
    assert come(database, replace(SARA, email="other@else.example", verified=False), Rules()).id == first.id


@pytest.mark.parametrize(
    ("identity", "rules"),
    [
        (SARA, Rules()),
        (SARA, Rules(domains=("other.example",))),
        (replace(SARA, verified=False), OPEN),
        (replace(SARA, email="sara@evil-shop.example"), OPEN),
        (replace(SARA, email=""), OPEN),
        (SARA, GROUPS),
        (replace(SARA, groups=("else",)), GROUPS),
    ],
)
def test_nobody_else_gets_in(database, identity, rules):
    with pytest.raises(NotLetInError):
        come(database, identity, rules)
    with database.reading() as session:
        assert not people.anybody(session)


def test_roles_follow_groups_and_a_change_ends_sessions(database):
    first = come(database, replace(SARA, groups=("front", "desk", "x")), GROUPS)
    assert first.role == "manager"
    second = come(database, replace(SARA, groups=("front",)), GROUPS)
    assert (second.id, second.role) == (first.id, "agent")
    assert second.version == first.version + 1
    assert come(database, replace(SARA, groups=("front",)), GROUPS).version == second.version


def test_an_account_is_tied_only_by_a_verified_address_and_once(database):
    with database.session() as session:
        kept = people.add(
            session, email="sara@shop.example", name="S", role="admin", password="long enough 1"
        )
    with pytest.raises(NotLetInError):
        come(database, replace(SARA, verified=False))
    assert come(database, rules=Rules()).id == kept.id
    with pytest.raises(NotLetInError):
        come(database, replace(SARA, subject="sub-2"))


def test_who_is_locked_out_stays_out(database):
    first = come(database)
    with database.session() as session:
        people.set_active(session, first.id, active=False)
    with pytest.raises(NotLetInError):
        come(database)


def test_without_a_password_no_password_is_right(database):
    come(database)
    for password in ("", "x", "long enough 1"):
        with database.session() as session, pytest.raises(SignInFailedError):
            people.sign_in(session, "sara@shop.example", password)
