"""The category tree as readers see it: names in their language, counts of what they may read, children below parents.

A category that holds nothing for a reader, and has nothing below it that does, is not there for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from kb.articles import audiences
from kb.database import Session
from kb.errors import NotFoundError
from kb.tables import Article, Category, CategoryName

DEPTH = 8  # levels; a ring of parents, which no page makes, ends there


@dataclass(frozen=True)
class Shelf:
    """A category for a reader.

    Attributes:
        name: in the reader's language where it has one, else as it was named first; `language` says which.
        articles: what the reader may see on it and below it, in the language asked for.
        children: the categories below it, in their order.
    """

    name: str
    slug: str
    language: str
    articles: int
    children: tuple[Shelf, ...] = ()


def shelves(
    session: Session, audience: str, language: str | None = None, reader: str | None = None
) -> list[Shelf]:
    """Return the topmost categories that hold something for a reader.

    Args:
        session: the caller's.
        audience: whose articles count.
        language: count the articles in this language only.
        reader: the language of the names; by default `language`.
    """
    return _Tree(session, audience, language, reader or language).top()


def shelf(session: Session, slug: str, audience: str, reader: str | None = None) -> Shelf:
    """Return one category with what is below it.

    Raises:
        NotFoundError: there is none with this slug that holds anything for this reader.
    """
    return trail(session, slug, audience, reader)[-1]


def trail(session: Session, slug: str, audience: str, reader: str | None = None) -> list[Shelf]:
    """Return the categories from the topmost one down to this one.

    Raises:
        NotFoundError: there is none with this slug that holds anything for this reader.
    """
    for top in _Tree(session, audience, None, reader).top():
        found = _way(top, slug)
        if found:
            return found
    raise NotFoundError(what="category", id=slug)


def _way(here: Shelf, slug: str) -> list[Shelf]:
    if here.slug == slug:
        return [here]
    for child in here.children:
        below = _way(child, slug)
        if below:
            return [here, *below]
    return []


class _Tree:
    """All categories with their counts, read in three queries."""

    def __init__(self, session: Session, audience: str, language: str | None, reader: str | None) -> None:
        categories = session.scalars(select(Category).order_by(Category.position, Category.name)).all()
        counted = (
            select(Article.category_id, func.count(Article.id))
            .where(Article.status == "published", Article.audience.in_(audiences(audience)))
            .group_by(Article.category_id)
        )
        if language:
            counted = counted.where(Article.language == language)
        self._counts = {key: number for key, number in session.execute(counted) if key is not None}
        self._names: dict[int, str] = {}
        if reader:
            names = select(CategoryName.category_id, CategoryName.name).filter_by(language=reader)
            self._names = {key: name for key, name in session.execute(names)}  # noqa: C416 - rows, not pairs
        self._reader = reader
        known = {one.id for one in categories}
        self._below: dict[int | None, list[Category]] = defaultdict(list)
        for one in categories:
            self._below[one.parent_id if one.parent_id in known else None].append(one)

    def top(self) -> list[Shelf]:
        return self._level(None, 0)

    def _level(self, parent: int | None, depth: int) -> list[Shelf]:
        built = (self._shelf(one, depth) for one in self._below.get(parent, ()))
        return [one for one in built if one.articles]

    def _shelf(self, one: Category, depth: int) -> Shelf:
        name = self._names.get(one.id)
        made = Shelf(
            name or one.name, one.slug, (name and self._reader) or one.language, self._counts.get(one.id, 0)
        )
        children = self._level(one.id, depth + 1) if depth < DEPTH else []
        return replace(made, articles=made.articles + _total(children), children=tuple(children))


def _total(found: Iterable[Shelf]) -> int:
    return sum(one.articles for one in found)
