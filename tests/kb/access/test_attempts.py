"""Attempts: counted by all processes together, over a window that slides, and forgotten in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from kb.access import attempts
from kb.errors import TooManyRequestsError
from kb.tables import Attempt


def tries(database, number, who="a", at=1_000_000.0):
    """How many of so many attempts are let through."""
    through = 0
    for _ in range(number):
        try:
            attempts.count(database, "password", who, 5, 100, at)
        except TooManyRequestsError:
            continue
        through += 1
    return through


def test_so_many_and_no_more(database):
    assert tries(database, 8) == 5
    assert tries(database, 1, who="b") == 1


def test_the_window_slides(database):
    assert tries(database, 5, at=1_000_099) == 5
    assert tries(database, 1, at=1_000_101) == 0, "the border of two stretches gives nothing away"
    assert tries(database, 5, at=1_000_301) == 5


def test_what_turned_out_well_is_taken_back(database):
    tries(database, 5)
    with database.session() as session:
        attempts.forgive(session, "password", "a", 2)
    assert tries(database, 3) == 2
    with database.session() as session:
        attempts.forgive(session, "password", "a")
    assert tries(database, 8) == 5


def test_who_tried_is_not_kept_and_old_rows_go(database):
    tries(database, 1, who="sara@shop.example", at=1_000_000)
    with database.reading() as session:
        assert "sara" not in session.scalars(select(Attempt.digest)).one()
    tries(database, 1, who="b", at=2_000_000)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_those_who_come_at_once_are_all_counted(database):
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: tries(database, 2), range(8))) == 5
