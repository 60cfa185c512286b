"""What the dashboard counts: every figure is the rows it stands for, in its period and language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kb import articles
from kb.content import Content, Draft, Labels
from kb.desk import upkeep
from kb.tables import Handover, Question
from kb.tables.metadata import now
from kb.usage import handovers, questions, reuse, searches, statistics
from kb.usage.questions import Record
from kb.usage.statistics import Period

WEEK = Period(date(2025, 10, 6), date(2025, 10, 12))


def ask(session, day, *, language="en", abstained=False, cites=()):
    kept = Record(
        text="q",
        language=language,
        audience="public",
        channel="portal",
        abstained=abstained,
        confidence=0.5,
        reason="",
        writer="quotes",
        degraded=False,
        sentences=[],
        citations=[{"article_id": one} for one in cites],
        milliseconds=1.0,
    )
    made = questions.record(session, kept)
    session.get(Question, made.question_id).asked_at = datetime(*day, 23, 30, tzinfo=UTC)
    return made


@pytest.fixture
def article(database):
    with database.session() as session:
        made = articles.create(session, Draft(Content("T", "R"), Labels("fa")))
        articles.publish(session, made)
        return made.id


def test_each_day_and_language_has_its_own_and_the_total_is_their_sum(database):
    with database.session() as session:
        ask(session, (2025, 10, 6))
        ask(session, (2025, 10, 6), abstained=True)
        ask(session, (2025, 10, 12), language="fa")
        ask(session, (2025, 10, 5))
        ask(session, (2025, 10, 13))
        found = statistics.activity(session, WEEK)
        assert [(day.day, one.asked) for day, one in found.days if one.asked] == [(6, 2), (12, 1)]
        assert len(found.days) == 7
        assert [(code, one.answered, one.abstained) for code, one in found.languages] == [
            ("en", 1, 1),
            ("fa", 1, 0),
        ]
        assert found.total.answer_rate == pytest.approx(2 / 3)
        assert statistics.activity(session, WEEK, "fa").total.asked == 1
        assert statistics.activity(session, WEEK, "zh").total.answer_rate is None


def test_votes_count_in_the_language_of_what_they_are_about(database, article):
    with database.session() as session:
        made = ask(session, (2025, 10, 6), language="zh")
        questions.add_feedback(session, answer_id=made.answer_id, helpful=True)
        questions.add_feedback(session, article_id=article, helpful=False)
        found = dict(statistics.activity(session, statistics.recent(7)).languages)
        assert (found["zh"].helpful, found["fa"].unhelpful) == (1, 1)
        assert statistics.activity(session, statistics.recent(7)).total.helpful_rate == 0.5


def test_hand_overs_and_searches(database):
    with database.session() as session:
        asking = handovers.Asking(contact="a@b.example", language="fa")
        made = handovers.create(session, asking, secret=b"x")
        session.get(Handover, made.id).created_at = datetime(2025, 10, 7, tzinfo=UTC)
        searches.count(session, {("fa", "portal", False): 3, ("fa", "portal", True): 1})
        searches.count(session, {("fa", "portal", True): 2})
        assert statistics.activity(session, WEEK).total.handed_over == 1
        today = statistics.activity(session, statistics.recent(1)).total
        assert (today.searches, today.empty) == (6, 3)


def test_what_was_used_most_comes_first(database, article):
    with database.session() as session:
        other = articles.create(session, Draft(Content("O", "R"), Labels("en")))
        ask(session, (2025, 10, 6), cites=(other.id,))
        ask(session, (2025, 10, 7), cites=(article,))
        ask(session, (2025, 10, 8), cites=(article, other.id), abstained=True)
        articles.publish(session, other)
        reuse.note(session, other.id, "copy", None)
        period = Period(WEEK.first, now().date())
        used = upkeep.most_used(session, period)
        assert [(one.article_id, one.cited, one.reused) for one in used] == [
            (other.id, 1, 1),
            (article, 1, 0),
        ]
        assert [one.article_id for one in upkeep.most_used(session, period, "fa")] == [article]


def test_an_article_is_stale_when_nobody_looked_or_readers_say_so(database, article):
    with database.session() as session:
        assert upkeep.stale(session) == []
        old = articles.create(session, Draft(Content("O", "R"), Labels("en")))
        articles.publish(session, old)
        old.published_at = now() - timedelta(days=200)
        session.flush()
        assert [(one.article_id, one.old) for one in upkeep.stale(session)] == [(old.id, True)]
        assert upkeep.stale(session, after=201) == []
        old.verified_at = now()
        session.flush()
        assert upkeep.stale(session) == []
        for _ in range(2):
            questions.add_feedback(session, article_id=article, helpful=False)
        session.expire_all()
        assert [(one.article_id, one.old) for one in upkeep.stale(session)] == [(article, False)]


def test_time_to_publish_is_from_the_draft_to_the_first_time(database, article):
    with database.session() as session:
        made = articles.get(session, article)
        made.created_at = datetime(2025, 10, 6, 8, tzinfo=UTC)
        made.first_published_at = datetime(2025, 10, 8, 8, tzinfo=UTC)
        row = articles.create(session, Draft(Content("Row", "R"), Labels("en"), row_digest="x"))
        articles.publish(session, row)
        row.first_published_at = datetime(2025, 10, 8, 8, tzinfo=UTC)
        session.flush()
        (week,) = upkeep.publishing(session, WEEK)
        assert (week.week, week.articles, week.hours) == (date(2025, 10, 6), 1, 48.0)
        assert upkeep.publishing(session, WEEK, "en") == []
        articles.publish(session, made)
        assert made.first_published_at == datetime(2025, 10, 8, 8, tzinfo=UTC)
