"""Pages of a list: together they are the whole list, in order, each row once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kb.listing import Listing, listed
from kb.tables import Category


@pytest.mark.parametrize("total", [0, 1, 6, 7])
def test_all_pages_together_are_the_list(database, total):
    with database.session() as session:
        for number in range(total):
            session.add(Category(name=f"{number:02}", slug=f"{number:02}", language="en"))
    query = select(Category.name).order_by(Category.name)
    with database.reading() as session:
        first = listed(session, query, 1, size=3)
        names = [
            row[0]
            for number in range(1, first.pages + 1)
            for row in listed(session, query, number, size=3).rows
        ]
    assert names == [f"{number:02}" for number in range(total)]
    assert first.total == total
    assert first.pages == max(1, -(-total // 3))


@pytest.mark.parametrize(("asked", "given"), [(-5, 1), (0, 1), (2, 2), (3, 2), (10**12, 2)])
def test_a_page_that_does_not_exist_is_the_nearest_one(database, asked, given):
    with database.session() as session:
        for number in range(4):
            session.add(Category(name=str(number), slug=str(number), language="en"))
    with database.reading() as session:
        page = listed(session, select(Category.name).order_by(Category.name), asked, size=3)
    assert page.number == given
    assert page.rows


def test_other_rows_keep_the_page():
    assert Listing((1, 2), 2, 2, 9).of("ab") == Listing(("a", "b"), 2, 2, 9)
