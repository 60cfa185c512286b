"""Reads passages from SQL for a reader: the second, binding check of status and audience.

Whatever the index found, text leaves `kb` only through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kb.articles import audiences, path
from kb.database import Session
from kb.tables import Article, Category, Passage, Revision


@dataclass(frozen=True)
class Readable:
    """A published article that a reader may see, as its published revision says it."""

    article_id: int
    external_id: str | None
    title: str
    language: str
    audience: str
    category: str | None
    revision: int
    path: str


@dataclass(frozen=True)
class Text:
    """One piece of an article: its Markdown, verbatim from the revision."""

    id: str
    article_id: int
    position: int
    kind: str
    heading: str
    text: str


def readable(session: Session, article_ids: Iterable[int], audience: str) -> dict[int, Readable]:
    """Return those of the articles that are published and for this audience."""
    rows = session.execute(
        select(Article, Revision)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.published))
        .where(
            Article.id.in_(list(article_ids)),
            Article.status == "published",
            Article.audience.in_(audiences(audience)),
        )
    ).all()
    return {article.id: _readable(article, revision) for article, revision in rows}


def _readable(article: Article, revision: Revision) -> Readable:
    return Readable(
        article_id=article.id,
        external_id=article.external_id,
        title=revision.title,
        language=article.language,
        audience=article.audience,
        category=article.category.name if article.category else None,
        revision=revision.number,
        path=path(article.id, revision.slug, article.language),
    )


def of_article(session: Session, article: Readable) -> list[Text]:
    """Return the passages of an article's published revision, in order; titles and variants left out."""
    rows = session.scalars(
        select(Passage)
        .filter_by(article_id=article.article_id, revision=article.revision, kind="passage")
        .order_by(Passage.position)
    )
    return [_text(row) for row in rows]


def by_id(session: Session, ids: Sequence[str]) -> dict[str, Text]:
    """Return pieces by their id; what SQL does not know (any more) is left out."""
    return {row.id: _text(row) for row in session.scalars(select(Passage).where(Passage.id.in_(ids)))}


def _text(row: Passage) -> Text:
    return Text(row.id, row.article_id, row.position, row.kind, row.heading, row.text)


def every(session: Session, audience: str, language: str | None, category: str | None) -> Iterable[Text]:
    """Go through all pieces a reader may find: what a search without an index has to look at."""
    query = (
        select(Passage)
        .join(Article)
        .where(Article.status == "published", Article.audience.in_(audiences(audience)))
        .execution_options(yield_per=1000)
    )
    if language:
        query = query.where(Article.language == language)
    if category:
        query = query.join(Category).where(Category.name == category)
    return (_text(row) for row in session.scalars(query))
