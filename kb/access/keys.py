"""API keys: what a program shows to act in a role.

Only the digest of a secret is kept, so a key is readable once, when it is made; a key never outlives or
outranks the person it belongs to.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from kb.database import Session
from kb.errors import NotFoundError, NotSignedInError, UnusableInputError
from kb.tables import ApiKey, Person
from kb.tables.metadata import now
from kb.tables.people import PERSON_ROLES

PREFIX = "danesh_"
MOST_DAYS = 3650
USED_EVERY = timedelta(minutes=10)  # a key's last use is written down at most this often


class KeyInvalidError(UnusableInputError):
    """The key cannot be made: {reason}."""


class KeyNamelessError(KeyInvalidError):
    """The key cannot be made: it needs a name."""


class KeyRoleUnknownError(KeyInvalidError):
    """The key cannot be made: the role must be one of {roles}."""


class KeyDaysError(KeyInvalidError):
    """The key cannot be made: it can last 1 to {most} days."""


@dataclass(frozen=True)
class Key:
    """An API key without its secret."""

    id: int
    name: str
    role: str
    created_at: datetime
    expires_at: datetime | None
    revoked: bool
    last_used_at: datetime | None = None

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now()


def create(
    session: Session,
    *,
    name: str,
    role: str,
    person_id: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Add an API key and return its secret, which is shown this once.

    Raises:
        KeyInvalidError: it has no name, or there is no such role.
    """
    if role not in PERSON_ROLES:
        raise KeyRoleUnknownError(roles=", ".join(PERSON_ROLES))
    if not name.strip():
        raise KeyNamelessError
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name.strip(), digest=_digest(secret), role=role, person_id=person_id, expires_at=expires_at
    )
    session.add(key)
    session.flush()
    return secret


def lasting(days: int) -> datetime:
    """Return the moment in which a key that is made now ends.

    Raises:
        KeyDaysError: so many days are none, or too many.
    """
    if not 1 <= days <= MOST_DAYS:
        raise KeyDaysError(most=MOST_DAYS)
    return now() + timedelta(days=days)


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a plain digest cannot be guessed back and needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def role(session: Session, secret: str) -> str:
    """Return the role that an API key carries.

    Raises:
        NotSignedInError: the key is unknown, revoked or expired, or its owner may not sign in any more.
    """
    key = session.scalar(select(ApiKey).filter_by(digest=_digest(secret), revoked=False))
    if key is None or (key.expires_at is not None and key.expires_at <= now()):
        raise NotSignedInError
    if key.person_id is not None:
        owner = session.get(Person, key.person_id)
        if owner is None or not owner.active:
            raise NotSignedInError
        return min(key.role, owner.role, key=PERSON_ROLES.index)
    return key.role


def note_use(session: Session, secret: str) -> None:
    """Write down that a key is in use."""
    key = session.scalar(select(ApiKey).filter_by(digest=_digest(secret)))
    if key is not None:
        key.last_used_at = now()


def use_is_old(session: Session, secret: str) -> bool:
    """Whether it is time to write down a key's use again: not every request should have to write."""
    key = session.scalar(select(ApiKey).filter_by(digest=_digest(secret)))
    return key is not None and (key.last_used_at is None or now() - key.last_used_at > USED_EVERY)


def every(session: Session) -> list[Key]:
    """Return all API keys, newest first."""
    rows = session.scalars(select(ApiKey).order_by(ApiKey.id.desc()))
    return [
        Key(row.id, row.name, row.role, row.created_at, row.expires_at, row.revoked, row.last_used_at)
        for row in rows
    ]


def revoke(session: Session, key_id: int) -> None:
    """Make a key useless from now on.

    Raises:
        NotFoundError: there is no such key.
    """
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFoundError(what="key", id=key_id)
    key.revoked = True
