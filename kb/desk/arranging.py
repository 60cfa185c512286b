"""Arranging the category tree: order, parents and names in each language; one that holds anything is never deleted.

Managers see all categories here, also empty ones; what readers see of them is in `kb.reading.shelves`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from kb.articles import category
from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.reading.shelves import DEPTH
from kb.tables import Article, Category, CategoryName

NAME_LIMIT = 100  # characters


class CategoryNameTakenError(UnusableInputError):
    """There is already a category called '{name}'. Choose another name."""


class CategoryNameInvalidError(UnusableInputError):
    """Please give the category a name of at most 100 characters."""


class CategoryRingError(UnusableInputError):
    """A category cannot stand below itself, nor more than eight levels deep. Choose another place."""


class CategoryInUseError(UnusableInputError):
    """The category still holds articles or other categories. Move them first."""


@dataclass(frozen=True)
class Placed:
    """A category where it stands in the tree.

    Attributes:
        names: what it is called in further languages.
        articles: how many articles of any status are filed right here.
        empty: whether nothing is in it, so that it can be deleted.
        first, last: whether it is that among the categories beside it.
    """

    category_id: int
    name: str
    language: str
    names: Mapping[str, str]
    parent_id: int | None
    depth: int
    articles: int
    empty: bool
    first: bool
    last: bool


def tree(session: Session) -> list[Placed]:
    """Return all categories, each before those below it, in their order."""
    below = _below(session)
    counted = select(Article.category_id, func.count()).group_by(Article.category_id)
    counts = {key: number for key, number in session.execute(counted) if key is not None}
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for named in session.scalars(select(CategoryName)):
        names[named.category_id][named.language] = named.name

    def level(parent: int | None, depth: int) -> Iterator[Placed]:
        beside = below.get(parent, [])
        for at, one in enumerate(beside):
            articles = counts.get(one.id, 0)
            yield Placed(
                category_id=one.id,
                name=one.name,
                language=one.language,
                names=names[one.id],
                parent_id=parent,
                depth=depth,
                articles=articles,
                empty=not articles and one.id not in below,
                first=at == 0,
                last=at == len(beside) - 1,
            )
            yield from level(one.id, depth + 1)

    return list(level(None, 0))


def _below(session: Session) -> dict[int | None, list[Category]]:
    every = session.scalars(select(Category).order_by(Category.position, Category.name)).all()
    known = {one.id for one in every}
    below: dict[int | None, list[Category]] = defaultdict(list)
    for one in every:
        below[one.parent_id if one.parent_id in known else None].append(one)
    return dict(below)


def add(session: Session, name: str, language: str, parent_id: int | None = None) -> int:
    """Add a category as the last one below its parent, and return its id.

    Raises:
        CategoryNameInvalidError, CategoryNameTakenError, CategoryRingError, NotFoundError: as they say.
    """
    name = _usable(name)
    _free(session, name)
    made = category(session, name, language)
    place(session, made.id, parent_id)
    return made.id


def rename(session: Session, category_id: int, language: str, name: str) -> None:
    """Call a category something in a language; an empty name takes the name in a further language away.

    Raises:
        CategoryNameInvalidError, CategoryNameTakenError, NotFoundError: as they say.
    """
    found = _get(session, category_id)
    if language == found.language:
        name = _usable(name)
        _free(session, name, but=found.id)
        found.name = name
        return
    session.execute(delete(CategoryName).filter_by(category_id=found.id, language=language))
    if name.strip():
        session.add(CategoryName(category_id=found.id, language=language, name=_usable(name)))


def place(session: Session, category_id: int, parent_id: int | None, before: int | None = None) -> None:
    """Put a category below a parent (None: at the top), before one that stands there or last.

    Raises:
        CategoryRingError: the parent stands below the category, or too deep.
        NotFoundError: there is no such category.
    """
    found = _get(session, category_id)
    below = _below(session)
    if parent_id is not None:
        _get(session, parent_id)
        _check_depth(session, below, found.id, parent_id)
    beside = [one for one in below.get(parent_id, []) if one.id != found.id]
    at = next((at for at, one in enumerate(beside) if one.id == before), len(beside))
    beside.insert(at, found)
    found.parent_id = parent_id
    for position, one in enumerate(beside):
        one.position = position
    session.flush()


def shift(session: Session, category_id: int, by: int) -> None:
    """Move a category up (-1) or down (1) among those beside it; at an end it stays.

    Raises:
        NotFoundError: there is no such category.
    """
    found = _get(session, category_id)
    level = next(level for level in _below(session).values() if found in level)
    at = level.index(found)
    to = min(max(at + by, 0), len(level) - 1)
    level.insert(to, level.pop(at))
    for position, one in enumerate(level):
        one.position = position
    session.flush()


def remove(session: Session, category_id: int) -> None:
    """Delete a category that holds nothing.

    Raises:
        CategoryInUseError: it holds articles or categories.
        NotFoundError: there is no such category.
    """
    found = _get(session, category_id)
    articles = session.scalar(select(func.count()).select_from(Article).filter_by(category_id=found.id))
    children = session.scalar(select(func.count()).select_from(Category).filter_by(parent_id=found.id))
    if articles or children:
        raise CategoryInUseError
    session.execute(delete(CategoryName).filter_by(category_id=found.id))
    session.delete(found)
    session.flush()


def _get(session: Session, category_id: int) -> Category:
    found = session.get(Category, category_id)
    if found is None:
        raise NotFoundError(what="category", id=category_id)
    return found


def _usable(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT:
        raise CategoryNameInvalidError
    return name


def _free(session: Session, name: str, but: int | None = None) -> None:
    taken = session.scalar(select(Category.id).filter_by(name=name))
    if taken is not None and taken != but:
        raise CategoryNameTakenError(name=name)


def _check_depth(
    session: Session, below: Mapping[int | None, list[Category]], category_id: int, parent_id: int
) -> None:
    above = 0
    at: int | None = parent_id
    while at is not None:
        if at == category_id or above > DEPTH:
            raise CategoryRingError
        above += 1
        at = _get(session, at).parent_id
    if above + _height(below, category_id) > DEPTH:
        raise CategoryRingError


def _height(below: Mapping[int | None, list[Category]], category_id: int) -> int:
    return 1 + max((_height(below, one.id) for one in below.get(category_id, [])), default=0)
