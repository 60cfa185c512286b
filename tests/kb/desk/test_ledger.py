"""Imports and conversations as the desk shows them."""

from __future__ import annotations

import pytest

from kb import articles
from kb.access import people
from kb.archive import conversations, imports
from kb.content import Content, Draft, Labels, Origin
from kb.desk import ledger
from kb.errors import NotFoundError

REASONS = {"skipped": "why", "failed": "why"}


@pytest.fixture
def job(database):
    """An import of two files with an item of each outcome."""
    with database.session() as session:
        person = people.add(
            session, email="m@b.example", name="Mina", role="manager", password="long enough pw"
        )
        made = imports.create(session, ["/secret/folder/mail.mbox", "/secret/faq.csv"], person_id=person.id)
        for number, outcome in enumerate(("imported", "unchanged", "skipped", "failed", "imported")):
            entry = imports.Entry(
                "/secret/folder/mail.mbox",
                f"m{number}",
                "mail",
                outcome,
                f"h{number}",
                reason=REASONS.get(outcome, ""),
            )
            imports.enter(session, made.id, entry)
    return made.id


def test_an_import_is_shown_with_its_counts_and_without_its_folders(database, job):
    with database.reading() as session:
        shown = ledger.one_import(session, job)
        assert shown.files == ("mail.mbox", "faq.csv")
        assert shown.person == "Mina"
        outcomes = {"items": 5, "imported": 2, "unchanged": 1, "skipped": 1, "failed": 1}
        assert shown.counts == {**outcomes, "drafts": 0, "merged": 0, "published": 0}
        assert "secret" not in repr((shown, ledger.items(session, job), ledger.problems(session, job)))


def test_items_come_in_the_order_they_were_read_and_by_outcome(database, job):
    with database.reading() as session:
        assert [item.item for item in ledger.items(session, job).rows] == ["m0", "m1", "m2", "m3", "m4"]
        assert [item.item for item in ledger.items(session, job, "imported").rows] == ["m0", "m4"]
        assert [item.outcome for item in ledger.problems(session, job)] == ["skipped", "failed"]
        assert ledger.items(session, job, number=2, size=2).rows[0].item == "m2"


def test_imports_come_newest_first(database, job):
    with database.session() as session:
        imports.create(session, ["b"])
    with database.reading() as session:
        assert [one.import_id for one in ledger.all_imports(session).rows] == [job + 1, job]


def test_a_conversation_is_shown_with_the_articles_that_rest_on_it(database):
    with database.session() as session:
        made = conversations.start(session, conversations.Opening("c1", "mail", "email", language="fa"))
        for number in range(2):
            incoming = conversations.Incoming(f"m{number}", "RAW with a name", role="customer")
            conversations.append(session, made, incoming)
            made.messages[number].text = f"clean {number}"
        origin = Origin("email", "c1", made.id)
        article = articles.create(session, Draft(Content("T", "R"), Labels("fa"), origins=(origin,)))
        conversation_id, article_id = made.id, article.id
    with database.reading() as session:
        shown = ledger.conversation(session, conversation_id)
        assert [message.text for message in shown.messages] == ["clean 0", "clean 1"]
        assert shown.article_ids == (article_id,)
        assert "RAW" not in repr(shown)


@pytest.mark.parametrize("read", [ledger.one_import, ledger.conversation])
def test_what_does_not_exist_is_said(database, read):
    with database.reading() as session, pytest.raises(NotFoundError):
        read(session, 999)
