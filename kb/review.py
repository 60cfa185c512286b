"""The desk's view of articles: the queue worth a look first, one article with all it rests on, and decisions.

For managers only: everything here may hold unpublished text. A decision names the revision it was made on, so
nobody publishes what they have not read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from kb import articles
from kb.articles import TRANSITIONS
from kb.content import Content, EvidenceSpan, Labels
from kb.database import Session
from kb.errors import RevisionConflictError
from kb.listing import Listing, listed
from kb.tables import Article, Category, Conversation, Evidence, Message, Person, Revision, Source, Variant
from kb.tables.articles import FIELDS

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


@dataclass(frozen=True)
class QueueRow:
    """An article in the queue; `sources` and `phrasings` say how many customers it would have helped."""

    article_id: int
    title: str
    language: str
    audience: str
    status: str
    category: str | None
    sources: int
    phrasings: int
    updated_at: datetime


@dataclass(frozen=True)
class MessageView:
    """A message, cleaned and masked, as evidence refers to it."""

    message_id: int
    external_id: str
    conversation_id: int
    role: str
    sent_at: datetime | None
    text: str


@dataclass(frozen=True)
class Proof:
    """What one sentence rests on: `message.text[start:end] == quote`; numbered from 1 as they come."""

    number: int
    field: str
    sentence: str
    start: int
    end: int
    quote: str
    message: MessageView


@dataclass(frozen=True)
class Origin:
    """What an article was made from or confirmed by."""

    kind: str
    reference: str
    conversation_id: int | None
    external_id: str | None
    subject: str


@dataclass(frozen=True)
class RevisionRow:
    """One line of an article's history."""

    number: int
    title: str
    author: str | None
    note: str
    created_at: datetime


@dataclass(frozen=True)
class Dossier:
    """An article with everything a decision about it needs; the content is that of revision `shown`."""

    article_id: int
    external_id: str | None
    status: str
    language: str
    audience: str
    category: str | None
    tags: tuple[str, ...]
    latest: int
    published: int | None
    shown: int
    path: str
    content: Content
    proofs: tuple[Proof, ...]
    phrasings: tuple[str, ...]
    origins: tuple[Origin, ...]
    history: tuple[RevisionRow, ...]
    may_become: tuple[str, ...]


def tallies(session: Session) -> dict[str, int]:
    """Return how many articles each tab holds."""
    columns = [func.count().filter(where).label(tab) for tab, where in TABS.items()]
    return dict(session.execute(select(*columns).select_from(Article)).one()._mapping)  # noqa: SLF001 - public API


def queue(session: Session, tab: str, *, language: str | None = None, number: int = 1) -> Listing[QueueRow]:
    """Return a page of a tab, articles with the most sources first: they would help the most customers."""
    query = (
        select(Article, Revision.title, SOURCES, PHRASINGS)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .where(TABS[tab])
        .order_by(SOURCES.desc(), PHRASINGS.desc(), Article.id)
    )
    if language:
        query = query.where(Article.language == language)
    page = listed(session, query, number)
    return page.of(_queue_row(row) for row in page.rows)


def _queue_row(row: Row[*tuple[Any, ...]]) -> QueueRow:
    article, title, sources, phrasings = row
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
    )


def dossier(session: Session, article_id: int, number: int | None = None) -> Dossier:
    """Return an article at one revision, the newest by default.

    Raises:
        NotFoundError: there is no such article or revision.
    """
    article = articles.get(session, article_id)
    shown = articles.revision(session, article_id, article.latest if number is None else number)
    return Dossier(
        article_id=article.id,
        external_id=article.external_id,
        status=article.status,
        language=article.language,
        audience=article.audience,
        category=article.category.name if article.category else None,
        tags=tuple(article.tags),
        latest=article.latest,
        published=article.published,
        shown=shown.number,
        path=articles.path(article.id, shown.slug, article.language),
        content=_content(shown),
        proofs=_proofs(session, shown.id),
        phrasings=tuple(variant.text for variant in article.variants),
        origins=_origins(session, article.id),
        history=_history(session, article.id),
        may_become=tuple(sorted(TRANSITIONS[article.status])),
    )


