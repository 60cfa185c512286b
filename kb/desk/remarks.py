"""What managers say to each other about an article, and who takes care of it; readers see none of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from kb import articles
from kb.database import Session
from kb.errors import NotFoundError, RevisionConflictError, UnusableInputError
from kb.tables import Article, Person, Remark

LIMIT = 2_000  # characters


class RemarkEmptyError(UnusableInputError):
    """Please write what should be changed."""


@dataclass(frozen=True)
class Said:
    """A remark; `kind` is one of `kb.tables.desk.REMARKS`, `person` None when they left the team."""

    kind: str
    text: str
    revision: int
    person: str | None
    created_at: datetime


def of_article(session: Session, article_id: int) -> list[Said]:
    """Return what was said about an article, the latest first."""
    query = (
        select(Remark, Person.name)
        .join(Person, Person.id == Remark.person_id, isouter=True)
        .where(Remark.article_id == article_id)
        .order_by(Remark.id.desc())
    )
    return [
        Said(row.kind, row.text, row.revision, name, row.created_at) for row, name in session.execute(query)
    ]


def say(session: Session, article_id: int, text: str, *, person_id: int | None, kind: str = "remark") -> None:
    """Keep a remark on the newest revision.

    Raises:
        NotFoundError: there is no such article.
        RemarkEmptyError: it says nothing.
    """
    article = articles.get(session, article_id)
    words = text.strip()[:LIMIT]
    if not words:
        raise RemarkEmptyError
    session.add(
        Remark(article_id=article.id, person_id=person_id, revision=article.latest, kind=kind, text=words)
    )
    session.flush()


def give_back(session: Session, article_id: int, text: str, *, expected: int, person_id: int | None) -> None:
    """Return an article to draft with a comment that says why; a draft stays one and gets the comment.

    Raises:
        NotFoundError, InvalidTransitionError: as they say.
        RemarkEmptyError: the comment says nothing.
        RevisionConflictError: there is a newer revision than the one that was read.
    """
    article = articles.get(session, article_id)
    if expected != article.latest:
        raise RevisionConflictError(id=article.id, current=article.latest, given=expected)
    say(session, article_id, text, person_id=person_id, kind="returned")
    if article.status != "draft":
        articles.move(session, article, "draft")


def assign(session: Session, article_id: int, person_id: int | None) -> None:
    """Let a person take care of an article, or nobody; that is no change of the article.

    Raises:
        NotFoundError: there is no such article, or no such person who can work on the desk.
    """
    article = articles.get(session, article_id)
    if person_id is not None and person_id not in {one for one, _ in people(session)}:
        raise NotFoundError(what="person", id=person_id)
    values = {"assignee_id": person_id, "updated_at": Article.updated_at}
    session.execute(update(Article).filter_by(id=article.id).values(values))


def people(session: Session) -> list[tuple[int, str]]:
    """Return who can take care of articles: the managers and admins that are not locked out, by name."""
    query = select(Person.id, Person.name).where(Person.active, Person.role.in_(("manager", "admin")))
    return [(person_id, name) for person_id, name in session.execute(query.order_by(Person.name))]
