"""People an identity provider vouches for: found by who they are there, let in for the first time only by rule.

An account is never taken over by an address alone: the provider must say that it has verified it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from kb.access import people
from kb.access.people import Member
from kb.database import Session
from kb.errors import SignInFailedError
from kb.tables import Person
from kb.tables.people import PERSON_ROLES


class NotLetInError(SignInFailedError):
    """The identity provider knows you, but nobody has given you access here. Please ask an administrator."""


@dataclass(frozen=True)
class Identity:
    """What an identity provider says of somebody; `groups` are the values of the claim that roles follow."""

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Who may come in.

    Attributes:
        domains: of addresses that may sign in for the first time without having been added; none: nobody.
        roles: from a group to the role it gives; empty: roles are given here, and newcomers are agents.
    """

    domains: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)


def role_of(groups: Sequence[str], rules: Rules) -> str | None:
    """Return the highest role that any of the groups gives, or None."""
    given = [rules.roles[group] for group in groups if rules.roles.get(group) in PERSON_ROLES]
    return max(given, key=PERSON_ROLES.index, default=None)


def sign_in(session: Session, identity: Identity, rules: Rules) -> Member:
    """Return who this is; they are added or tied to their account when the rules allow it.

    Where roles follow groups, the role is set anew at each sign-in, which ends older sessions if it changed.

    Raises:
        NotLetInError: they have no account and may not get one, are locked out, or are in no group with a role.
    """
    role = role_of(identity.groups, rules)
    if rules.roles and role is None:
        raise NotLetInError
    person = session.scalar(select(Person).filter_by(issuer=identity.issuer, subject=identity.subject))
    if person is None:
        person = _tied(session, identity) or _added(session, identity, rules, role or PERSON_ROLES[0])
    if not person.active:
        raise NotLetInError
    if role is not None and role != person.role:
        people.set_role(session, person.id, role)
    session.flush()
    return people.by_id(session, person.id)


def _tied(session: Session, identity: Identity) -> Person | None:
    """Tie somebody who was added here by address to who they are at the provider."""
    person = session.scalar(select(Person).filter_by(email=identity.email.strip().lower()))
    if person is None:
        return None
    if not identity.verified or person.subject is not None:
        raise NotLetInError
    person.issuer, person.subject = identity.issuer, identity.subject
    return person


def _added(session: Session, identity: Identity, rules: Rules, role: str) -> Person:
    domain = identity.email.rpartition("@")[2].lower()
    if not identity.verified or domain not in rules.domains:
        raise NotLetInError
    person = Person(
        email=people.free_address(session, identity.email),
        name=" ".join(identity.name.split())[:200] or identity.email,
        role=role,
        issuer=identity.issuer,
        subject=identity.subject,
    )
    session.add(person)
    session.flush()
    return person
