"""Imports and what became of each item read.

Every item ends as exactly one of imported, unchanged, skipped, failed; a failed one keeps its raw bytes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now

OUTCOMES = ("imported", "unchanged", "skipped", "failed")


class Import(Base):
    """One reading of some files; also the job that a worker picks up."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        Index("ix_imports_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paths: Mapped[list[str]]
    kind: Mapped[str] = mapped_column(default="auto")
    publish: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="queued")
    worker: Mapped[str] = mapped_column(default="", doc="host and process that runs it")
    heartbeat: Mapped[datetime | None] = mapped_column(doc="the worker's last sign of life")
    total: Mapped[int | None] = mapped_column(doc="items expected, where a cheap count is possible")
    items: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    drafts: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    published: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None] = mapped_column(doc="when a worker took it, the last time it did")
    step: Mapped[str] = mapped_column(default="", doc="reading, indexing or drafting")
    step_started_at: Mapped[datetime | None]
    step_done: Mapped[int] = mapped_column(default=0)
    step_total: Mapped[int | None]
    finished_at: Mapped[datetime | None]


class ImportItem(Base):
    """One mail, FAQ or article row, conversation or document, and its outcome."""

    __tablename__ = "import_items"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index("ix_import_items_import_id_outcome", "import_id", "outcome"),
        Index("ix_import_items_import_id_item", "import_id", "item"),
        Index("ix_import_items_item_content_hash", "item", "content_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    source: Mapped[str]
    item: Mapped[str]
    kind: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))


class Quarantine(Base):
    """The raw bytes of an item that failed, so that it can be read again; once for each content."""

    __tablename__ = "quarantine"

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    item: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(default=now)
