"""Live sources: mailboxes, watched folders and webhooks that go on delivering, and how far each was read.

No secret and no message stands here; a source's position moves in the transaction that queues what was read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now


class LiveSource(Base):
    """One folder of a mailbox, one watched folder or one webhook, with its position and its last outcome."""

    __tablename__ = "live_sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True, doc="its address without any password, or its path")
    uid_validity: Mapped[int | None] = mapped_column(BigInteger, doc="IMAP: which numbering last_uid is of")
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0, doc="IMAP: all up to here were queued")
    items: Mapped[int] = mapped_column(BigInteger, default=0, doc="mails, files or deliveries queued so far")
    last_success: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    last_error_at: Mapped[datetime | None]
    holder: Mapped[str] = mapped_column(default="", doc="host and process that reads it")
    held_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class WatchedFile(Base):
    """A file of a watched folder as it was when it was last queued."""

    __tablename__ = "watched_files"
    __table_args__ = (UniqueConstraint("source_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("live_sources.id", ondelete="CASCADE"))
    path: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    modified: Mapped[int] = mapped_column(BigInteger, doc="nanoseconds since 1970")


class Delivery(Base):
    """An import that a live source queued."""

    __tablename__ = "deliveries"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("live_sources.id", ondelete="CASCADE"), index=True)
    spool: Mapped[str | None] = mapped_column(
        unique=True,
        doc="its folder in the spool, where it has one; of a webhook a digest of what was delivered",
    )