def _content(shown: Revision) -> Content:
    return Content(shown.title, shown.resolution, shown.issue, shown.environment, shown.cause)


def _proofs(session: Session, revision_id: int) -> tuple[Proof, ...]:
    query = (
        select(Evidence, Message)
        .join(Message, Message.id == Evidence.message_id)
        .where(Evidence.revision_id == revision_id)
        .order_by(Evidence.position)
    )
    return tuple(
        Proof(number, row.field, row.sentence, row.start, row.end, row.quote, message_view(message))
        for number, (row, message) in enumerate(session.execute(query), start=1)
    )


def message_view(message: Message) -> MessageView:
    """Return a message as a page shows it."""
    return MessageView(
        message_id=message.id,
        external_id=message.external_id,
        conversation_id=message.conversation_id,
        role=message.role,
        sent_at=message.sent_at,
        text=message.text or "",
    )


def _origins(session: Session, article_id: int) -> tuple[Origin, ...]:
    query = (
        select(Source, Conversation.external_id, Conversation.subject)
        .join(Conversation, Conversation.id == Source.conversation_id, isouter=True)
        .where(Source.article_id == article_id)
        .order_by(Source.id)
    )
    return tuple(
        Origin(row.kind, row.reference, row.conversation_id, external_id, subject or "")
        for row, external_id, subject in session.execute(query)
    )


def _history(session: Session, article_id: int) -> tuple[RevisionRow, ...]:
    author = aliased(Person)
    query = (
        select(Revision, author.name)
        .join(author, author.id == Revision.author_id, isouter=True)
        .where(Revision.article_id == article_id)
        .order_by(Revision.number.desc())
    )
    return tuple(
        RevisionRow(row.number, row.title, name, row.note, row.created_at)
        for row, name in session.execute(query)
    )


def categories(session: Session) -> list[str]:
    """Return the names of all categories, to choose from."""
    return list(session.scalars(select(Category.name).order_by(Category.position, Category.name)))


def edit(
    session: Session,
    article_id: int,
    content: Content,
    labels: Labels,
    *,
    expected: int,
    author_id: int | None,
    note: str = "",
) -> Article:
    """Save an edited article as a new revision; sentences left as they were keep their evidence.

    Raises:
        NotFoundError, ArticleInvalidError, AudienceUnknownError: as they say.
        RevisionConflictError: somebody else saved first.
    """
    article = articles.get(session, article_id)
    newest = articles.revision(session, article_id, article.latest)
    spans = [
        EvidenceSpan(row.field, row.sentence, row.message_id, row.start, row.end, row.quote)
        for row in newest.evidence
    ]
    articles.file(session, article, labels)
    if content != _content(newest) or expected != article.latest:
        kept = still_said(spans, content)
        articles.revise(
            session, article, content, evidence=kept, author_id=author_id, note=note, expected=expected
        )
    return article


def still_said(spans: Iterable[EvidenceSpan], content: Content) -> list[EvidenceSpan]:
    """Return the evidence whose sentence still stands in its field word for word, white space aside."""
    texts = {field: " ".join(getattr(content, field).split()) for field in FIELDS}
    return [span for span in spans if " ".join(span.sentence.split()) in texts[span.field]]


def decide(session: Session, article_id: int, wanted: str, *, expected: int) -> Article:
    """Move an article to another status, as decided on revision `expected`.

    Raises:
        NotFoundError, InvalidTransitionError: as they say.
        RevisionConflictError: there is a newer revision than the one that was read.
    """
    article = articles.get(session, article_id)
    if expected != article.latest:
        raise RevisionConflictError(id=article.id, current=article.latest, given=expected)
    articles.move(session, article, wanted)
    return article


def drafts(session: Session) -> list[int]:
    """Return the ids of all articles that wait for a decision, the most sources first."""
    query = select(Article.id).where(Article.status.in_(("draft", "in_review")))
    return list(session.scalars(query.order_by(SOURCES.desc(), Article.id)))
