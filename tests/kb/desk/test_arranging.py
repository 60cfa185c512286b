"""Arranging categories: order, parents and names; no ring, nothing lost with its articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from kb import articles
from kb.content import Content, Draft, Labels
from kb.desk import arranging
from kb.desk.arranging import (
    CategoryInUseError,
    CategoryNameInvalidError,
    CategoryNameTakenError,
    CategoryRingError,
)
from kb.errors import NotFoundError
from kb.tables import Base


def order(session):
    return [(one.name, one.depth) for one in arranging.tree(session)]


@pytest.fixture
def three(database):
    with database.session() as session:
        made = {name: arranging.add(session, name, "en") for name in ("One", "Two", "Three")}
    return database, made


def test_new_ones_come_last_and_move_up_and_down(three):
    database, made = three
    with database.session() as session:
        arranging.shift(session, made["Three"], -1)
        assert order(session) == [("One", 0), ("Three", 0), ("Two", 0)]
        arranging.shift(session, made["One"], -1)
        arranging.shift(session, made["One"], 1)
        assert order(session) == [("Three", 0), ("One", 0), ("Two", 0)]
        tree = arranging.tree(session)
        assert (tree[0].first, tree[0].last, tree[-1].last) == (True, False, True)


def test_one_stands_below_another_before_a_third(three):
    database, made = three
    with database.session() as session:
        arranging.place(session, made["Two"], made["One"])
        arranging.place(session, made["Three"], made["One"], before=made["Two"])
        assert order(session) == [("One", 0), ("Three", 1), ("Two", 1)]
        with pytest.raises(CategoryRingError):
            arranging.place(session, made["One"], made["Three"])
        with pytest.raises(CategoryRingError):
            arranging.place(session, made["One"], made["One"])
        arranging.place(session, made["Three"], None)
        assert order(session) == [("One", 0), ("Two", 1), ("Three", 0)]


def test_no_deeper_than_readers_see(database):
    with database.session() as session:
        parent = None
        for level in range(8):
            parent = arranging.add(session, f"Level {level}", "en", parent)
        with pytest.raises(CategoryRingError):
            arranging.add(session, "Too deep", "en", parent)


def test_names_in_each_language(three):
    database, made = three
    with database.session() as session:
        arranging.rename(session, made["One"], "fa", "  یک ")
        arranging.rename(session, made["One"], "en", "First")
        assert arranging.tree(session)[0].name == "First"
        assert arranging.tree(session)[0].names == {"fa": "یک"}
        arranging.rename(session, made["One"], "fa", "")
        assert arranging.tree(session)[0].names == {}
        with pytest.raises(CategoryNameTakenError):
            arranging.rename(session, made["One"], "en", "Two")
        with pytest.raises(CategoryNameTakenError):
            arranging.add(session, "Two", "fa")
        with pytest.raises(CategoryNameInvalidError):
            arranging.rename(session, made["One"], "en", " ")


def test_only_an_empty_one_is_deleted(three):
    database, made = three
    with database.session() as session:
        arranging.place(session, made["Two"], made["One"])
        articles.create(session, Draft(Content("T", "R"), Labels("en", "public", "Three")))
        for name in ("One", "Three"):
            with pytest.raises(CategoryInUseError):
                arranging.remove(session, made[name])
        arranging.remove(session, made["Two"])
        arranging.remove(session, made["One"])
        assert order(session) == [("Three", 0)]
        with pytest.raises(NotFoundError):
            arranging.remove(session, made["One"])


MOVES = st.lists(
    st.tuples(st.integers(1, 5), st.none() | st.integers(1, 5), st.none() | st.integers(1, 5)), max_size=12
)


@given(moves=MOVES)
def test_whatever_is_moved_where_every_category_stays_in_the_tree(moves):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(5):
            arranging.add(session, str(number), "en")
        for one, parent, before in moves:
            try:
                arranging.place(session, one, parent, before)
            except CategoryRingError:
                continue
        assert sorted(one.name for one in arranging.tree(session)) == ["0", "1", "2", "3", "4"]
