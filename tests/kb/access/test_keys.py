"""API keys: readable once, and never stronger or older than they may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kb.access import keys, people
from kb.errors import NotFoundError, NotSignedInError
from kb.tables import ApiKey


def test_a_key_carries_its_role_and_only_its_digest_is_kept(database):
    with database.session() as session:
        secret = keys.create(session, name=" shop site ", role="manager")
    with database.session() as session:
        assert keys.role(session, secret) == "manager"
        assert secret not in repr(vars(session.get_one(ApiKey, 1)))
        assert [key.name for key in keys.every(session)] == ["shop site"]


def test_two_keys_differ(database):
    with database.session() as session:
        assert keys.create(session, name="a", role="agent") != keys.create(session, name="a", role="agent")


@pytest.mark.parametrize("secret", ["", "danesh_", "danesh_nobody", "\x00"])
def test_an_unknown_key_is_refused(database, secret):
    with database.session() as session, pytest.raises(NotSignedInError):
        keys.role(session, secret)


def test_a_key_ends(database):
    with database.session() as session:
        soon = datetime.now(UTC) + timedelta(hours=1)
        past = datetime.now(UTC) - timedelta(seconds=1)
        assert keys.role(session, keys.create(session, name="a", role="agent", expires_at=soon)) == "agent"
        with pytest.raises(NotSignedInError):
            keys.role(session, keys.create(session, name="b", role="agent", expires_at=past))
        secret = keys.create(session, name="c", role="agent")
        keys.revoke(session, 3)
        with pytest.raises(NotSignedInError):
            keys.role(session, secret)
        with pytest.raises(NotFoundError):
            keys.revoke(session, 99)


def test_a_key_is_never_stronger_than_its_owner(database):
    with database.session() as session:
        owner = people.add(session, email="a@b.example", name="A", role="admin", password="long enough pw")
        secret = keys.create(session, name="a", role="admin", person_id=owner.id)
        assert keys.role(session, secret) == "admin"
        people.set_role(session, owner.id, "agent")
        assert keys.role(session, secret) == "agent"
        people.set_active(session, owner.id, active=False)
        with pytest.raises(NotSignedInError):
            keys.role(session, secret)


@pytest.mark.parametrize(("name", "role"), [("", "agent"), (" ", "agent"), ("a", "customer"), ("a", "")])
def test_what_cannot_be_used_is_said(database, name, role):
    with database.session() as session, pytest.raises(keys.KeyInvalidError):
        keys.create(session, name=name, role=role)
