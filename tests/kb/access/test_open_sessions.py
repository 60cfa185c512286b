"""Open sessions: worth something only while their row is there, fresh, and of the person's present version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb.access import open_sessions, people
from kb.errors import NotFoundError
from kb.tables import OpenSession
from kb.tables.metadata import now


@pytest.fixture
def sara(database):
    with database.session() as session:
        return people.add(
            session, email="sara@shop.example", name="S", role="agent", password="long enough 1"
        )


def opened(database, member, browser="Firefox"):
    with database.session() as session:
        return open_sessions.open_session(session, member, "password", browser)


def finds(database, token):
    with database.reading() as session:
        return open_sessions.find(session, token) is not None


def test_a_session_is_found_by_its_token_which_is_not_kept(database, sara):
    token = opened(database, sara, "Firefox\x00\n" + "x" * 500)
    with database.reading() as session:
        member, found = open_sessions.find(session, token)
        assert member.email == "sara@shop.example"
        assert found.browser.startswith("Firefoxx")
        assert len(found.browser) <= open_sessions.BROWSER_LENGTH
        assert token not in repr(vars(session.get_one(OpenSession, found.id)))
    assert not finds(database, token + "x")
    assert not finds(database, "")


def test_it_ends_when_it_is_ended_wherever_that_is(database, sara):
    here, there = opened(database, sara), opened(database, sara)
    with database.session() as session:
        open_sessions.end(session, here)
    assert (finds(database, here), finds(database, there)) == (False, True)
    with database.session() as session:
        people.end_sessions(session, sara.id)
    assert not finds(database, there)


@pytest.mark.parametrize(
    ("column", "limit"), [("seen_at", open_sessions.IDLE), ("opened_at", open_sessions.ABSOLUTE)]
)
def test_it_ends_by_itself(database, sara, column, limit):
    token = opened(database, sara)
    with database.session() as session:
        row = session.get_one(OpenSession, 1)
        setattr(row, column, now() - limit + timedelta(minutes=1))
    assert finds(database, token)
    with database.session() as session:
        setattr(session.get_one(OpenSession, 1), column, now() - limit - timedelta(seconds=1))
    assert not finds(database, token)
    opened(database, sara)
    with database.reading() as session:
        assert len(open_sessions.of(session, sara)) == open_sessions.count(session) == 1


def test_use_keeps_it_open(database, sara):
    token = opened(database, sara)
    with database.session() as session:
        session.get_one(OpenSession, 1).seen_at = now() - open_sessions.IDLE + timedelta(minutes=1)
        open_sessions.touch(session, 1)
        open_sessions.touch(session, 99)
    with database.reading() as session:
        assert now() - open_sessions.find(session, token)[1].seen_at < timedelta(minutes=1)


def test_nobody_ends_the_session_of_another(database, sara):
    token = opened(database, sara)
    with database.session() as session:
        omid = people.add(session, email="o@shop.example", name="O", role="admin", password="long enough 1")
        with pytest.raises(NotFoundError):
            open_sessions.end_one(session, omid.id, 1)
    assert finds(database, token)
