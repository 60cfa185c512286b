"""People who sign in: who they are, how they prove it, and what their role allows.

Passwords are kept as argon2id hashes only; a wrong address and a wrong password take the same time and look
the same.
"""

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
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class PersonInvalidError(UnusableInputError):
    """The person cannot be saved: {reason}."""


class PresentPasswordError(SignInFailedError):
    """The present password is wrong."""


class AddressIncompleteError(PersonInvalidError):
    """The person cannot be saved: the e-mail address is not complete."""


class AddressTakenError(PersonInvalidError):
    """The person cannot be saved: this e-mail address is taken."""


class RoleUnknownError(PersonInvalidError):
    """The person cannot be saved: the role must be one of {roles}."""


class PasswordLengthError(PersonInvalidError):
    """The person cannot be saved: the password must have {least} to {most} characters."""


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
    two_steps: bool = False
    has_password: bool = True


def allows(role: str, wanted: str) -> bool:
    """Whether a role includes another: an admin may do all a manager may, a manager all an agent may."""
    return PERSON_ROLES.index(role) >= PERSON_ROLES.index(wanted)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with RFC 9106's second recommended option


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def add(session: Session, *, email: str, name: str, role: str, password: str, language: str = "") -> Member:
    """Add a person who may sign in.

    Raises:
        PersonInvalidError: the address, the role or the password cannot be used, or the address is taken.
    """
    email = free_address(session, email)
    check_role(role)
    _check_password(password)
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


def free_address(session: Session, email: str) -> str:
    """Return an address as it is kept.

    Raises:
        PersonInvalidError: it is not complete, or somebody has it.
    """
    email = email.strip().lower()
    if not _ADDRESS.fullmatch(email):
        raise AddressIncompleteError
    if session.scalar(select(Person.id).filter_by(email=email)) is not None:
        raise AddressTakenError
    return email


def check_role(role: str) -> None:
    """Make sure that there is such a role.

    Raises:
        PersonInvalidError: there is not.
    """
    if role not in PERSON_ROLES:
        raise RoleUnknownError(roles=", ".join(PERSON_ROLES))


def _check_password(password: str) -> None:
    if not PASSWORD_LENGTH <= len(password) <= PASSWORD_LIMIT:
        raise PasswordLengthError(least=PASSWORD_LENGTH, most=PASSWORD_LIMIT)


def sign_in(session: Session, email: str, password: str) -> Member:
    """Return the person with this address and password.

    Raises:
        SignInFailedError: there is no such active person, or the password is another; it does not say which.
    """
    person = session.scalar(select(Person).filter_by(email=email.strip().lower(), active=True))
    hashed = (person.password_hash if person else "") or _nobody()
    if not _matches(hashed, password) or person is None:
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
    """Return who a session of this version belongs to, or None when it has been ended."""
    person = session.get(Person, person_id)
    if person is None or not person.active or person.session_version != version:
        return None
    return _member(person)


def by_id(session: Session, person_id: int) -> Member:
    """Return a person.

    Raises:
        NotFoundError: there is no such person.
    """
    return _member(_person(session, person_id))


def by_address(session: Session, email: str) -> Member:
    """Return the person with this address.

    Raises:
        NotFoundError: there is no such person.
    """
    person = session.scalar(select(Person).filter_by(email=email.strip().lower()))
    if person is None:
        raise NotFoundError(what="person", id=email)
    return _member(person)


def anybody(session: Session) -> bool:
    """Whether there is any account yet."""
    return session.scalar(select(Person.id).limit(1)) is not None


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
    check_role(role)
    person = _person(session, person_id)
    person.role = role
    person.session_version += 1


def check_password(session: Session, person_id: int, password: str) -> None:
    """Make sure that somebody who is signed in knows their password.

    Raises:
        PresentPasswordError: it is another.
    """
    if not _matches(_person(session, person_id).password_hash or _nobody(), password):
        raise PresentPasswordError


def describe(session: Session, person_id: int, *, name: str, language: str) -> None:
    """Keep what a person says of themselves: their name, and the language of their pages and mails."""
    person = _person(session, person_id)
    person.name = " ".join(name.split())[:200] or person.email
    person.language = language


def end_sessions(session: Session, person_id: int) -> None:
    """End all of a person's sessions."""
    _person(session, person_id).session_version += 1


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
        two_steps=bool(person.factor),
        has_password=bool(person.password_hash),
    )
