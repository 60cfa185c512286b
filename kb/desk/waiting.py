"""What waits on the desk, worth most first: the tabs of the queue and their rows.

For managers only. An article is in exactly one tab; the order is by worth (`kb.worth`), whose reasons each row holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from kb.database import Session
from kb.listing import Listing, listed
from kb.tables import Article, Conversation, Disagreement, Person, Revision, Source, Variant
from kb.tables.metadata import now

# What the desk sorts articles into, and which those are.
TABS: dict[str, ColumnElement[bool]] = {
    "draft": Article.status == "draft",
    "in_review": Article.status == "in_review",
    "changed": (Article.status == "published") & (Article.published < Article.latest),
    "published": (Article.status == "published") & (Article.published == Article.latest),
    "retired": Article.status == "retired",
}
SOURCES = select(func.count()).where(Source.article_id == Article.id).scalar_subquery()
PHRASINGS = select(func.count()).where(Variant.article_id == Article.id).scalar_subquery()
LAST_ASKED = select(func.max(Source.told_at)).where(Source.article_id == Article.id).scalar_subquery()
DISAGREEMENTS = select(func.count()).where(Disagreement.article_id == Article.id).scalar_subquery()


@dataclass(frozen=True)
class QueueRow:
    """An article in the queue; `sources`, `phrasings` and `last_asked` say how many customers it would help.

    Attributes:
        last_asked: when a conversation about it last spoke; None where no source has a date.
        disagreements: in how many places its sources state different facts.
        proposed: whether its newest revision was put together from conversations.
        assignee: who takes care of it.
        awaited: how many open questions it would have answered.
    """

    article_id: int
    title: str
    language: str
    audience: str
    status: str
    category: str | None
    sources: int
    phrasings: int
    updated_at: datetime
    last_asked: datetime | None = None
    disagreements: int = 0
    proposed: bool = False
    assignee: str | None = None
    awaited: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which articles of a tab to show; what is empty does not matter.

    Attributes:
        channel: of a conversation that it rests on.
        assignee: a person's id, or "nobody".
        older, younger: days since it last changed, at least or at most.
        find: words that its title, question or solution holds, each of them.
    """

    language: str = ""
    channel: str = ""
    assignee: str = ""
    older: int = 0
    younger: int = 0
    find: str = ""


EVERYTHING = Wanted()


def tallies(session: Session) -> dict[str, int]:
    """Return how many articles each tab holds."""
    columns = [func.count().filter(where).label(tab) for tab, where in TABS.items()]
    return dict(session.execute(select(*columns).select_from(Article)).one()._mapping)  # noqa: SLF001 - public API


def queue(session: Session, tab: str, wanted: Wanted = EVERYTHING, *, number: int = 1) -> Listing[QueueRow]:
    """Return a page of a tab, what saves most conversations first."""
    query = (
        select(
            Article,
            Revision.title,
            Revision.mined,
            SOURCES,
            PHRASINGS,
            LAST_ASKED,
            DISAGREEMENTS,
            Person.name,
        )
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .join(Person, Person.id == Article.assignee_id, isouter=True)
        .where(TABS[tab], *_conditions(wanted))
        .order_by(Article.worth.desc(), Article.id)
    )
    page = listed(session, query, number)
    return page.of(_queue_row(row) for row in page.rows)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.language:
        yield Article.language == wanted.language
    if wanted.channel:
        of_channel = (
            select(Source.article_id).join(Conversation).where(Conversation.channel == wanted.channel)
        )
        yield Article.id.in_(of_channel)
    if wanted.assignee == "nobody":
        yield Article.assignee_id.is_(None)
    elif wanted.assignee.isdecimal():
        yield Article.assignee_id == int(wanted.assignee[:9])
    if wanted.older > 0:
        yield Article.updated_at < now() - timedelta(days=min(wanted.older, 36_500))
    if wanted.younger > 0:
        yield Article.updated_at >= now() - timedelta(days=min(wanted.younger, 36_500))
    for word in wanted.find.split()[:8]:
        texts = (Revision.title, Revision.issue, Revision.resolution)
        yield or_(*(text.icontains(word, autoescape=True) for text in texts))


def channels(session: Session) -> list[str]:
    """Return the channels that articles came in by."""
    query = select(Conversation.channel).join(Source, Source.conversation_id == Conversation.id).distinct()
    return sorted(session.scalars(query))


def _queue_row(row: Row[*tuple[Any, ...]]) -> QueueRow:
    article, title, mined, sources, phrasings, last_asked, disagreements, assignee = row
    return QueueRow(
        article_id=article.id,
        title=title,
        language=article.language,
        audience=article.audience,
        status=article.status,
        category=article.category.name if article.category else None,
        sources=sources,
        phrasings=phrasings,
        updated_at=article.updated_at,
        last_asked=last_asked,
        disagreements=disagreements,
        proposed=mined,
        assignee=assignee,
        awaited=article.awaited,
    )


def drafts(session: Session) -> list[int]:
    """Return the ids of all articles that wait for a decision, what saves most conversations first."""
    query = select(Article.id).where(Article.status.in_(("draft", "in_review")))
    return list(session.scalars(query.order_by(Article.worth.desc(), Article.id)))
