"""The second factor: codes of an app (TOTP, RFC 6238), and recovery codes for when it is lost.

The secret is encrypted with the installation's key, recovery codes are kept as digests, and no code works twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from time import time

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, func, select, update

from kb.database import Session
from kb.errors import NotFoundError, SecondStepFailedError
from kb.tables import Person, RecoveryCode

STEP = 30  # seconds a code lasts
DRIFT = 1  # steps a clock may be early or late
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
CODE_LENGTH = 10


@dataclass(frozen=True)
class Offer:
    """A secret that is not in use yet, and the address that an app reads from a QR code."""

    secret: str
    address: str


def offer(issuer: str, email: str, secret: str = "") -> Offer:
    """Return a new secret, or show one again, for an app to take over."""
    secret = secret or pyotp.random_base32()
    address = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name=issuer)
    return Offer(secret, address)


def begin(session: Session, person_id: int, secret: str, code: str, key: str) -> list[str]:
    """Put a secret to use once its owner has shown a code of it; ends all of the person's sessions.

    Returns:
        The recovery codes, readable this once.

    Raises:
        SecondStepFailedError: the code is not one of this secret.
    """
    step = _step(secret, code, after=0)
    if step is None:
        raise SecondStepFailedError
    person = _person(session, person_id)
    person.factor = _cipher(key).encrypt(secret.encode()).decode()
    person.factor_step = step
    person.session_version += 1
    return renew_recovery(session, person_id)


def renew_recovery(session: Session, person_id: int) -> list[str]:
    """Return new recovery codes, readable this once; older ones stop working."""
    session.execute(delete(RecoveryCode).filter_by(person_id=person_id))
    codes = ["".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    session.add_all(RecoveryCode(person_id=person_id, digest=_digest(person_id, code)) for code in codes)
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def check(session: Session, person_id: int, given: str, key: str) -> None:
    """Accept a code of the app or a recovery code, each of them once.

    Raises:
        SecondStepFailedError: it is neither, or was used before.
    """
    given = given.translate({ord(letter): None for letter in " -\t\u200c"}).lower()
    person = _person(session, person_id)
    if given.isdigit():
        step = _step(_secret(person, key), given, after=person.factor_step)
        if step is not None and _advance(session, person_id, step):
            return
    elif given and _spend(session, person_id, given):
        return
    raise SecondStepFailedError


def _advance(session: Session, person_id: int, step: int) -> bool:
    """Note the step of a code; of two requests with the same code one gets through."""
    noted = session.execute(
        update(Person).where(Person.id == person_id, Person.factor_step < step).values(factor_step=step)
    )
    return bool(noted.rowcount)  # type: ignore[attr-defined]


def _spend(session: Session, person_id: int, code: str) -> bool:
    spent = session.execute(
        delete(RecoveryCode).filter_by(person_id=person_id, digest=_digest(person_id, code))
    )
    return bool(spent.rowcount)  # type: ignore[attr-defined]


def remove(session: Session, person_id: int) -> None:
    """Do without a second factor from now on; ends all of the person's sessions.

    Raises:
        NotFoundError: there is no such person.
    """
    person = _person(session, person_id)
    person.factor = ""
    person.session_version += 1
    session.execute(delete(RecoveryCode).filter_by(person_id=person_id))


def recovery_left(session: Session, person_id: int) -> int:
    """Return how many recovery codes a person still has."""
    query = select(func.count()).select_from(RecoveryCode).filter_by(person_id=person_id)
    return int(session.scalar(query) or 0)


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError(what="person", id=person_id)
    return person


def _step(secret: str, code: str, after: int) -> int | None:
    """Return the time step that a code belongs to, if that is near and later than `after`."""
    if not secret:
        return None
    code = "".join(str(int(letter)) for letter in code if letter.isdecimal())  # Persian digits are digits too
    now = int(time()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(pyotp.TOTP(secret, interval=STEP).at(step * STEP), code):
            return step
    return None


def _secret(person: Person, key: str) -> str:
    try:
        return _cipher(key).decrypt(person.factor.encode()).decode() if person.factor else ""
    except InvalidToken:  # the installation's key was changed: only a recovery code helps
        return ""


def _cipher(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"danesh second factor").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _digest(person_id: int, code: str) -> str:
    # 10 letters of 31 are 49 random bits, slow to guess through a form; stretched against a stolen database.
    return hashlib.pbkdf2_hmac("sha256", code.encode(), f"recovery {person_id}".encode(), 100_000).hex()
