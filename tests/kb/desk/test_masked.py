"""Counts of what was masked, and who looked at messages unmasked."""

import pytest
from sqlalchemy import select

from kb.access import people
from kb.archive import conversations, imports
from kb.archive.conversations import Incoming, Opening
from kb.archive.imports import Entry
from kb.desk import masked
from kb.errors import NotFoundError
from kb.tables import RawView


@pytest.fixture
def threads(library):
    with library.database.session() as session:
        made = []
        for name in ("one", "two"):
            thread = conversations.start(session, Opening(name, "a.jsonl", "chat"))
            conversations.append(session, thread, Incoming(f"{name}/1", f"I am Nora, {name}", author="Nora"))
            made.append(thread.id)
        return made


def test_placeholders_are_counted_by_kind_and_other_brackets_are_not():
    texts = ["[name 1], [phone 1] and [phone 2]", "[page 3] [order 1] [phone 123456]"]
    assert masked.count(texts) == {"name": 1, "phone": 2}
    assert masked.count(texts, {"order": "x"}) == {"name": 1, "phone": 2, "order": 1}


def test_an_import_has_the_sums_of_its_conversations_once(library, threads):
    with library.database.session() as session:
        job = imports.create(session, ("a.jsonl",))
        for number, thread in enumerate((*threads, threads[0])):  # the same conversation from two items
            imports.enter(
                session, job.id, Entry("a", str(number), "chat", "imported", "h", conversation_id=thread)
            )
        one, two = (conversations.get(session, thread) for thread in threads)
        masked.note(session, one, {"phone": 5})
        masked.note(session, one, {"phone": 2, "name": 1})
        masked.note(session, two, {"phone": 1})
        assert masked.of_import(session, job.id) == {"phone": 3, "name": 1}
        assert masked.of_conversation(session, one.id) == {"phone": 2, "name": 1}


def test_looking_is_noted_and_the_note_stays(library, threads):
    with library.database.session() as session:
        omid = people.add(
            session, email="o@shop.example", name="Omid", role="manager", password="long enough 1"
        )
        seen = masked.unmask(session, threads[0], omid.id)
        assert [(one.author, one.text) for one in seen] == [("Nora", "I am Nora, one")]
        assert [look.person for look in masked.looks(session, threads[0])] == ["Omid"]
        session.delete(conversations.get(session, threads[0]))
        session.flush()
        assert session.scalars(select(RawView.person_id)).all() == [omid.id]


def test_what_is_no_longer_kept_is_shown_as_gone(library, threads):
    with library.database.session() as session:
        omid = people.add(
            session, email="o@shop.example", name="Omid", role="manager", password="long enough 1"
        )
        assert masked.kept_raw(session, threads[0])
        conversations.get(session, threads[0]).messages[0].raw = None
        session.flush()
        assert not masked.kept_raw(session, threads[0])
        assert masked.unmask(session, threads[0], omid.id)[0].text is None


def test_no_such_conversation(library):
    with library.database.session() as session, pytest.raises(NotFoundError):
        masked.unmask(session, 404, 1)
