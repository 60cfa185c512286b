"""Which articles say the same in other languages, as managers see and change it: drafts and internal ones too.

A link changes no article, only who is offered beside whom; who linked what is kept as a remark on each of both.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from kb import articles
from kb.database import Session
from kb.desk import remarks
from kb.errors import EncoderUnavailableError, IndexUnavailableError, NotFoundError, UnusableInputError
from kb.index import Filter
from kb.library import Library
from kb.reading import translations
from kb.tables import Article, Revision
from kb.tables.articles import AUDIENCES

MOST = 20  # candidates
NEAR = 5  # suggested by meaning for each language
WORDS = 8  # of a search that count


class LanguageLinkedError(UnusableInputError):
    """Together they would have two articles in one language. Take one of them out first."""


@dataclass(frozen=True)
class Other:
    """An article in another language, with its newest title."""

    article_id: int
    title: str
    language: str
    status: str
    audience: str


def linked(session: Session, article_id: int) -> list[Other]:
    """Return the other members of an article's group, whatever their status, by language.

    Raises:
        NotFoundError: there is no such article.
    """
    article = articles.get(session, article_id)
    if article.translation_group is None:
        return []
    query = _others().where(Article.translation_group == article.translation_group, Article.id != article.id)
    return [Other(*row) for row in session.execute(query.order_by(Article.language, Article.id))]


def link(session: Session, article_id: int, other_id: int, person_id: int | None) -> None:
    """Say that two articles are translations of each other, and note who said so.

    Raises:
        NotFoundError: one of them is not there.
        SameLanguageError: both are in one language.
        LanguageLinkedError: together they would have two articles in one language.
    """
    one, other = articles.get(session, article_id), articles.get(session, other_id)
    if one.translation_group is not None and one.translation_group == other.translation_group:
        return
    mine, theirs = (
        {article.language, *(row.language for row in linked(session, article.id))} for article in (one, other)
    )
    if one.language != other.language and mine & theirs:
        raise LanguageLinkedError
    translations.link(session, article_id, other_id)
    _note(session, article_id, other_id, "linked", person_id)


def unlink(session: Session, article_id: int, other_id: int, person_id: int | None) -> None:
    """Take one of an article's translations out of the group, and note who did; itself, where the ids are one.

    Raises:
        NotFoundError: it is none of its translations.
    """
    others = [row.article_id for row in linked(session, article_id)]
    if not others or other_id not in (article_id, *others):
        raise NotFoundError(what="translation", id=other_id)
    translations.unlink(session, other_id)
    if len(others) == 1:  # nobody is a translation of nothing
        translations.unlink(session, others[0] if other_id == article_id else article_id)
    _note(session, article_id, others[0] if other_id == article_id else other_id, "unlinked", person_id)


def _note(session: Session, one: int, other: int, kind: str, person_id: int | None) -> None:
    for about, named in ((one, other), (other, one)):
        article = articles.get(session, named)
        title = articles.revision(session, named, article.latest).title
        remarks.say(session, about, f"#{named}: {title}", person_id=person_id, kind=kind)


def candidates(session: Session, article_id: int, find: str, limit: int = MOST) -> list[Other]:
    """Return articles in other languages whose title holds some words, or which have that number.

    Raises:
        NotFoundError: there is no such article.
    """
    query = _possible(session, article_id)
    number = find.strip().lstrip("#")
    if number.isdecimal() and len(number) < 10:
        query = query.where(Article.id == int(number))
    else:
        for word in find.split()[:WORDS]:
            query = query.where(Revision.title.icontains(word, autoescape=True))
    return [
        Other(*row) for row in session.execute(query.order_by(Article.worth.desc(), Article.id).limit(limit))
    ]


def suggested(library: Library, article_id: int) -> list[Other]:
    """Return the articles in other languages that are nearest in meaning, the nearest of each language first.

    Nothing where encoder or index cannot be asked: a search by words is still there.

    Raises:
        NotFoundError: there is no such article.
    """
    with library.database.reading() as session:
        article = articles.get(session, article_id)
        own, title = article.language, articles.revision(session, article_id, article.latest).title
        languages = session.scalars(select(Article.language).where(Article.language != own).distinct()).all()
    try:
        near = _near(library, title, own, sorted(languages))
    except (EncoderUnavailableError, IndexUnavailableError):
        return []
    with library.database.reading() as session:
        found = {
            row[0]: Other(*row)
            for row in session.execute(_possible(session, article_id).where(Article.id.in_(near)))
        }
    return [found[one] for one in near if one in found]


def _near(library: Library, title: str, own: str, languages: list[str]) -> list[int]:
    vector = library.levelling.question(library.encoder.questions([title])[0], own)
    ranked: dict[int, float] = {}
    for language in languages:
        where = Filter(AUDIENCES, ("draft", "in_review", "published"), language=language)
        pieces = library.index.nearest([vector], where, NEAR * 5)[0]
        for article_id in list(dict.fromkeys(piece.article_id for piece in pieces))[:NEAR]:
            ranked[article_id] = max(piece.score for piece in pieces if piece.article_id == article_id)
    return sorted(ranked, key=lambda one: (-ranked[one], one))


def _possible(session: Session, article_id: int) -> Select[int, str, str, str, str]:
    article = articles.get(session, article_id)
    query = _others().where(Article.language != article.language, Article.status != "retired")
    if article.translation_group is not None:
        query = query.where(Article.translation_group.is_distinct_from(article.translation_group))
    return query


def _others() -> Select[int, str, str, str, str]:
    return select(Article.id, Revision.title, Article.language, Article.status, Article.audience).join(
        Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest)
    )
