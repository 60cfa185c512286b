"""People who sign in: who they are, how they prove it, and what their role allows.

Passwords are kept as argon2id hashes only; a wrong address and a wrong password take the same time and look
the same.
"""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from kb.database import Session
from kb.errors import NotFoundError, SignInFailedError, UnusableInputError
from kb.tables import Person
from kb.tables.people import PERSON_ROLES

PASSWORD_LENGTH = 10
PASSWORD_LIMIT = 200  # longer ones only cost time to hash
DEMO = (
    ("agent@barg.example", "Sara Agent", "agent"),
    ("manager@barg.example", "Omid Manager", "manager"),
    ("admin@barg.example", "Lin Admin", "admin"),
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class PersonInvalidError(UnusableInputError):
    """The person cannot be saved: {reason}."""


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in; `version` ends the sessions that carry an older one."""

    id: int
    email: str
    name: str
    role: str
    language: str
    version: int
    active: bool = True


def allows(role: str, wanted: str) -> bool:
    """Whether a role includes another: an admin may do all a manager may, a manager all an agent may."""
    return PERSON_ROLES.index(role) >= PERSON_ROLES.index(wanted)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with RFC 9106's second recommended option


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def add(session: Session, *, email: str, name: str, role: str, password: str, language: str = "en") -> Member:
    """Add a person who may sign in.

    Raises:
        PersonInvalidError: the address, the role or the password cannot be used, or the address is taken.
    """
    email = _checked(email, role, password)
    if session.scalar(select(Person.id).filter_by(email=email)) is not None:
        raise PersonInvalidError(reason="this e-mail address is taken")
    person = Person(
        email=email,
        name=" ".join(name.split()) or email,
        role=role,
        language=language,
        password_hash=_hasher().hash(password),
    )
    session.add(person)
    session.flush()
    return _member(person)


def _checked(email: str, role: str, password: str) -> str:
    email = email.strip().lower()
    if not _ADDRESS.fullmatch(email):
        raise PersonInvalidError(reason="the e-mail address is not complete")
    if role not in PERSON_ROLES:
        raise PersonInvalidError(reason=f"the role must be one of {', '.join(PERSON_ROLES)}")
    _check_password(password)
    return email


def _check_password(password: str) -> None:
    if not PASSWORD_LENGTH <= len(password) <= PASSWORD_LIMIT:
        reason = f"the password must have {PASSWORD_LENGTH} to {PASSWORD_LIMIT} characters"
        raise PersonInvalidError(reason=reason)


def sign_in(session: Session, email: str, password: str) -> Member:
    """Return the person with this address and password.

    Raises:
        SignInFailedError: there is no such active person, or the password is another; it does not say which.
    """
    person = session.scalar(select(Person).filter_by(email=email.strip().lower(), active=True))
    if not _matches(person.password_hash if person else _nobody(), password) or person is None:
        raise SignInFailedError
    if _hasher().check_needs_rehash(person.password_hash):
        person.password_hash = _hasher().hash(password)
    return _member(person)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password[: PASSWORD_LIMIT + 1])
    except (VerificationError, InvalidHashError):
        return False


def member(session: Session, person_id: int, version: int) -> Member | None:
    """Return who a session belongs to, or None when it has been ended."""
    person = session.get(Person, person_id)
    if person is None or not person.active or person.session_version != version:
        return None
    return _member(person)


def everyone(session: Session) -> list[Member]:
    """Return all people, by address."""
    return [_member(person) for person in session.scalars(select(Person).order_by(Person.email))]


def set_password(session: Session, person_id: int, password: str) -> None:
    """Give a person another password; this ends all of their sessions.

    Raises:
        NotFoundError: there is no such person.
        PersonInvalidError: the password is too short or too long.
    """
    _check_password(password)
    person = _person(session, person_id)
    person.password_hash = _hasher().hash(password)
    person.session_version += 1


def set_role(session: Session, person_id: int, role: str) -> None:
    """Give a person another role; this ends all of their sessions.

    Raises:
        NotFoundError: there is no such person.
        PersonInvalidError: there is no such role.
    """
    if role not in PERSON_ROLES:
        raise PersonInvalidError(reason=f"the role must be one of {', '.join(PERSON_ROLES)}")
    person = _person(session, person_id)
    person.role = role
    person.session_version += 1


def set_active(session: Session, person_id: int, *, active: bool) -> None:
    """Let a person in, or lock them out and end all of their sessions.

    Raises:
        NotFoundError: there is no such person.
    """
    person = _person(session, person_id)
    person.active = active
    person.session_version += 1


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError(what="person", id=person_id)
    return person


def create_demo_people(session: Session, secret: str = "") -> list[tuple[str, str, str]]:
    """Make sure the demo's people can sign in; return (e-mail, password, role) for each.

    `secret` is the installation's signing key: the passwords are derived from it, so that every start shows
    the same ones and no two installations share them. Without it new ones are drawn and set each time.
    """
    shown = []
    for email, name, role in DEMO:
        password = _demo_password(secret, email)
        person = session.scalar(select(Person).filter_by(email=email))
        if person is None:
            add(session, email=email, name=name, role=role, password=password)
        elif not _matches(person.password_hash, password):
            set_password(session, person.id, password)
        shown.append((email, password, role))
    return shown


def _demo_password(secret: str, email: str) -> str:
    if not secret:
        return secrets.token_urlsafe(9)
    digest = hmac.digest(secret.encode(), f"demo:{email}".encode(), "sha256")
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    letters = "".join(alphabet[byte % len(alphabet)] for byte in digest[:12])
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def roles() -> Sequence[str]:
    """Return the roles, the least powerful first."""
    return PERSON_ROLES


def _member(person: Person) -> Member:
    return Member(
        id=person.id,
        email=person.email,
        name=person.name,
        role=person.role,
        language=person.language,
        version=person.session_version,
        active=person.active,
    )
