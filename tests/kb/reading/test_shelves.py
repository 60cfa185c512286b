"""The category tree: counts below parents, names in the reader's language, nothing that a reader may not see."""

from __future__ import annotations

import pytest

from kb import articles
from kb.content import Content, Draft, Labels
from kb.errors import NotFoundError
from kb.reading import shelves
from kb.tables import Category, CategoryName


def put(session, title, category, audience="public", language="en"):
    made = articles.create(session, Draft(Content(title, "Do this."), Labels(language, audience, category)))
    articles.publish(session, made)
    return made


@pytest.fixture
def tree(database):
    with database.session() as session:
        put(session, "One", "Parcels")
        put(session, "Two", "Late parcels")
        put(session, "Three", "Inside", "agents")
        by_name = {one.name: one for one in session.query(Category)}
        by_name["Late parcels"].parent_id = by_name["Parcels"].id
        by_name["Inside"].parent_id = by_name["Late parcels"].id
        session.add(CategoryName(category_id=by_name["Parcels"].id, language="fa", name="بسته‌ها"))
    return database


def test_a_parent_counts_what_is_below_it_and_a_child_stands_under_it(tree):
    with tree.reading() as session:
        (top,) = shelves.shelves(session, "public")
        assert (top.name, top.articles) == ("Parcels", 2)
        assert [(child.name, child.articles) for child in top.children] == [("Late parcels", 1)]
        assert top.children[0].children == ()
        assert shelves.shelves(session, "agents")[0].articles == 3


def test_names_are_in_the_readers_language_where_there_is_one(tree):
    with tree.reading() as session:
        (top,) = shelves.shelves(session, "public", reader="fa")
        assert (top.name, top.language) == ("بسته‌ها", "fa")
        assert (top.children[0].name, top.children[0].language) == ("Late parcels", "en")


def test_the_way_down_to_a_category_and_none_to_one_that_is_not_for_this_reader(tree):
    with tree.reading() as session:
        assert [one.slug for one in shelves.trail(session, "late-parcels", "public")] == [
            "parcels",
            "late-parcels",
        ]
        with pytest.raises(NotFoundError):
            shelves.trail(session, "inside", "public")
        assert len(shelves.trail(session, "inside", "agents")) == 3


def test_a_ring_of_parents_hides_but_does_not_hang(tree):
    with tree.session() as session:
        by_name = {one.name: one for one in session.query(Category)}
        by_name["Parcels"].parent_id = by_name["Late parcels"].id
    with tree.reading() as session:
        assert shelves.shelves(session, "public") == []
