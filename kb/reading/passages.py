"""Reads passages from SQL for a reader: the second, binding check of status and audience.

Whatever the index found, text leaves `kb` only through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from kb.articles import audiences, path
from kb.database import Session
from kb.tables import Article, Category, IndexState, Passage, Revision


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
    language: str


@dataclass(frozen=True)
class Phrase:
    """A title or question variant of a published article, as readers put it."""

    article_id: int
    kind: str
    text: str
    language: str


def stamp(session: Session) -> tuple[int, ...]:
    """Return numbers that change whenever the indexed pieces do: a cheap look before reading them anew."""
    done = func.coalesce(func.sum(IndexState.done), 0)
    newest = func.coalesce(func.max(IndexState.article_id), 0)
    return tuple(session.execute(select(func.count(), done, newest).select_from(IndexState)).one())


def phrases(session: Session) -> list[Phrase]:
    """Return every title and variant that somebody may read, of the worthiest articles first."""
    query = _pieces().where(Passage.kind != "passage")
    ordered = query.order_by(Article.worth.desc(), Article.id, Passage.position)
    return [
        Phrase(row.article_id, row.kind, row.text, language) for row, language in session.execute(ordered)
    ]


def sample(session: Session, most: int) -> list[str]:
    """Return the texts of at most so many pieces that somebody may read, the same ones each time, chosen evenly."""
    return [
        row.text for row, _ in session.execute(_pieces().order_by(Passage.id).limit(most))
    ]  # ids are hashes


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
    return _texts(
        session,
        _pieces()
        .where(
            Passage.article_id == article.article_id,
            Passage.revision == article.revision,
            Passage.kind == "passage",
        )
        .order_by(Passage.position),
    )


def by_id(session: Session, ids: Sequence[str]) -> dict[str, Text]:
    """Return pieces of published revisions by their id; what SQL does not know (any more) is left out."""
    return {text.id: text for text in _texts(session, _pieces().where(Passage.id.in_(ids)))}


def every(session: Session, audience: str, language: str | None, category: str | None) -> Iterator[Text]:
    """Go through all pieces a reader may find: what a search without an index has to look at."""
    query = _pieces().where(Article.audience.in_(audiences(audience)))
    if language:
        query = query.where(Article.language == language)
    if category:
        query = query.join(Category).where(Category.name == category)
    for row, its_language in session.execute(query.execution_options(yield_per=1000)):
        yield _text(row, its_language)


def _pieces() -> Select[Passage, str]:
    # Until the next sync a piece may be that of a draft, or of a revision that was replaced: nobody reads those.
    published = (Article.id == Passage.article_id) & (Article.published == Passage.revision)
    return select(Passage, Article.language).join(Article, published).where(Article.status == "published")


def _texts(session: Session, query: Select[Passage, str]) -> list[Text]:
    return [_text(row, language) for row, language in session.execute(query)]


def _text(row: Passage, language: str) -> Text:
    return Text(row.id, row.article_id, row.position, row.kind, row.heading, row.text, language)
