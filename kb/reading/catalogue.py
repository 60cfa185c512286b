"""The published articles as readers see them: lists, one article, and the count of views and votes.

Audience is enforced in every query here: what a reader may not see is not listed, counted or told apart from
what does not exist.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, case, select, update

from kb.articles import audiences, path, readable, revision
from kb.database import Session
from kb.errors import NotFoundError
from kb.listing import Listing, listed
from kb.patterns import NO_PATTERNS, Patterns
from kb.tables import Article, Category, Revision
from kb.usage import questions

SUMMARY = 240  # characters of the text shown under a title


@dataclass(frozen=True)
class Card:
    """A published article as a list shows it; `summary` is the beginning of its Markdown.

    `verified_at` is when a person last found it right, at the latest when it was published.
    """

    article_id: int
    external_id: str | None
    title: str
    slug: str
    language: str
    audience: str
    path: str
    category: str | None
    category_slug: str | None
    summary: str
    published_at: datetime
    verified_at: datetime
    helpful: int


@dataclass(frozen=True)
class Reading:
    """A published article as a page shows it, Markdown in the KCS fields, at its published revision."""

    card: Card
    revision: int
    issue: str
    environment: str
    cause: str
    resolution: str
    tags: tuple[str, ...]


def _published(audience: str) -> Select[Article, Revision]:
    return (
        select(Article, Revision)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.published))
        .where(Article.status == "published", Article.audience.in_(audiences(audience)))
    )


def articles(
    session: Session,
    audience: str,
    *,
    language: str | None = None,
    category: str | None = None,
    number: int = 1,
) -> Listing[Card]:
    """Return a page of articles by category slug and language, newest first."""
    query = _published(audience).order_by(Article.published_at.desc(), Article.id.desc())
    if language:
        query = query.where(Article.language == language)
    if category:
        query = query.where(Article.category.has(Category.slug == category))
    page = listed(session, query, number)
    return page.of(_card(row) for row in page.rows)


def on_shelf(session: Session, slug: str, audience: str, *, language: str, number: int = 1) -> Listing[Card]:
    """Return a page of a category's articles: those in the reader's language first, then by what helped."""
    foreign = case((Article.language == language, 0), else_=1)
    query = _published(audience).where(Article.category.has(Category.slug == slug))
    ordered = query.order_by(
        foreign, (Article.helpful - Article.unhelpful).desc(), Revision.title, Article.id
    )
    page = listed(session, ordered, number)
    return page.of(_card(row) for row in page.rows)


def recent(session: Session, audience: str, language: str, limit: int = 6) -> list[Card]:
    """Return the articles in a language that were published last."""
    query = _published(audience).where(Article.language == language)
    rows = session.execute(query.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)).all()
    return [_card(row) for row in rows]


def popular(session: Session, audience: str, language: str, limit: int = 6) -> list[Card]:
    """Return the articles in a language that helped most, then those read most; none that nobody has read."""
    votes = Article.helpful - Article.unhelpful
    query = _published(audience).where(Article.language == language, Article.views + votes > 0)
    ranked = query.order_by(votes.desc(), Article.views.desc(), Article.published_at.desc(), Article.id)
    return [_card(row) for row in session.execute(ranked.limit(limit)).all()]


def cards(session: Session, article_ids: Sequence[int], audience: str) -> list[Card]:
    """Return those of the articles that this reader may see, in the order given."""
    rows = session.execute(_published(audience).where(Article.id.in_(article_ids))).all()
    found = {row[0].id: _card(row) for row in rows}
    return [found[article_id] for article_id in article_ids if article_id in found]


def article(session: Session, article_id: int, audience: str) -> Reading:
    """Return an article with its published text.

    Raises:
        NotFoundError: there is none that this reader may see.
    """
    return _reading(*readable(session, article_id, audience))


def _reading(found: Article, shown: Revision) -> Reading:
    return Reading(
        card=_card((found, shown)),
        revision=shown.number,
        issue=shown.issue,
        environment=shown.environment,
        cause=shown.cause,
        resolution=shown.resolution,
        tags=tuple(found.tags),
    )


def _card(row: Row[Article, Revision] | tuple[Article, Revision]) -> Card:
    found, shown = row
    assert found.published_at is not None, "a published article has its date"
    return Card(
        article_id=found.id,
        external_id=found.external_id,
        title=shown.title,
        slug=shown.slug,
        language=found.language,
        audience=found.audience,
        path=path(found.id, shown.slug, found.language),
        category=found.category.name if found.category else None,
        category_slug=found.category.slug if found.category else None,
        summary=(shown.resolution or shown.issue)[:SUMMARY],
        published_at=found.published_at,
        verified_at=max(found.published_at, found.verified_at or found.published_at),
        helpful=found.helpful,
    )


def _text(shown: Revision) -> str:
    fields = (shown.title, shown.issue, shown.environment, shown.cause, shown.resolution)
    return "\n\n".join(fields)


def locate(session: Session, article_id: int, number: int, quote: str) -> tuple[int, int] | None:
    """Find a quote in a revision's text; return its place for `quoted`, or None when it is not there."""
    try:
        start = _text(revision(session, article_id, number)).find(quote)
    except NotFoundError:
        return None
    return (start, start + len(quote)) if start >= 0 and quote else None


def quoted(session: Session, article_id: int, number: int, start: int, end: int) -> str | None:
    """Return the text at a place that `locate` found; only to look it up again in what the reader may see."""
    try:
        text = _text(revision(session, article_id, number))
    except NotFoundError:
        return None
    return text[start:end] if 0 <= start < end <= len(text) else None


def is_public(session: Session, article_id: int) -> bool:
    """Whether the whole world may read an article."""
    query = select(Article.id).filter_by(id=article_id, status="published", audience="public")
    return session.scalar(query) is not None


def public_pages(session: Session) -> Iterator[tuple[str, datetime]]:
    """Go through the addresses of all that the whole world may read, with the day of their last change."""
    for row in session.execute(_published("public").order_by(Article.id)):
        card = _card(row)
        yield card.path, card.published_at


def newest(session: Session, language: str, limit: int) -> list[Reading]:
    """Return what the whole world may read in a language, newest first, with its text."""
    query = _published("public").where(Article.language == language)
    rows = session.execute(query.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)).all()
    return [_reading(found, shown) for found, shown in rows]


def rate(
    session: Session,
    article_id: int,
    audience: str,
    *,
    helpful: bool,
    reason: str = "",
    comment: str = "",
    patterns: Patterns = NO_PATTERNS,
) -> None:
    """Count a reader's vote about an article.

    Raises:
        NotFoundError: there is none that this reader may see.
    """
    readable(session, article_id, audience)
    questions.add_feedback(
        session, article_id=article_id, helpful=helpful, reason=reason, comment=comment, patterns=patterns
    )


def count_views(session: Session, views: Mapping[int, int]) -> None:
    """Add to the number of times that articles were read."""
    for article_id, number in sorted(views.items()):
        # Being read does not change an article, so its date stays.
        values = {"views": Article.views + number, "updated_at": Article.updated_at}
        session.execute(update(Article).filter_by(id=article_id).values(values))
