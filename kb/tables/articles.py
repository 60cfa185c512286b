"""Articles, their revisions, and what each revision rests on.

A revision is never overwritten: an article points at its newest revision and at the published one.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.languages import normalise
from kb.tables.metadata import Base, now

STATUSES = ("draft", "in_review", "published", "retired")
AUDIENCES = ("public", "agents")
FIELDS = ("issue", "environment", "cause", "resolution")


class Category(Base):
    """A shelf of the help center, named in one language; further names in `CategoryName`."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[int | None] = mapped_column(doc="the category above; see kb.reading.shelves")


class CategoryName(Base):
    """What a category is called in a further language."""

    __tablename__ = "category_names"

    category_id: Mapped[int] = mapped_column(
        ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Article(Base):
    """One issue and how it is resolved, in one language, for one audience."""

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(f"audience IN {AUDIENCES}", name="audience"),
        UniqueConstraint("source", "external_id"),
        Index("ix_articles_status_audience_language", "status", "audience", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(index=True)
    source: Mapped[str | None] = mapped_column(doc="file the row came from; scopes external_id")
    row_digest: Mapped[str | None] = mapped_column(doc="digest of the row as last imported")
    language: Mapped[str]
    audience: Mapped[str] = mapped_column(default="public")
    status: Mapped[str] = mapped_column(default="draft")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    tags: Mapped[list[str]] = mapped_column(default=list)
    latest: Mapped[int] = mapped_column(default=0, doc="number of the newest revision")
    published: Mapped[int | None] = mapped_column(doc="number of the revision readers see")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    published_at: Mapped[datetime | None]
    first_published_at: Mapped[datetime | None] = mapped_column(doc="when readers first saw it")
    assignee_id: Mapped[int | None] = mapped_column(index=True, doc="the person who takes care of it")
    merged_into_id: Mapped[int | None] = mapped_column(
        doc="the article that took its place; readers are led there"
    )
    verified_at: Mapped[datetime | None] = mapped_column(doc="when a person last found it right, unchanged")
    translation_group: Mapped[int | None] = mapped_column(
        index=True, doc="id of the first of the articles that say the same in several languages"
    )
    helpful: Mapped[int] = mapped_column(default=0)
    unhelpful: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    worth: Mapped[float] = mapped_column(default=0.0, index=True, doc="see kb.worth")
    awaited: Mapped[int] = mapped_column(default=0, doc="open questions it would answer; see kb.desk.awaited")

    category: Mapped[Category | None] = relationship(lazy="joined")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="article", order_by="Revision.number", cascade="all, delete-orphan"
    )
    variants: Mapped[list[Variant]] = relationship(order_by="Variant.id", cascade="all, delete-orphan")
    sources: Mapped[list[Source]] = relationship(order_by="Source.id", cascade="all, delete-orphan")


class Revision(Base):
    """What an article said at one time; Markdown in the four KCS fields."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    slug: Mapped[str]
    issue: Mapped[str] = mapped_column(default="")
    environment: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    resolution: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(default="", doc="why this revision was made")
    mined: Mapped[bool] = mapped_column(default=False, doc="put together from conversations, by no person")
    created_at: Mapped[datetime] = mapped_column(default=now)

    article: Mapped[Article] = relationship(back_populates="revisions")
    evidence: Mapped[list[Evidence]] = relationship(
        order_by="Evidence.position", cascade="all, delete-orphan"
    )


class Evidence(Base):
    """The span of a message that a sentence of a revision rests on: `text[start:end] == quote`."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint(f"field IN {FIELDS}", name="field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    field: Mapped[str]
    position: Mapped[int]
    sentence: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]


def wording_of(text: str) -> str:
    """Return the digest that phrasings which search takes for one have in common."""
    return hashlib.sha256(normalise(text).encode("utf-8", "replace")).hexdigest()[:32]


def _wording(context: DefaultExecutionContext) -> str:
    return wording_of(context.get_current_parameters()["text"])  # type: ignore[no-untyped-call]


class Variant(Base):
    """A real customer phrasing that an article answers; indexed beside its passages."""

    __tablename__ = "question_variants"
    __table_args__ = (
        UniqueConstraint("article_id", "text"),
        Index("ix_question_variants_article_id_wording", "article_id", "wording"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    wording: Mapped[str] = mapped_column(
        default=_wording, doc="digest of the text normalised: an article of thousands knows one again at once"
    )
    language: Mapped[str]


class Source(Base):
    """A conversation or an imported row that an article was made from or confirmed by."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("article_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    reference: Mapped[str] = mapped_column(doc="file and item, for a person to find it again")
    created_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None] = mapped_column(doc="when the conversation last spoke")
    account: Mapped[dict[str, Any]] = mapped_column(
        default=dict, deferred=True, doc="what this source says; see kb.content"
    )


class Disagreement(Base):
    """Two sources of an article that state different facts; quotes are read from the messages, never copied."""

    __tablename__ = "disagreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(doc="figures or denial")
    one_message_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), index=True, doc="None: the article's own text says it"
    )
    one_start: Mapped[int]
    one_end: Mapped[int]
    one_quote: Mapped[str] = mapped_column(default="", doc="of the article's own text only")
    other_message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    other_start: Mapped[int]
    other_end: Mapped[int]


class Passage(Base):
    """A piece of an article as it stands in the index; written after the index took it.

    The text of a title or variant is kept here, that of a passage only in its revision, of which it is a slice.
    """

    __tablename__ = "passages"

    id: Mapped[str] = mapped_column(primary_key=True, doc="UUID, the same in the index")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(doc="title, variant or passage")
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="", doc="empty for a passage")
    start: Mapped[int] = mapped_column(default=0, doc="of a passage in its revision's body, in characters")
    length: Mapped[int] = mapped_column(default=0, doc="of a passage, in characters")
    content_hash: Mapped[str]


class IndexState(Base):
    """What the index should hold for an article, and what it was last known to hold."""

    __tablename__ = "index_states"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    wanted: Mapped[int] = mapped_column(default=1, doc="raised by every change, in its transaction")
    done: Mapped[int] = mapped_column(default=0, doc="the value of `wanted` last carried out; written last")


# Only what is behind stands in this index: a sync finds its work without going through all articles.
Index(
    "ix_index_states_behind",
    IndexState.article_id,
    sqlite_where=IndexState.wanted != IndexState.done,
    postgresql_where=IndexState.wanted != IndexState.done,
)
