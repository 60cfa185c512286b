"""Links: they work once, for a while, for whom they were made; looking does not use them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb.access import invitations, people
from kb.errors import LinkExpiredError, NotFoundError
from kb.tables import OneTimeToken
from kb.tables.metadata import now

PASSWORD = "long enough 1"


def invited(session, email="Lin@Shop.example", **more):
    return invitations.invite(
        session, **{"email": email, "name": "林", "role": "manager", "language": "zh", **more}
    )


def test_an_invitation_makes_one_account_of_its_role(database):
    with database.session() as session:
        token = invited(session)
    with database.session() as session:
        for _ in range(2):
            assert invitations.invited(session, token).email == "lin@shop.example"
        assert token not in repr(vars(session.get_one(OneTimeToken, 1)))
        member = invitations.accept(session, token, name="", password=PASSWORD)
        assert (member.name, member.role, member.language) == ("林", "manager", "zh")
    with database.session() as session:
        assert invitations.waiting(session) == []
        for use in (
            lambda: invitations.invited(session, token),
            lambda: invitations.accept(session, token, name="", password=PASSWORD),
            lambda: invitations.reset(session, token, PASSWORD),
        ):
            with pytest.raises(LinkExpiredError):
                use()


def test_a_newer_invitation_replaces_the_older(database):
    with database.session() as session:
        old, new = invited(session), invited(session, role="agent")
        with pytest.raises(LinkExpiredError):
            invitations.invited(session, old)
        assert invitations.invited(session, new).role == "agent"
        assert len(invitations.waiting(session)) == 1


def test_it_runs_out_and_can_be_withdrawn(database):
    with database.session() as session:
        late, gone = invited(session), invited(session, "b@shop.example")
        session.get_one(OneTimeToken, 1).expires_at = now() - timedelta(seconds=1)
        invitations.withdraw(session, 2)
        for token in (late, gone, "", "x"):
            with pytest.raises(LinkExpiredError):
                invitations.invited(session, token)
        with pytest.raises(NotFoundError):
            invitations.withdraw(session, 2)


@pytest.mark.parametrize("changes", [{"email": "lin"}, {"role": "owner"}, {"email": "omid@shop.example"}])
def test_what_cannot_be_used_is_said(database, changes):
    with database.session() as session:
        people.add(session, email="omid@shop.example", name="O", role="agent", password=PASSWORD)
        with pytest.raises(people.PersonInvalidError):
            invited(session, **changes)


def test_a_password_that_cannot_be_used_leaves_the_invitation(database):
    with database.session() as session:
        token = invited(session)
    with pytest.raises(people.PasswordLengthError), database.session() as session:
        invitations.accept(session, token, name="", password="short")
    with database.session() as session:
        assert invitations.accept(session, token, name="", password=PASSWORD)


@pytest.fixture
def omid(database):
    with database.session() as session:
        return people.add(session, email="omid@shop.example", name="O", role="agent", password=PASSWORD)


def test_a_new_password_ends_sessions_and_all_other_links(database, omid):
    with database.session() as session:
        member, first = invitations.forgotten(session, " Omid@shop.example")
        _, second = invitations.forgotten(session, "omid@shop.example")
        assert member.id == omid.id
    with database.session() as session:
        invitations.check_reset(session, first)
        invitations.reset(session, first, "another long one")
        assert people.member(session, omid.id, omid.version) is None
        assert people.sign_in(session, "omid@shop.example", "another long one")
        for token in (first, second):
            with pytest.raises(LinkExpiredError):
                invitations.check_reset(session, token)


def test_nobody_gets_a_link_who_has_no_password(database, omid):
    with database.session() as session:
        assert invitations.forgotten(session, "nobody@shop.example") is None
        people.set_active(session, omid.id, active=False)
        assert invitations.forgotten(session, "omid@shop.example") is None


def test_the_first_account_is_claimed_once(database):
    token = invitations.set_up_token("key")
    assert token == invitations.set_up_token("key") != invitations.set_up_token("other")
    fields = {"email": "a@shop.example", "name": "A", "password": PASSWORD}
    with database.session() as session:
        for wrong in ("", "x", invitations.set_up_token("other")):
            with pytest.raises(LinkExpiredError):
                invitations.check_set_up(session, wrong, "key")
        assert invitations.set_up(session, token, "key", **fields).role == "admin"
    with database.session() as session, pytest.raises(LinkExpiredError):
        invitations.set_up(session, token, "key", **{**fields, "email": "b@shop.example"})
