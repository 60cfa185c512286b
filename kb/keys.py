"""API keys: what a program shows to act in a role.

Only the digest of a secret is kept, so a key is readable once, when it is made; a key never outlives or
outranks the person it belongs to.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kb.database import Session
from kb.errors import NotFoundError, NotSignedInError, UnusableInputError
from kb.tables import ApiKey, Person
from kb.tables.metadata import now
from kb.tables.people import PERSON_ROLES

PREFIX = "danesh_"


class KeyInvalidError(UnusableInputError):
    """The key cannot be made: {reason}."""


@dataclass(frozen=True)
class Key:
    """An API key without its secret."""

    id: int
    name: str
    role: str
    created_at: datetime
    expires_at: datetime | None
    revoked: bool


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
        raise KeyInvalidError(reason=f"the role must be one of {', '.join(PERSON_ROLES)}")
    if not name.strip():
        raise KeyInvalidError(reason="the key needs a name")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name.strip(), digest=_digest(secret), role=role, person_id=person_id, expires_at=expires_at
    )
    session.add(key)
    session.flush()
    return secret


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


def every(session: Session) -> list[Key]:
    """Return all API keys, newest first."""
    rows = session.scalars(select(ApiKey).order_by(ApiKey.id.desc()))
    return [Key(row.id, row.name, row.role, row.created_at, row.expires_at, row.revoked) for row in rows]


def revoke(session: Session, key_id: int) -> None:
    """Make a key useless from now on.

    Raises:
        NotFoundError: there is no such key.
    """
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFoundError(what="key", id=key_id)
    key.revoked = True
