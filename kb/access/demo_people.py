"""The people of the demo, one in each role.

Their passwords belong to one installation: no two share them, and none is written in the code.
"""

from __future__ import annotations

import hmac
import secrets

from kb.access import people
from kb.database import Session
from kb.errors import NotFoundError, SignInFailedError

DEMO = (
    ("agent@barg.example", "Sara Agent", "agent"),
    ("manager@barg.example", "Omid Manager", "manager"),
    ("admin@barg.example", "Lin Admin", "admin"),
)


def create(session: Session, secret: str = "") -> list[tuple[str, str, str]]:
    """Make sure the demo's people can sign in; return (e-mail, password, role) for each.

    `secret` is the installation's signing key: the passwords are derived from it, so that every start shows
    the same ones and no two installations share them. Without it new ones are drawn and set each time.
    """
    shown = []
    for email, name, role in DEMO:
        password = _demo_password(secret, email)
        try:
            known = people.by_address(session, email)
        except NotFoundError:
            people.add(session, email=email, name=name, role=role, password=password)
        else:
            _let_in(session, known.id, password)
        shown.append((email, password, role))
    return shown


def _let_in(session: Session, person_id: int, password: str) -> None:
    try:
        people.check_password(session, person_id, password)
    except SignInFailedError:
        people.set_password(session, person_id, password)


def _demo_password(secret: str, email: str) -> str:
    if not secret:
        return secrets.token_urlsafe(9)
    digest = hmac.digest(secret.encode(), f"demo:{email}".encode(), "sha256")
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    letters = "".join(alphabet[byte % len(alphabet)] for byte in digest[:12])
    return "-".join((letters[:4], letters[4:8], letters[8:]))
