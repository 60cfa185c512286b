"""Articles that say the same in several languages: linked by a person, shown to readers as a language switch.

A group is named by the id of its first article; a reader is only offered the members they may read.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update

from kb.articles import audiences, get, path
from kb.database import Session
from kb.errors import UnusableInputError
from kb.tables import Article, Revision


class SameLanguageError(UnusableInputError):
    """Both articles are in the same language: a translation is in another one."""


@dataclass(frozen=True)
class Translation:
    """The same article in a language."""

    article_id: int
    language: str
    title: str
    slug: str
    path: str


def link(session: Session, article_id: int, other_id: int) -> None:
    """Say that two articles are translations of each other; groups grow together.

    Raises:
        NotFoundError: one of them is not there.
        SameLanguageError: both are in one language.
    """
    one, other = get(session, article_id), get(session, other_id)
    if one.language == other.language:
        raise SameLanguageError
    group = one.translation_group or other.translation_group or min(one.id, other.id)
    joined = {group, one.translation_group, other.translation_group} - {None}
    _join(session, or_(Article.translation_group.in_(joined), Article.id.in_([one.id, other.id])), group)


def unlink(session: Session, article_id: int) -> None:
    """Take an article out of its group."""
    _join(session, Article.id == get(session, article_id).id, None)


def _join(session: Session, which: ColumnElement[bool], group: int | None) -> None:
    # What an article says has not changed, so its date stays.
    values = {"translation_group": group, "updated_at": Article.updated_at}
    session.execute(update(Article).where(which).values(values))
    session.expire_all()


def of(session: Session, article_id: int, audience: str) -> list[Translation]:
    """Return the other members of an article's group that a reader may read, one a language, by language."""
    group = get(session, article_id).translation_group
    if group is None:
        return []
    own = get(session, article_id).language
    rows = session.execute(
        select(Article, Revision)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.published))
        .where(
            Article.translation_group == group,
            Article.id != article_id,
            Article.language != own,
            Article.status == "published",
            Article.audience.in_(audiences(audience)),
        )
        .order_by(Article.language, Article.id)
    )
    found: dict[str, Translation] = {}
    for article, shown in rows:
        made = Translation(
            article.id,
            article.language,
            shown.title,
            shown.slug,
            path(article.id, shown.slug, article.language),
        )
        found.setdefault(article.language, made)
    return list(found.values())
