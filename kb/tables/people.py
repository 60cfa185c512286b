"""People who sign in and keys that programs use; passwords and keys only as digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now

PERSON_ROLES = ("agent", "manager", "admin")


class Person(Base):
    """Somebody of the support team."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint(f"role IN {PERSON_ROLES}", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    password_hash: Mapped[str]
    session_version: Mapped[int] = mapped_column(default=1, doc="raised to end all of a person's sessions")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApiKey(Base):
    """A program's key: the digest of its secret, and the role it carries."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint(f"role IN {PERSON_ROLES}", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    revoked: Mapped[bool] = mapped_column(default=False)
