"""Reads passages from SQL for a reader: the second, binding check of status and audience.

Whatever the index found, text leaves `kb` only through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import aliased

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
    columns = (Passage.article_id, Passage.kind, Passage.text, Article.language)
    query = _READ.with_only_columns(*columns).where(Passage.kind != "passage")
    ordered = query.order_by(Article.worth.desc(), Article.id, Passage.position)
    return [Phrase(*row) for row in session.execute(ordered)]


def sample(session: Session, most: int) -> list[str]:
    """Return the texts of at most so many pieces that somebody may read, the same ones each time, chosen evenly."""
    query = _PIECES.with_only_columns(_TEXT).order_by(Passage.id)  # ids are hashes
    return list(session.scalars(query.limit(most)))


def speaking(session: Session, most: int) -> list[tuple[int, str]]:
    """Return (article, piece) for at most so many articles, chosen evenly and the same ones each time.

    The piece is one of the article's titles or phrasings, or a passage where it has none.
    """
    phrasing = func.min(case((Passage.kind != "passage", Passage.id)))
    piece = func.coalesce(phrasing, func.min(Passage.id))
    query = _READ.with_only_columns(Passage.article_id, piece).group_by(Passage.article_id).order_by(piece)
    return [(article_id, id_) for article_id, id_ in session.execute(query.limit(most))]


def readable(session: Session, article_ids: Iterable[int], audience: str) -> dict[int, Readable]:
    """Return those of the articles that are published and for this audience."""
    asked = {"ids": list(article_ids), "audiences": list(audiences(audience))}
    found = [
        Readable(id_, external_id, title, language, whose, category, number, path(id_, slug, language))
        for id_, external_id, language, whose, category, number, title, slug in session.execute(
            _READABLE, asked
        )
    ]
    return {article.article_id: article for article in found}


def of_article(session: Session, article: Readable) -> list[Text]:
    """Return the passages of an article's published revision, in order; titles and variants left out."""
    asked = {"article": article.article_id, "revision": article.revision}
    return [Text(*row) for row in session.execute(_OF_ARTICLE, asked)]


def beginnings(session: Session, article_ids: Iterable[int]) -> dict[int, Text]:
    """Return the first passage of the published revision of each of some articles."""
    found = [Text(*row) for row in session.execute(_BEGINNINGS, {"ids": list(article_ids)})]
    return {text.article_id: text for text in found}


def by_id(session: Session, ids: Sequence[str]) -> dict[str, Text]:
    """Return pieces of published revisions by their id; what SQL does not know (any more) is left out."""
    return {row.id: Text(*row) for row in session.execute(_BY_ID, {"ids": list(ids)})}


def carrying(session: Session, article_ids: Iterable[int], tags: Iterable[str]) -> set[int]:
    """Return those of the articles that carry all of these tags."""
    wanted = set(tags)
    rows = session.execute(select(Article.id, Article.tags).where(Article.id.in_(list(article_ids))))
    return {article_id for article_id, labels in rows if wanted.issubset(labels)}


def every(
    session: Session,
    audience: str,
    language: str | None,
    category: str | None,
    tags: Sequence[str] = (),
) -> Iterator[Text]:
    """Go through all pieces a reader may find: what a search without an index has to look at."""
    query = _PIECES.where(Article.audience.in_(audiences(audience)))
    if language:
        query = query.where(Article.language == language)
    if category:
        query = query.join(Category).where(Category.name == category)
    carry: dict[int, bool] = {}
    for row in session.execute(query.execution_options(yield_per=1000)):
        text = Text(*row)
        if tags and text.article_id not in carry:
            carry[text.article_id] = bool(carrying(session, [text.article_id], tags))
        if carry.get(text.article_id, True):
            yield text


# Ids come first: as plain columns, status and audience would lead SQLite, which knows no frequencies, to an index
# under which all published articles stand.
_STATUS, _AUDIENCE = Article.status.concat(""), Article.audience.concat("")

# The same as `kb.planning.body`: those of the three that are not empty, with an empty line between.
_ENVIRONMENT, _CAUSE = (
    case((part != "", part.concat("\n\n")), else_="") for part in (Revision.environment, Revision.cause)
)
_BODY = _ENVIRONMENT.concat(_CAUSE).concat(Revision.resolution)
_SLICE = func.substr(_BODY, Passage.start + 1, Passage.length)
_TEXT = case((Passage.length > 0, _SLICE), else_=Passage.text)

# Each search asks these: put together once, and columns instead of objects, for that is most of what they cost.
# Until the next sync a piece may be that of a draft, or of a revision that was replaced: nobody reads those.
_READ: Select[str] = (
    select(Passage.id)
    .join(Article, (Article.id == Passage.article_id) & (Article.published == Passage.revision))
    .where(_STATUS == "published")
)
_PIECES: Select[str, int, int, str, str, str, str] = _READ.join(
    Revision, (Revision.article_id == Passage.article_id) & (Revision.number == Passage.revision)
).with_only_columns(
    Passage.id,
    Passage.article_id,
    Passage.position,
    Passage.kind,
    Passage.heading,
    _TEXT.label("text"),
    Article.language,
)
_BY_ID = _PIECES.where(Passage.id.in_(bindparam("ids", expanding=True)))
_OF_ARTICLE = _PIECES.where(
    Passage.article_id == bindparam("article"),
    Passage.revision == bindparam("revision"),
    Passage.kind == "passage",
).order_by(Passage.position)
_earlier = aliased(Passage)
_BEGINNINGS = _PIECES.where(
    Passage.article_id.in_(bindparam("ids", expanding=True)),
    Passage.kind == "passage",
    Passage.position
    == select(func.min(_earlier.position))
    .where(
        _earlier.article_id == Passage.article_id,
        _earlier.revision == Passage.revision,
        _earlier.kind == "passage",
    )
    .scalar_subquery(),
)
_READABLE = (
    select(
        Article.id,
        Article.external_id,
        Article.language,
        Article.audience,
        Category.name,
        Revision.number,
        Revision.title,
        Revision.slug,
    )
    .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.published))
    .outerjoin(Category, Category.id == Article.category_id)
    .where(
        Article.id.in_(bindparam("ids", expanding=True)),
        _STATUS == "published",
        _AUDIENCE.in_(bindparam("audiences", expanding=True)),
    )
)
