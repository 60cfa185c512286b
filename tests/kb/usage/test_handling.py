"""Why cases were handed over and how replies were rewritten: every figure is the rows it stands for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kb import articles
from kb.content import Content, Draft, Labels
from kb.tables import Handover
from kb.usage import handling, handovers, reuse
from kb.usage.statistics import Period
from tests.kb.usage.test_statistics import ask

WEEK = Period(date(2025, 10, 6), date(2025, 10, 12))
INSIDE, OUTSIDE = datetime(2025, 10, 7, tzinfo=UTC), datetime(2025, 10, 13, tzinfo=UTC)


def hand_over(session, reason, language="en", at=INSIDE):
    asking = handovers.Asking(contact="a@b.example", language=language, reason=reason)
    made = handovers.create(session, asking, secret=b"x")
    session.get(Handover, made.id).created_at = at


def reply(session, suggested, sent, cites=(), language="en", at=INSIDE):
    made = ask(session, (2025, 10, 7), language=language, cites=cites)
    reuse.sent(session, made.answer_id, suggested, sent).sent_at = at


def test_reasons_are_counted_in_their_period_and_language(database):
    with database.session() as session:
        for reason in ("angry", "asked_for_human", "asked_for_human"):
            hand_over(session, reason)
        hand_over(session, "angry", "fa")
        hand_over(session, "sensitive", at=OUTSIDE)
        assert handling.reasons(session, WEEK) == [("angry", 2), ("asked_for_human", 2)]
        assert handling.reasons(session, WEEK, "en") == [("asked_for_human", 2), ("angry", 1)]


def test_what_is_rewritten_most_comes_first(database):
    with database.session() as session:
        good, bad = (
            articles.create(session, Draft(Content(title, "R"), Labels("en"))).id for title in ("Good", "Bad")
        )
        reply(session, "as it is", "as it is", (good,))
        reply(session, "abcd", "abxx", (bad, good))
        reply(session, "abcd", "abcd", (bad,), "zh")
        reply(session, "nobody", "cited", ())
        reply(session, "later", "x", (bad,), at=OUTSIDE)
        found = handling.replies(session, WEEK)
        assert (found.sent, found.unchanged) == (4, 2)
        assert [(one.title, one.replies, one.unchanged, one.kept) for one in found.articles] == [
            ("Bad", 2, 1, pytest.approx(0.75)),
            ("Good", 1, 1, 1.0),
        ]
        assert handling.replies(session, WEEK, "zh").kept == 1.0
        assert handling.replies(session, WEEK, "fa").kept is None
