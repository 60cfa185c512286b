"""What happened in a stretch of days, counted: searches, questions and their outcomes, hand-overs, votes.

For managers only. Days are UTC days; every figure is a count of stored rows, so that each adds up with the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from kb.database import Session
from kb.tables import Answer, Article, Feedback, Handover, Question, SearchDay
from kb.tables.metadata import now

LONGEST = 730  # days of one period


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both counted."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The moment it begins."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The moment it is over."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC) + timedelta(days=1)

    def __iter__(self) -> Iterator[date]:
        """Go through its days."""
        return (self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Counts:
    """How much happened on one day, in one language or in all: see the names.

    Attributes:
        empty: searches that found nothing.
        answered, abstained: outcomes of questions; together they are all that was asked.
    """

    searches: int = 0
    empty: int = 0
    answered: int = 0
    abstained: int = 0
    handed_over: int = 0
    helpful: int = 0
    unhelpful: int = 0

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return self.answered + self.abstained

    @property
    def answer_rate(self) -> float | None:
        """Which part of the questions was answered; None where nothing was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def helpful_rate(self) -> float | None:
        """Which part of the votes says that it helped; None without votes."""
        votes = self.helpful + self.unhelpful
        return self.helpful / votes if votes else None


@dataclass(frozen=True)
class Activity:
    """Counts of a period: each day of it, each language met (the busiest first), and all together."""

    days: tuple[tuple[date, Counts], ...]
    languages: tuple[tuple[str, Counts], ...]
    total: Counts


def recent(days: int) -> Period:
    """Return the period of so many days that ends today."""
    today = now().date()
    return Period(today - timedelta(days=min(max(days, 1), LONGEST) - 1), today)


def activity(session: Session, period: Period, language: str | None = None) -> Activity:
    """Count what happened in a period, in one language or in all."""
    cells: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for query in _queries(session, period):
        for row in session.execute(query):
            day, spoken, *_ = row
            if language is None or spoken == language:
                cell = cells[_day(day), spoken]
                cell.update({name: int(value or 0) for name, value in row._mapping.items() if name in NAMES})  # noqa: SLF001 - public API
    by_day: dict[date, Counter[str]] = defaultdict(Counter)
    by_language: dict[str, Counter[str]] = defaultdict(Counter)
    for (day, spoken), cell in cells.items():
        by_day[day].update(cell)
        by_language[spoken].update(cell)
    busiest = sorted(by_language, key=lambda code: (-sum(by_language[code].values()), code))
    total = sum(cells.values(), Counter())
    return Activity(
        days=tuple((day, Counts(**by_day[day])) for day in period),
        languages=tuple((code, Counts(**by_language[code])) for code in busiest),
        total=Counts(**total),
    )


NAMES = {field.name for field in fields(Counts)}


def _queries(session: Session, period: Period) -> list[Select[*tuple[Any, ...]]]:
    asked = _on(session, Question.asked_at)
    handed = _on(session, Handover.created_at)
    voted = _on(session, Feedback.created_at)
    spoken = func.coalesce(Question.language, Article.language)
    return [
        select(
            SearchDay.day,
            SearchDay.language,
            func.sum(SearchDay.searches).label("searches"),
            func.sum(SearchDay.empty).label("empty"),
        )
        .where(SearchDay.day.between(period.first, period.last))
        .group_by(SearchDay.day, SearchDay.language),
        select(
            asked,
            Question.language,
            total_of(~Answer.abstained, "answered"),
            total_of(Answer.abstained, "abstained"),
        )
        .join(Answer, Answer.question_id == Question.id)
        .where(within(Question.asked_at, period))
        .group_by(asked, Question.language),
        select(handed, Handover.language, func.count().label("handed_over"))
        .where(within(Handover.created_at, period))
        .group_by(handed, Handover.language),
        select(voted, spoken, total_of(Feedback.helpful, "helpful"), total_of(~Feedback.helpful, "unhelpful"))
        .select_from(Feedback)
        .join(Answer, Answer.id == Feedback.answer_id, isouter=True)
        .join(Question, Question.id == Answer.question_id, isouter=True)
        .join(Article, Article.id == Feedback.article_id, isouter=True)
        .where(within(Feedback.created_at, period))
        .group_by(voted, spoken),
    ]


def _on(session: Session, moment: Any) -> ColumnElement[Any]:
    """The UTC day of a moment: SQLite keeps moments in UTC, PostgreSQL shows them in the session's zone."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date(func.timezone("UTC", moment))
    return func.date(moment)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def within(moment: Any, period: Period) -> ColumnElement[bool]:
    """Whether a moment is in a period."""
    return and_(moment >= period.start, moment < period.end)


def total_of(where: Any, name: str) -> ColumnElement[int]:
    """The number of rows for which something holds."""
    return func.sum(case((where, 1), else_=0)).label(name)
