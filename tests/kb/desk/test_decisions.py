"""Decisions about many articles: said before they are made, and made on what was shown."""

from __future__ import annotations

import pytest

from kb import articles
from kb.access import people
from kb.content import Content, Draft, Labels
from kb.desk import decisions
from kb.desk.remarks import RemarkEmptyError
from kb.errors import NotFoundError


@pytest.fixture
def made(database):
    with database.session() as session:
        every = [
            articles.create(session, Draft(Content(f"T{n}", "R"), Labels("en", "public", "Shelf")))
            for n in range(3)
        ]
        articles.publish(session, every[2])
        people.add(session, email="m@x.example", name="M", role="manager", password="long enough for me")
        return [one.id for one in every]


def planned(session, action, value, ids):
    return [(one.article_id, one.hindered) for one in decisions.plan(session, action, value, ids)]


def test_a_plan_says_what_happens_to_each_and_changes_nothing(database, made):
    with database.session() as session:
        assert planned(session, "publish", "", [made[2], made[0], 999, made[0]]) == [
            (made[2], "same"),
            (made[0], ""),
        ]
        assert planned(session, "return", "Why?", made) == [
            (made[0], ""),
            (made[1], ""),
            (made[2], "status"),
        ]
        assert planned(session, "restore", "", made)[2] == (made[2], "status")
        assert planned(session, "category", " Shelf ", made[:1]) == [(made[0], "same")]
        assert articles.get(session, made[0]).status == "draft"


def test_what_was_planned_is_done_and_what_has_changed_since_is_left_alone(database, made):
    with database.session() as session:
        references = [one.reference for one in decisions.plan(session, "publish", "", made)]
        article = articles.get(session, made[1])
        articles.revise(session, article, Content("T1", "Other words."))
        done = decisions.carry_out(session, "publish", "", [*references, "x", "1:y"], person_id=None)
        assert done == (1, 2)
        assert [articles.get(session, one).status for one in made] == ["published", "draft", "published"]


@pytest.mark.parametrize(
    ("action", "value", "seen"),
    [
        ("retire", "", lambda one: one.status == "retired"),
        ("category", "New shelf", lambda one: one.category.name == "New shelf"),
        ("category", "", lambda one: one.category is None),
        ("audience", "agents", lambda one: one.audience == "agents" and one.category.name == "Shelf"),
        ("assign", "1", lambda one: one.assignee_id == 1),
    ],
)
def test_each_action_does_what_it_says(database, made, action, value, seen):
    with database.session() as session:
        references = [one.reference for one in decisions.plan(session, action, value, made)]
        assert decisions.carry_out(session, action, value, references, person_id=1) == (3, 0)
        session.expire_all()
        assert all(seen(articles.get(session, one)) for one in made)


def test_what_makes_no_sense_is_refused_before_anything_happens(database, made):
    with database.session() as session:
        for action, value in (("burn", ""), ("audience", "everybody"), ("assign", "77")):
            with pytest.raises(NotFoundError):
                decisions.plan(session, action, value, made)
        with pytest.raises(RemarkEmptyError):
            decisions.plan(session, "return", " ", made)
