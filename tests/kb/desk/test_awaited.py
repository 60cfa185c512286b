"""Drafts rank by the open questions they would have answered, with the real encoder."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from kb import articles, indexing
from kb.content import Content, Draft, Labels, Origin, Phrasing
from kb.desk import awaited, waiting
from kb.library import Library
from kb.tables import Article, Conversation, OpenQuestion
from kb.usage import questions
from kb.usage.questions import Record

RETURN = ("How do I return a parcel?", "Print the label from My orders and hand the parcel in at any shop.")
PASSWORD = ("How do I change my password?", "Open the settings, choose Security, then Change password.")
RECORD = Record(
    text="",
    language="en",
    audience="public",
    channel="portal",
    abstained=True,
    confidence=0.1,
    reason="",
    writer="quotes",
    degraded=False,
    sentences=(),
    citations=(),
    milliseconds=1.0,
)


def draft(library: Library, title: str, text: str, language: str = "en", *phrasings: str) -> int:
    said = tuple(Phrasing(phrasing, language) for phrasing in phrasings)
    with library.database.session() as session:
        made = articles.create(session, Draft(Content(title, text), Labels(language), phrasings=said))
        number = made.id
    indexing.sync(library)
    return number


def abstained(library: Library, text: str, language: str = "en") -> None:
    with library.database.session() as session:
        questions.record(session, replace(RECORD, text=text, language=language))


def unsolved(library: Library, text: str, language: str = "en") -> int:
    with library.database.session() as session:
        one = Conversation(external_id=text, source="chats", channel="chat", language=language)
        session.add(one)
        session.flush()
        questions.note_open(session, one.id, text, language, None)
        return one.id


def counts(library: Library) -> dict[int, int]:
    with library.database.reading() as session:
        return {row.id: row.awaited for row in session.scalars(select(Article))}


@pytest.fixture
def two(library: Library) -> tuple[Library, int, int]:
    """Two drafts of which the one about passwords is worth as much as the other, and older."""
    password, parcel = draft(library, *PASSWORD), draft(library, *RETURN)
    with library.database.session() as session:
        worth = session.get_one(Article, password).worth
        session.get_one(Article, parcel).worth = worth
    return library, password, parcel


def test_questions_without_an_answer_lift_the_draft_that_has_it(two: tuple[Library, int, int]) -> None:
    library, password, parcel = two
    for text in ("How can I send a parcel back?", "How do I return my parcel?"):
        abstained(library, text)
    unsolved(library, "I want to return this parcel, how do I do that?")
    abstained(library, "Do you sell gift cards?")
    assert awaited.count(library) == 1
    assert counts(library) == {password: 0, parcel: 3}
    with library.database.reading() as session:
        assert waiting.drafts(session) == [parcel, password]
        first, second = waiting.queue(session, "draft").rows
    assert (first.awaited, second.awaited) == (3, 0)
    assert awaited.count(library) == 0, "counting again changes nothing"


def test_other_languages_count_and_other_names_do_not(library: Library) -> None:
    returned = draft(library, *RETURN)
    tehran = draft(library, "Do you deliver to Tehran?", "Yes, within two days.")
    password = draft(
        library, "چطور رمز عبورم را عوض کنم؟", "تنظیمات را باز کنید و «تغییر رمز» را بزنید.", "fa"
    )
    abstained(library, "怎样退回一个包裹？", "zh")
    abstained(library, "چطور می‌توانم رمز عبور خود را تغییر دهم؟", "fa")
    abstained(library, "Do you deliver to Shiraz?")
    awaited.count(library)
    assert counts(library) == {returned: 1, tehran: 0, password: 1}


def test_what_readers_can_see_already_is_nothing_to_wait_for(library: Library) -> None:
    seen = draft(library, *RETURN)
    with library.database.session() as session:
        articles.publish(session, articles.get(session, seen))
    indexing.sync(library)
    again = draft(library, "How do I return a parcel that I got?", RETURN[1])
    abstained(library, "How do I return a parcel?")
    awaited.count(library)
    assert counts(library) == {seen: 0, again: 0}


def test_a_count_falls_when_the_question_goes_or_the_draft_is_decided_on(
    two: tuple[Library, int, int],
) -> None:
    library, _, parcel = two
    abstained(library, "How can I send a parcel back?")
    unsolved(library, "How do I return my parcel?")
    awaited.count(library)
    assert counts(library)[parcel] == 2
    with library.database.reading() as session:
        before = session.get_one(Article, parcel)
    with library.database.session() as session:
        session.execute(delete(OpenQuestion))
    awaited.count(library)
    assert counts(library)[parcel] == 1
    with library.database.reading() as session:
        after = session.get_one(Article, parcel)
    assert after.worth < before.worth
    assert after.updated_at == before.updated_at, "nobody changed the article"
    with library.database.session() as session:
        articles.publish(session, articles.get(session, parcel))
    indexing.sync(library)
    awaited.count(library)
    assert counts(library)[parcel] == 0


def test_a_conversation_that_is_a_source_does_not_count_twice(library: Library) -> None:
    parcel = draft(library, *RETURN)
    conversation = unsolved(library, "How do I return my parcel?")
    with library.database.session() as session:
        article = articles.get(session, parcel)
        articles.add_origin(session, article, Origin("chat", "chats#1", conversation))
    awaited.count(library)
    assert counts(library) == {parcel: 0}


def test_without_questions_nothing_is_encoded(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(library, *RETURN)
    monkeypatch.setattr(type(library.encoder), "passages", lambda *_: pytest.fail("nothing to encode"))
    assert awaited.count(library) == 0
