"""Links that work once and for a while: an invitation, a new password, the claim of the first account.

Only digests are kept. Using one is a single conditional update, so of two who come at once one gets in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from kb.access import people
from kb.access.people import Member
from kb.database import Session
from kb.errors import LinkExpiredError, NotFoundError
from kb.tables import OneTimeToken, Person
from kb.tables.metadata import now

INVITED = timedelta(days=7)
RESET = timedelta(hours=1)


@dataclass(frozen=True)
class Invitation:
    """Somebody who was invited and has not come yet."""

    id: int
    email: str
    name: str
    role: str
    language: str
    created_at: datetime
    expires_at: datetime


def invite(session: Session, *, email: str, name: str, role: str, language: str = "") -> str:
    """Invite somebody and return the token of the link; an earlier invitation to the address stops working.

    Raises:
        PersonInvalidError: the address or the role cannot be used, or the address is taken.
    """
    email = people.free_address(session, email)
    people.check_role(role)
    session.execute(delete(OneTimeToken).filter_by(purpose="invitation", email=email))
    return _issue(
        session,
        OneTimeToken(
            purpose="invitation",
            email=email,
            name=" ".join(name.split()),
            role=role,
            language=language,
            expires_at=now() + INVITED,
        ),
    )


def _issue(session: Session, row: OneTimeToken) -> str:
    session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < now()))
    token = secrets.token_urlsafe(32)
    row.digest = _digest(token)
    session.add(row)
    session.flush()
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def waiting(session: Session) -> list[Invitation]:
    """Return the invitations that still work, the newest first."""
    rows = session.scalars(
        select(OneTimeToken)
        .filter_by(purpose="invitation", used_at=None)
        .where(OneTimeToken.expires_at > now())
        .order_by(OneTimeToken.id.desc())
    )
    return [_invitation(row) for row in rows]


def _invitation(row: OneTimeToken) -> Invitation:
    return Invitation(row.id, row.email, row.name, row.role, row.language, row.created_at, row.expires_at)


def withdraw(session: Session, invitation_id: int) -> None:
    """Make an invitation useless.

    Raises:
        NotFoundError: there is no such invitation.
    """
    row = session.get(OneTimeToken, invitation_id)
    if row is None or row.purpose != "invitation":
        raise NotFoundError(what="invitation", id=invitation_id)
    session.delete(row)


def invited(session: Session, token: str) -> Invitation:
    """Return the invitation of a link, without using it: mail programs open links to look at them.

    Raises:
        LinkExpiredError: it was used or withdrawn, or is too old.
    """
    return _invitation(_usable(session, token, "invitation"))


def _usable(session: Session, token: str, purpose: str) -> OneTimeToken:
    row = session.scalar(select(OneTimeToken).filter_by(digest=_digest(token), purpose=purpose, used_at=None))
    if row is None or row.expires_at <= now():
        raise LinkExpiredError
    return row


def accept(session: Session, token: str, *, name: str, password: str, language: str = "") -> Member:
    """Use an invitation: the person it was for may sign in from now on.

    Raises:
        LinkExpiredError: the link does not work any more.
        PersonInvalidError: the password cannot be used, or the address was taken meanwhile.
    """
    invitation = _usable(session, token, "invitation")
    _use(session, invitation)
    return people.add(
        session,
        email=invitation.email,
        name=name or invitation.name,
        role=invitation.role,
        password=password,
        language=language or invitation.language,
    )


def _use(session: Session, row: OneTimeToken) -> None:
    used = session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.id == row.id, OneTimeToken.used_at.is_(None))
        .values(used_at=now())
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        raise LinkExpiredError


def forgotten(session: Session, email: str) -> tuple[Member, str] | None:
    """Return who has this address, and the token for a new password; None for nobody, or nobody with a password."""
    person = session.scalar(select(Person).filter_by(email=email.strip().lower(), active=True))
    if person is None or not person.password_hash:
        return None
    row = OneTimeToken(purpose="password", person_id=person.id, expires_at=now() + RESET)
    return people.by_id(session, person.id), _issue(session, row)


def check_reset(session: Session, token: str) -> None:
    """Make sure that a link for a new password works, without using it.

    Raises:
        LinkExpiredError: it does not.
    """
    _usable(session, token, "password")


def reset(session: Session, token: str, password: str) -> Member:
    """Give the owner of a link another password; all their sessions end, and so do other such links of theirs.

    Raises:
        LinkExpiredError: the link does not work any more.
        PersonInvalidError: the password cannot be used.
    """
    row = _usable(session, token, "password")
    assert row.person_id is not None
    _use(session, row)
    people.set_password(session, row.person_id, password)
    others = OneTimeToken.person_id == row.person_id, OneTimeToken.used_at.is_(None)
    session.execute(delete(OneTimeToken).where(*others))
    return people.by_id(session, row.person_id)


def set_up_token(key: str) -> str:
    """Return the token that claims the first account; every process of an installation prints the same one."""
    return hmac.digest(key.encode(), b"danesh set up", "sha256").hex()[:40]


def set_up(
    session: Session, token: str, key: str, *, email: str, name: str, password: str, language: str = ""
) -> Member:
    """Make the first account, an admin's.

    Raises:
        LinkExpiredError: there is somebody already, or the token is wrong.
        PersonInvalidError: the address or the password cannot be used.
    """
    check_set_up(session, token, key)
    claim = OneTimeToken(digest=_digest(token), purpose="set_up", expires_at=now(), used_at=now())
    session.add(claim)
    try:
        session.flush()  # the digest is unique: of two who claim at once one waits here and is refused
    except IntegrityError:
        raise LinkExpiredError from None
    return people.add(session, email=email, name=name, role="admin", password=password, language=language)


def check_set_up(session: Session, token: str, key: str) -> None:
    """Make sure that the first account can be claimed with this token.

    Raises:
        LinkExpiredError: there is somebody already, or the token is wrong.
    """
    if people.anybody(session) or not hmac.compare_digest(set_up_token(key).encode(), token.encode()):
        raise LinkExpiredError
