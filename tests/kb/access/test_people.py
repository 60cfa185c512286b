"""People: passwords are never readable, roles include each other, sessions end when they should."""

from __future__ import annotations

import pytest

from kb.access import demo_people, people
from kb.errors import SignInFailedError
from kb.tables import Person

PASSWORD = "correct horse battery"


def _add(session, **changes):
    values = {
        "email": "Sara@Shop.example ",
        "name": " Sara  K ",
        "role": "agent",
        "password": PASSWORD,
        **changes,
    }
    return people.add(session, **values)


def test_somebody_signs_in_with_the_right_password_only(database):
    with database.session() as session:
        _add(session)
    with database.session() as session:
        member = people.sign_in(session, " sara@shop.EXAMPLE", PASSWORD)
        assert (member.email, member.name, member.role) == ("sara@shop.example", "Sara K", "agent")
        for email, password in (
            ("sara@shop.example", "wrong horse battery"),
            ("nobody@shop.example", PASSWORD),
            ("", ""),
            ("sara@shop.example", PASSWORD + "x" * 1_000_000),
        ):
            with pytest.raises(SignInFailedError):
                people.sign_in(session, email, password)


def test_the_password_is_kept_as_an_argon2id_hash(database):
    with database.session() as session:
        _add(session)
        kept = session.get_one(Person, 1).password_hash
        assert kept.startswith("$argon2id$")
        assert PASSWORD not in kept


def test_an_old_hash_is_renewed_at_sign_in(database):
    from argon2 import PasswordHasher

    with database.session() as session:
        _add(session)
        weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
        session.get_one(Person, 1).password_hash = weak
        people.sign_in(session, "sara@shop.example", PASSWORD)
        assert session.get_one(Person, 1).password_hash != weak


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "sara"}, "address is not complete"),
        ({"email": "a@b"}, "address is not complete"),
        ({"role": "owner"}, "role must be one of"),
        ({"password": "short"}, "10 to 200"),
        ({"password": "x" * 201}, "10 to 200"),
    ],
)
def test_what_cannot_be_used_is_said(database, changes, reason):
    with database.session() as session, pytest.raises(people.PersonInvalidError, match=reason):
        _add(session, **changes)


def test_an_address_belongs_to_one_person(database):
    with database.session() as session:
        _add(session)
        with pytest.raises(people.PersonInvalidError, match="taken"):
            _add(session, email="sara@shop.example")


def test_sessions_end_when_password_role_or_access_change(database):
    with database.session() as session:
        first = _add(session)
    for change in (
        lambda session: people.set_password(session, first.id, "another long password"),
        lambda session: people.set_role(session, first.id, "manager"),
        lambda session: people.set_active(session, first.id, active=True),
    ):
        with database.session() as session:
            version = people.everyone(session)[0].version
            assert people.member(session, first.id, version) is not None
            change(session)
            assert people.member(session, first.id, version) is None


def test_who_is_locked_out_neither_stays_nor_comes_back(database):
    with database.session() as session:
        member = _add(session)
        people.set_active(session, member.id, active=False)
        assert people.member(session, member.id, member.version + 1) is None
        with pytest.raises(SignInFailedError):
            people.sign_in(session, "sara@shop.example", PASSWORD)


@pytest.mark.parametrize("role", people.roles())
def test_a_role_includes_those_below_it(role):
    allowed = [other for other in people.roles() if people.allows(role, other)]
    assert allowed == list(people.roles()[: people.roles().index(role) + 1])


def test_the_demo_shows_the_same_passwords_at_every_start_of_one_installation(database):
    with database.session() as session:
        first = demo_people.create(session, "key one")
        assert demo_people.create(session, "key one") == first
        assert {role for _, _, role in first} == set(people.roles())
        for email, password, role in first:
            assert people.sign_in(session, email, password).role == role
        other = demo_people.create(session, "key two")
        assert not {password for _, password, _ in first} & {password for _, password, _ in other}
        assert people.sign_in(session, other[0][0], other[0][1])
        assert demo_people.create(session) != demo_people.create(session)
