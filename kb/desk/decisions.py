"""One decision about many articles: first what it would do to each, then, on the very revisions shown, that.

Planning changes nothing; carrying out does what was planned, and leaves alone whatever has changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kb import articles
from kb.articles import TRANSITIONS
from kb.content import Labels
from kb.database import Session
from kb.desk import remarks
from kb.errors import DaneshError, NotFoundError
from kb.tables import Article, Revision
from kb.tables.articles import AUDIENCES

ACTIONS = ("publish", "return", "retire", "restore", "assign", "category", "audience")
BECOMES = {"publish": "published", "retire": "retired", "restore": "draft"}
MOST = 100  # articles of one decision


@dataclass(frozen=True)
class Step:
    """What a decision does to one article.

    Attributes:
        hindered: why it does nothing: "same" (it is so already) or "status" (not from this status); "" when it acts.
    """

    article_id: int
    revision: int
    title: str
    language: str
    status: str
    hindered: str

    @property
    def reference(self) -> str:
        """Name the article and the revision that was decided on."""
        return f"{self.article_id}:{self.revision}"


def plan(session: Session, action: str, value: str, ids: Sequence[int]) -> list[Step]:
    """Return what an action would do, in the order given; ids that are no articles are left out.

    Args:
        session: the caller's.
        action: one of `ACTIONS`.
        value: for "assign" a person's id or nothing, for "category" a name or nothing, for "audience" which,
            for "return" the comment.
        ids: the articles.

    Raises:
        NotFoundError: there is no such action, audience or person.
        RemarkEmptyError: an article is to be returned without a word.
    """
    check(session, action, value)
    query = (
        select(Article, Revision.title)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .where(Article.id.in_(ids[:MOST]))
    )
    found = {article.id: (article, title) for article, title in session.execute(query)}
    return [
        Step(
            article_id=article.id,
            revision=article.latest,
            title=title,
            language=article.language,
            status=article.status,
            hindered=_hindered(article, action, value),
        )
        for article, title in (found[one] for one in dict.fromkeys(ids) if one in found)
    ]


def check(session: Session, action: str, value: str) -> None:
    """See whether an action can be taken at all (raises as `plan` does)."""
    if action not in ACTIONS:
        raise NotFoundError(what="action", id=action[:20])
    if action == "audience" and value not in AUDIENCES:
        raise NotFoundError(what="audience", id=value[:20])
    if action == "return" and not value.strip():
        raise remarks.RemarkEmptyError
    if action == "assign" and value and value not in {str(one) for one, _ in remarks.people(session)}:
        raise NotFoundError(what="person", id=value[:20])


def _hindered(article: Article, action: str, value: str) -> str:
    if action == "publish" and article.status == "published" and article.published == article.latest:
        return "same"
    if action == "return":
        return "" if article.status in {"draft", "in_review"} else "status"
    if action in BECOMES:
        wanted = BECOMES[action]
        if article.status == wanted != "published":
            return "same"
        return "" if wanted in TRANSITIONS[article.status] else "status"
    now = {
        "assign": str(article.assignee_id or ""),
        "category": article.category.name if article.category else "",
        "audience": article.audience,
    }[action]
    return "same" if now == " ".join(value.split()) else ""


def carry_out(
    session: Session, action: str, value: str, references: Sequence[str], *, person_id: int | None
) -> tuple[int, int]:
    """Act on the articles of a plan by their references; return how many were done and how many left alone.

    Raises:
        NotFoundError, RemarkEmptyError: as `plan`.
    """
    revisions = dict(_parsed(reference) for reference in references)
    done = left = 0
    for step in plan(session, action, value, list(revisions)):
        if step.hindered or revisions[step.article_id] != step.revision:
            left += 1
            continue
        try:
            with session.begin_nested():
                _act(session, step, action, value, person_id)
            done += 1
        except DaneshError:
            left += 1
    return done, left


def _parsed(reference: str) -> tuple[int, int]:
    one, _, number = reference[:24].partition(":")
    return (int(one), int(number)) if one.isdecimal() and number.isdecimal() else (-1, -1)


def _act(session: Session, step: Step, action: str, value: str, person_id: int | None) -> None:
    article = articles.get(session, step.article_id)
    if action == "return":
        remarks.give_back(session, article.id, value, expected=step.revision, person_id=person_id)
    elif action == "assign":
        remarks.assign(session, article.id, int(value) if value else None)
    elif action in BECOMES:
        articles.move(session, article, BECOMES[action])
    else:
        category = article.category.name if article.category else None
        labels = Labels(
            language=article.language,
            audience=value if action == "audience" else article.audience,
            category=(value or None) if action == "category" else category,
            tags=tuple(article.tags),
        )
        articles.file(session, article, labels)
