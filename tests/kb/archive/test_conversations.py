"""Conversations on both databases: messages arrive once, threads grow together and lose nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from kb import articles
from kb.archive import conversations, imports
from kb.archive.conversations import MAIL, Incoming, Opening, Waiting
from kb.archive.imports import Entry
from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.database import Database, Session
from kb.tables import (
    Conversation,
    Evidence,
    ImportItem,
    Message,
    Participant,
    RawMessage,
    Source,
    ThreadReference,
    Variant,
)

DAY = datetime(2024, 5, 1, 9, tzinfo=UTC)


def mail(session: Session, name: str, *texts: str) -> Conversation:
    started = conversations.start(session, Opening(f"{name}@x", MAIL, "email", subject_key="subject"))
    for number, text in enumerate(texts):
        conversations.append(session, started, Incoming(f"{name}{number}@x", text))
    return started


def ids(conversation: Conversation) -> list[str]:
    return [message.external_id for message in conversation.messages]


def test_a_message_is_kept_with_all_that_was_read(database: Database) -> None:
    sent = datetime(2024, 5, 1, 12, tzinfo=UTC)
    with database.session() as session:
        chat = conversations.start(
            session, Opening("c1", "chats.jsonl", "chat", language="zh", resolved=True)
        )
        incoming = Incoming("m1", "你好", "Lin", "lin@example.com", "退货", "customer", sent, {"to": ["a"]})
        assert conversations.append(session, chat, incoming)
    with database.reading() as session:
        kept = conversations.find(session, "chats.jsonl", "c1")
        assert kept is not None
        assert (kept.channel, kept.language, kept.resolved, kept.mined) == ("chat", "zh", True, False)
        message = kept.messages[0]
        assert (message.external_id, message.role, message.sent_at) == ("m1", "customer", sent)
        assert message.text is None, "not cleaned and masked yet"
        raw = message.raw
        assert raw is not None
        assert (raw.text, raw.author, raw.address, raw.subject) == ("你好", "Lin", "lin@example.com", "退货")
        assert raw.envelope == {"to": ["a"]}
        assert conversations.find(session, "other.jsonl", "c1") is None


def test_the_same_message_again_is_not_new_and_another_text_is_numbered(database: Database) -> None:
    with database.session() as session:
        chat = mail(session, "m", "one")
        assert not conversations.append(session, chat, Incoming("m0@x", "one"))
        assert conversations.append(session, chat, Incoming("m0@x", "two"))
        assert conversations.append(session, chat, Incoming("m0@x", "three"))
        assert not conversations.append(session, chat, Incoming("m0@x", "two"))
        assert ids(chat) == ["m0@x", "m0@x#2", "m0@x#3"]


def test_a_message_whose_raw_text_was_forgotten_is_not_new(database: Database) -> None:
    with database.session() as session:
        chat = mail(session, "m", "one")
        session.delete(chat.messages[0].raw)
        session.flush()
        session.expire_all()
        assert not conversations.append(session, chat, Incoming("m0@x", "one"))


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", "z"])), max_size=12))
def test_any_messages_in_any_order_are_kept_once_each(
    database: Database, arriving: list[tuple[str, str]]
) -> None:
    with database.session() as session:
        chat = conversations.start(session, Opening(f"{_count(session)}", "h.jsonl", "chat"))
        new = [conversations.append(session, chat, Incoming(*message)) for message in arriving]
        again = [conversations.append(session, chat, Incoming(*message)) for message in arriving]
        assert sum(map(bool, new)) == len(set(arriving)) == len(chat.messages)
        assert not any(again)
        assert [message.position for message in chat.messages] == list(range(len(chat.messages)))


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Conversation)) or 0


def test_a_new_message_makes_a_conversation_wait_again(database: Database) -> None:
    with database.session() as session:
        first, second = mail(session, "a", "one"), mail(session, "b", "one")
        one, two = Waiting(first.id, 1), Waiting(second.id, 1)
        assert conversations.unmined(session) == [one]
        assert conversations.unmined(session, limit=5) == [one, two]
        assert conversations.unmined(session, after=first.id) == [two]
        assert conversations.count_unmined(session) == 2
        first.mined = second.mined = True
        session.flush()
        assert conversations.unmined(session) == []
        assert conversations.count_unmined(session) == 0
        conversations.append(session, second, Incoming("later@x", "it happened again"))
        assert conversations.unmined(session) == [Waiting(second.id, 2)]


def test_mails_are_found_by_their_references_and_subject(database: Database) -> None:
    with database.session() as session:
        first, second = mail(session, "a", "one"), mail(session, "b", "one")
        conversations.tie(session, first, ["a0@x", "root@x", "a0@x"])
        conversations.tie(session, second, ["b0@x", "root@x"])
        assert conversations.tied(session, ["root@x"]) == [first], "the first tie counts"
        assert conversations.tied(session, ["b0@x", "a0@x"]) == [first, second]
        assert conversations.tied(session, ["unheard@x"]) == conversations.tied(session, []) == []
        found = conversations.mail_message(session, "b0@x")
        assert found is not None
        assert found.conversation is second
        assert conversations.mail_message(session, "unheard@x") is None


def test_chats_are_never_taken_for_mails(database: Database) -> None:
    with database.session() as session:
        chat = conversations.start(session, Opening("c", "chats.jsonl", "chat", subject_key="subject"))
        conversations.append(session, chat, Incoming("m0@x", "hello"))
        assert conversations.mail_message(session, "m0@x") is None


def test_mails_are_found_by_subject_and_people_near_in_time(database: Database) -> None:
    week = timedelta(days=7)
    with database.session() as session:
        first, second = mail(session, "a"), mail(session, "b")
        asked = conversations.append(session, first, Incoming("a0@x", "one", sent_at=DAY))
        reply = conversations.append(session, second, Incoming("b0@x", "two", sent_at=DAY))
        assert asked is not None
        assert reply is not None
        conversations.tie_subject(session, asked, (), ("k1", "k2"))
        conversations.tie_subject(session, reply, ("k3",), ("k2",))
        find = conversations.by_subject
        assert find(session, ("k1",), (), DAY + week, week) == [first]
        assert find(session, ("k1",), (), DAY + week * 2, week) == []
        assert find(session, ("k2", "k9"), ("k3",), DAY, week) == [first, second]
        assert find(session, (), ("k1",), DAY, week) == [], "only a reply that names no other mail answers"
        assert find(session, (), (), DAY, week) == []
        session.delete(asked.raw)
        session.flush()
        assert find(session, ("k1",), (), DAY, week) == [], "who wrote it was forgotten"


@pytest.fixture
def two_threads(database: Database) -> tuple[int, int]:
    """Two mail threads with everything that can hang on one; both support article 1, the second also article 2."""
    with database.session() as session:
        one, two = mail(session, "a", "first", "second"), mail(session, "b", "third")
        for thread in (one, two):
            conversations.tie(session, thread, [f"ref{thread.id}@x"])
            conversations.add_participants(session, thread, [f"{thread.id}" * 64, "shared"])
            item = Entry("a.mbox", thread.external_id, "email", "imported", "h", conversation_id=thread.id)
            imports.enter(session, imports.create(session, ("a.mbox",)).id, item)
            thread.mined = True
        message = two.messages[0]
        span = EvidenceSpan("resolution", "third", message.id, 0, 5, "third")
        for number, threads in ((1, (one, two)), (2, (two,))):
            draft = Draft(
                Content(f"Title {number}", "third"),
                Labels("en"),
                evidence=(span,),
                phrasings=tuple(
                    Phrasing(f"phrasing {number} {thread.id}", "en", thread.id) for thread in threads
                ),
                origins=tuple(Origin("email", f"{thread.id}", thread.id) for thread in threads),
            )
            articles.create(session, draft)
        return one.id, two.id


def test_threads_that_are_one_are_merged_and_nothing_is_lost(
    database: Database, two_threads: tuple[int, int]
) -> None:
    one, two = two_threads
    with database.session() as session:
        conversations.merge(session, conversations.get(session, one), conversations.get(session, two))
    with database.reading() as session:
        kept = conversations.get(session, one)
        assert session.get(Conversation, two) is None
        assert sorted(ids(kept)) == ["a0@x", "a1@x", "b0@x"]
        assert not kept.mined
        assert all(message.raw is not None for message in kept.messages)
        owners = {
            table: set(session.scalars(select(table.conversation_id)))
            for table in (Message, ThreadReference, Participant, Source, Variant, ImportItem)
        }
        assert all(owner == {one} for owner in owners.values()), owners
        assert len(session.scalars(select(ThreadReference.reference)).all()) == 2
        assert len(session.scalars(select(Participant.digest)).all()) == 3
        assert len(session.scalars(select(Variant)).all()) == 3
        assert sorted(session.scalars(select(Source.article_id))) == [1, 2]
        assert len(session.scalars(select(Evidence)).all()) == 2
        assert len(session.scalars(select(RawMessage)).all()) == 3


def test_a_merged_mail_is_still_known_to_the_next_import(
    database: Database, two_threads: tuple[int, int]
) -> None:
    one, two = two_threads
    with database.session() as session:
        conversations.merge(session, conversations.get(session, one), conversations.get(session, two))
    with database.session() as session:
        known = imports.known(session, "b@x", "h")
        assert known is not None
        assert known.conversation_id == one


def test_merged_messages_keep_an_order(database: Database, two_threads: tuple[int, int]) -> None:
    one, two = two_threads
    with database.session() as session:
        conversations.merge(session, conversations.get(session, one), conversations.get(session, two))
        merged = conversations.get(session, one)
        conversations.append(session, merged, Incoming("last@x", "at last"))
    with database.reading() as session:
        assert ids(conversations.get(session, one)) == ["a0@x", "a1@x", "b0@x", "last@x"]


def test_participants_are_noted_once(database: Database) -> None:
    with database.session() as session:
        chat = mail(session, "m", "one")
        conversations.add_participants(session, chat, ["d1", "d2", "d1"])
        conversations.add_participants(session, chat, ["d2", "d3"])
        assert sorted(session.scalars(select(Participant.digest))) == ["d1", "d2", "d3"]


def test_every_conversation_comes_in_order(database: Database) -> None:
    with database.session() as session:
        made = [mail(session, str(number), "text").id for number in range(5)]
        assert [conversation.id for conversation in conversations.every(session)] == made
