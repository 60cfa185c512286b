"""Remarks and who takes care of an article."""

from __future__ import annotations

import pytest

from kb import articles
from kb.access import people
from kb.content import Content, Draft, Labels
from kb.desk import remarks
from kb.desk.remarks import RemarkEmptyError
from kb.errors import NotFoundError, RevisionConflictError


@pytest.fixture
def article(database):
    with database.session() as session:
        made = articles.create(session, Draft(Content("T", "R"), Labels("en")))
        for role in ("agent", "manager"):
            people.add(
                session, email=f"{role}@x.example", name=role, role=role, password="long enough for me"
            )
        return made.id


def test_a_returned_article_says_why_and_on_which_revision(database, article):
    with database.session() as session:
        person = next(one for one in people.everyone(session) if one.role == "manager")
        articles.move(session, articles.get(session, article), "in_review")
        with pytest.raises(RemarkEmptyError):
            remarks.give_back(session, article, "  ", expected=1, person_id=person.id)
        with pytest.raises(RevisionConflictError):
            remarks.give_back(session, article, "No.", expected=2, person_id=person.id)
        remarks.give_back(session, article, "Say how much.", expected=1, person_id=person.id)
        remarks.say(session, article, "I ask them.", person_id=None)
        assert articles.get(session, article).status == "draft"
        said = remarks.of_article(session, article)
    assert [(one.kind, one.text, one.person) for one in said] == [
        ("remark", "I ask them.", None),
        ("returned", "Say how much.", "manager"),
    ]


def test_only_who_works_on_the_desk_takes_care_and_that_is_no_change(database, article):
    with database.session() as session:
        before = articles.get(session, article).updated_at
        ids = {one.role: one.id for one in people.everyone(session)}
        assert remarks.people(session) == [(ids["manager"], "manager")]
        with pytest.raises(NotFoundError):
            remarks.assign(session, article, ids["agent"])
        remarks.assign(session, article, ids["manager"])
        session.expire_all()
        assert articles.get(session, article).assignee_id == ids["manager"]
        assert articles.get(session, article).updated_at == before
        people.set_active(session, ids["manager"], active=False)
        assert remarks.people(session) == []
