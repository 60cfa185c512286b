"""Questions, answers and feedback as they are kept, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from kb import articles
from kb.content import Content, Draft, Labels
from kb.database import Database
from kb.errors import NotFoundError
from kb.tables import Answer, Article, Feedback, Question
from kb.usage import questions
from kb.usage.questions import COMMENT_LIMIT, Record

RECORD = Record(
    text="چطور پس بفرستم؟",
    language="fa",
    audience="public",
    channel="portal",
    abstained=False,
    confidence=0.875,
    reason="",
    writer="quotes",
    degraded=False,
    sentences=({"text": "Print the label.", "citations": [1]},),
    citations=({"number": 1, "article_id": 7, "revision": 2, "quote": "Print the label."},),
    milliseconds=12.5,
)


def test_a_question_is_kept_with_its_answer(database: Database) -> None:
    with database.session() as session:
        asked = questions.record(session, RECORD)
    with database.reading() as session:
        question = session.get_one(Question, asked.question_id)
        assert (question.text, question.language, question.channel) == (RECORD.text, "fa", "portal")
        answer = question.answer
        assert answer is not None
        assert answer.id == asked.answer_id
        assert (answer.abstained, answer.confidence, answer.milliseconds) == (False, 0.875, 12.5)
        assert answer.sentences == list(RECORD.sentences)
        assert answer.citations == list(RECORD.citations)


def test_an_abstention_is_kept_with_its_reason(database: Database) -> None:
    with database.session() as session:
        asked = questions.record(
            session,
            replace(
                RECORD, abstained=True, reason="nothing fits", sentences=(), citations=(), confidence=0.0
            ),
        )
    with database.reading() as session:
        answer = session.get_one(Answer, asked.answer_id)
        assert (answer.abstained, answer.reason, answer.sentences, answer.citations) == (
            True,
            "nothing fits",
            [],
            [],
        )


def published(database: Database) -> int:
    with database.session() as session:
        made = articles.create(session, Draft(Content("Title", "Text"), Labels("en")))
        articles.publish(session, made)
        return made.id


def test_feedback_is_kept_and_counted(database: Database) -> None:
    article_id = published(database)
    with database.session() as session:
        asked = questions.record(session, RECORD)
        questions.add_feedback(session, answer_id=asked.answer_id, helpful=True)
        questions.add_feedback(session, article_id=article_id, helpful=True)
        questions.add_feedback(
            session, article_id=article_id, helpful=False, reason="old", comment="x" * 5000
        )
    with database.reading() as session:
        article = session.get_one(Article, article_id)
        assert (article.helpful, article.unhelpful) == (1, 1)
        given = session.scalars(select(Feedback).order_by(Feedback.id)).all()
        assert [(row.answer_id, row.article_id, row.helpful) for row in given] == [
            (asked.answer_id, None, True),
            (None, article_id, True),
            (None, article_id, False),
        ]
        assert given[2].reason == "old"
        assert len(given[2].comment) == COMMENT_LIMIT


def test_being_rated_does_not_change_an_article(database: Database) -> None:
    article_id = published(database)
    with database.reading() as session:
        before = session.get_one(Article, article_id).updated_at
    with database.session() as session:
        questions.add_feedback(session, article_id=article_id, helpful=True)
    with database.reading() as session:
        assert session.get_one(Article, article_id).updated_at == before


def test_votes_at_the_same_moment_all_count(database: Database) -> None:
    article_id = published(database)
    ready = threading.Barrier(4, timeout=10)

    def vote() -> None:
        with database.session() as session:
            if database.engine.dialect.name == "postgresql":  # SQLite lets one begin after the other
                session.scalars(select(Article)).all()
                ready.wait()
            questions.add_feedback(session, article_id=article_id, helpful=True)

    threads = [threading.Thread(target=vote) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(Article, article_id).helpful == 4


def test_feedback_about_what_nobody_can_see_is_refused(database: Database) -> None:
    with database.session() as session:
        draft = articles.create(session, Draft(Content("Title", "Text"), Labels("en")))
    for target in ({"article_id": draft.id}, {"article_id": 999}, {"answer_id": 999}):
        with pytest.raises(NotFoundError), database.session() as session:
            questions.add_feedback(session, helpful=True, **target)
    with database.reading() as session:
        assert session.scalars(select(Feedback)).all() == []


def test_a_comment_is_kept_masked(database: Database) -> None:
    with database.session() as session:
        asked = questions.record(session, RECORD)
        comment = "Call me on +44 7700 900123 or write to jo@example.com"
        questions.add_feedback(session, answer_id=asked.answer_id, helpful=False, comment=comment)
    with database.reading() as session:
        kept = session.scalars(select(Feedback)).one().comment
    assert "900123" not in kept
    assert "jo@example.com" not in kept
