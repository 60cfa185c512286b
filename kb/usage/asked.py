"""Finds the questions that several visitors put in the same words and that a public article answered.

No single customer's wording comes out of here: a question counts by the visits it was asked in, and only by those
known to be different ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from kb.database import Session
from kb.tables import Answer, Question

LEAST = 3  # visits in which a question was asked
MOST = 500  # questions, the most frequent


@dataclass(frozen=True)
class Frequent:
    """A question as it was put last, masked; the article that answered it; and in how many visits it was asked."""

    text: str
    language: str
    article_id: int
    visits: int


def frequent(session: Session, since: datetime, least: int = LEAST, limit: int = MOST) -> Sequence[Frequent]:
    """Return what customers asked most since a moment, the most frequent first.

    Questions that followed up others are left out: alone they say nothing.
    """
    visits = func.count(Question.conversation.distinct())
    counted = (
        select(func.max(Question.id), visits)
        .join(Answer, Answer.question_id == Question.id)
        .where(
            Question.audience == "public",
            Question.conversation != "",
            Question.wording != "",
            Question.understood == "",
            Question.asked_at > since,
            ~Answer.abstained,
        )
        .group_by(Question.wording, Question.language)
        .having(visits >= least)
        .order_by(visits.desc(), func.max(Question.id).desc())
        .limit(limit)
    )
    number = dict(session.execute(counted).all())
    rows = session.execute(
        select(Question.id, Question.text, Question.language, Answer.citations)
        .join(Answer, Answer.question_id == Question.id)
        .where(Question.id.in_(number))
    )
    found = [
        Frequent(text, language, int(citations[0]["article_id"]), number[question_id])
        for question_id, text, language, citations in rows
        if citations
    ]
    return sorted(found, key=lambda one: (-one.visits, one.text))
