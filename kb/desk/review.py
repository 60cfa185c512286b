"""The desk's view of one article with all it rests on, and the decisions about it.

For managers only: everything here may hold unpublished text. A decision names the revision it was made on, so
nobody publishes what they have not read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from kb import articles, history
from kb.articles import TRANSITIONS
from kb.content import Content, EvidenceSpan, Labels
from kb.database import Session
from kb.errors import InvalidTransitionError, RevisionConflictError
from kb.issues import accounts
from kb.tables import Article, Category, Conversation, Evidence, Message, Person, Revision, Source
from kb.tables.articles import FIELDS


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
    """An article with everything a decision about it needs; the content is that of revision `shown`.

    Attributes:
        disagreements: where its sources state different facts.
        readers_see: the published text, where the revision shown is newer than it.
        proposed: whether conversations, and no person, gave the revision shown.
        looked_at: when a person last found the published text right.
        merged_into: the article that took its place.
    """

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
    disagreements: tuple[accounts.Shown, ...] = ()
    readers_see: Content | None = None
    proposed: bool = False
    assignee_id: int | None = None
    looked_at: datetime | None = None
    merged_into: int | None = None


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
        disagreements=accounts.disagreements(session, article.id),
        readers_see=_readers_see(session, article, shown),
        proposed=shown.mined,
        assignee_id=article.assignee_id,
        looked_at=max(filter(None, (article.verified_at, article.published_at)), default=None),
        merged_into=article.merged_into_id,
    )


def _readers_see(session: Session, article: Article, shown: Revision) -> Content | None:
    if article.status != "published" or article.published is None or shown.number <= article.published:
        return None
    return _content(articles.revision(session, article.id, article.published))


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


def decline(session: Session, article_id: int, *, expected: int, author_id: int | None) -> Article:
    """Go back to what readers see, as a new revision: what was proposed stays in the history.

    Raises:
        NotFoundError: there is no such article.
        InvalidTransitionError: nothing is proposed: it is not published, or readers see the newest revision.
        RevisionConflictError: there is a newer revision than the one that was read.
    """
    article = articles.get(session, article_id)
    if article.status != "published" or article.published is None or article.published == article.latest:
        raise InvalidTransitionError(id=article.id, status=article.status, wanted="published")
    seen = articles.revision(session, article.id, article.published)
    spans = [
        EvidenceSpan(row.field, row.sentence, row.message_id, row.start, row.end, row.quote)
        for row in seen.evidence
    ]
    articles.revise(
        session,
        article,
        _content(seen),
        evidence=spans,
        author_id=author_id,
        note=history.note("declined"),
        expected=expected,
    )
    articles.publish(session, article)
    return article
