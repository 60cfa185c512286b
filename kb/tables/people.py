"""People who sign in, their open sessions, and keys that programs use; passwords, tokens and keys only as digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now

PERSON_ROLES = ("agent", "manager", "admin")


class Person(Base):
    """Somebody of the support team."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(f"role IN {PERSON_ROLES}", name="role"),
        UniqueConstraint("issuer", "subject", name="uq_people_issuer_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str] = mapped_column(default="", doc="of pages and mails; empty: as the browser asks")
    password_hash: Mapped[str] = mapped_column(
        default="", doc="empty: only the identity provider lets them in"
    )
    session_version: Mapped[int] = mapped_column(default=1, doc="raised to end all of a person's sessions")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    factor: Mapped[str] = mapped_column(default="", doc="secret of the second factor, encrypted; empty: none")
    factor_step: Mapped[int] = mapped_column(BigInteger, default=0, doc="of the last code, which works once")
    issuer: Mapped[str | None] = mapped_column(doc="the identity provider that vouches for them")
    subject: Mapped[str | None] = mapped_column(doc="who they are there")


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
    last_used_at: Mapped[datetime | None]


class OpenSession(Base):
    """One browser in which somebody is signed in; without its row a cookie is worth nothing."""

    __tablename__ = "open_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(doc="the person's session version when it was opened")
    method: Mapped[str] = mapped_column(doc="how they proved who they are: password, two_steps or provider")
    browser: Mapped[str] = mapped_column(default="", doc="what the browser says of itself, shortened")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now, index=True)


class RecoveryCode(Base):
    """A code that stands in once for a lost second factor."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str]


class OneTimeToken(Base):
    """A link sent by mail that works once: an invitation, or a new password; and the claim of the first account."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (CheckConstraint("purpose IN ('invitation', 'password', 'set_up')", name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True, doc="whose password it changes"
    )
    email: Mapped[str] = mapped_column(default="", doc="who is invited")
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """How often somebody tried something in one stretch of time; all web processes count here together."""

    __tablename__ = "attempts"

    digest: Mapped[str] = mapped_column(primary_key=True, doc="of what was tried, by whom")
    stretch: Mapped[int] = mapped_column(BigInteger, primary_key=True, doc="number of the stretch since 1970")
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
