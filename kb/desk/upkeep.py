"""Which articles earn their place and which need somebody: use, age, and how long drafts waited for their readers.

For managers only; a title here is the newest one, published or not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import case, func, or_, select

from kb.database import Session
from kb.tables import Answer, Article, Feedback, Question, Reuse, Revision
from kb.tables.metadata import now
from kb.usage.statistics import Period, total_of, within

OLD_AFTER = 180  # days after which an article is stale unless somebody found it right
TOP = 10


@dataclass(frozen=True)
class Used:
    """An article that was of use: cited in answers, put into replies by agents, and voted on."""

    article_id: int
    title: str
    language: str
    cited: int
    reused: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True)
class Aging:
    """A published article that somebody should look at; `looked_at` is when a person last found it right.

    Attributes:
        old: whether that is too long ago.
    """

    article_id: int
    title: str
    language: str
    looked_at: datetime
    helpful: int
    unhelpful: int
    old: bool


@dataclass(frozen=True)
class Published:
    """Articles first published in one week, which begins on `week`; `hours` is the median since the draft."""

    week: date
    articles: int
    hours: float


def most_used(session: Session, period: Period, language: str | None = None, limit: int = TOP) -> list[Used]:
    """Return the articles that helped most in a period: by citations and reuse, then by votes."""
    cited = Counter[int]()
    answers = (
        select(Answer.citations).join(Question).where(within(Question.asked_at, period), ~Answer.abstained)
    )
    for (citations,) in session.execute(answers).yield_per(1000):
        cited.update({int(one["article_id"]) for one in citations})
    reuses = select(Reuse.article_id, func.count()).where(within(Reuse.used_at, period))
    reused = dict(session.execute(reuses.group_by(Reuse.article_id)).all())
    given = (
        select(Feedback.article_id, total_of(Feedback.helpful, "up"), total_of(~Feedback.helpful, "down"))
        .where(within(Feedback.created_at, period), Feedback.article_id.is_not(None))
        .group_by(Feedback.article_id)
    )
    votes = {row[0]: (row[1], row[2]) for row in session.execute(given) if row[0] is not None}
    used = [
        Used(
            article_id,
            title,
            spoken,
            cited[article_id],
            reused.get(article_id, 0),
            *votes.get(article_id, (0, 0)),
        )
        for article_id, title, spoken in _titles(session, {*cited, *reused, *votes}, language)
    ]
    used.sort(key=lambda one: (-one.cited - one.reused, one.unhelpful - one.helpful, one.article_id))
    return used[:limit]


def _titles(session: Session, ids: set[int], language: str | None) -> Sequence[tuple[int, str, str]]:
    query = (
        select(Article.id, Revision.title, Article.language)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .where(Article.id.in_(ids))
    )
    if language:
        query = query.where(Article.language == language)
    return session.execute(query).all()


def stale(
    session: Session, language: str | None = None, *, after: int = OLD_AFTER, limit: int = TOP
) -> list[Aging]:
    """Return published articles that nobody looked at for `after` days, or that more readers found unhelpful.

    Those with the most unhelpful votes come first, then the oldest.
    """
    looked = case(
        (Article.verified_at > Article.published_at, Article.verified_at), else_=Article.published_at
    )
    before = now() - timedelta(days=after)
    query = (
        select(Article, Revision.title)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.published))
        .where(
            Article.status == "published",
            or_(looked < before, (Article.unhelpful > Article.helpful) & (Article.unhelpful > 1)),
        )
        .order_by((Article.unhelpful - Article.helpful).desc(), looked, Article.id)
    )
    if language:
        query = query.where(Article.language == language)
    return [_aging(article, title, before) for article, title in session.execute(query.limit(limit))]


def _aging(article: Article, title: str, before: datetime) -> Aging:
    assert article.published_at is not None, "a published article has its date"
    looked = max(article.published_at, article.verified_at or article.published_at)
    return Aging(
        article.id, title, article.language, looked, article.helpful, article.unhelpful, old=looked < before
    )


def publishing(session: Session, period: Period, language: str | None = None) -> list[Published]:
    """Return for each week how many drafts readers saw for the first time, and how long that took.

    Rows that were imported as they are were never drafts, and do not count.
    """
    query = select(Article.created_at, Article.first_published_at).where(
        within(Article.first_published_at, period), Article.row_digest.is_(None)
    )
    if language:
        query = query.where(Article.language == language)
    weeks: dict[date, list[float]] = defaultdict(list)
    for created, seen in session.execute(query):
        if seen is not None:
            day = seen.date()
            weeks[day - timedelta(days=day.weekday())].append((seen - created).total_seconds() / 3600)
    return [Published(week, len(hours), median(hours)) for week, hours in sorted(weeks.items())]
