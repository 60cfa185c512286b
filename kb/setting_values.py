"""What the text of a setting becomes: words apart by commas, or a table from JSON; checked where it is read."""

from __future__ import annotations

import json
import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from kb import patterns

ROLES = ("agent", "manager", "admin")
MAIL_SCHEMES = ("smtp://", "smtps://", "smtp+insecure://")


def _split(value: object) -> object:
    return (
        tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value
    )


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("it is not a JSON object from name to value") from error


def _known_roles(values: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [value for value in values if value not in ROLES]
    if unknown:
        raise ValueError(f"{unknown[0]} is not a role; there are {', '.join(ROLES)}")
    return values


def _roles_given(table: dict[str, str]) -> dict[str, str]:
    _known_roles(tuple(table.values()))
    return table


def _mail_server(value: str) -> str:
    if value and not value.startswith(MAIL_SCHEMES):
        raise ValueError(f"it must begin with one of {', '.join(MAIL_SCHEMES)}")
    return value


def _small(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.lower().lstrip("@") for value in values)


def _contacts(value: object) -> object:
    """Contacts apart by semicolons or lines, for streets have commas in them; or a JSON list."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise ValueError("it is not a JSON list of contacts") from error
    parts = re.split(r"[;；؛\n]", value) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        return value
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def _own(values: tuple[str, ...]) -> tuple[str, ...]:
    patterns.compiled({}, values)
    return values


def _expressions(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("it is not a JSON object from name to regular expression") from error


def _usable(value: dict[str, str]) -> dict[str, str]:
    patterns.compiled(value)
    return value


def _secure(value: str) -> str:
    local = value.startswith(("http://127.0.0.1", "http://localhost"))
    if value and not local and not value.startswith("https://"):
        raise ValueError("it must begin with https://")
    return value.rstrip("/")


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Domains = Annotated[Words, AfterValidator(_small)]
Roles = Annotated[Words, AfterValidator(_known_roles)]
RoleTable = Annotated[dict[str, str], NoDecode, BeforeValidator(_decoded), AfterValidator(_roles_given)]
MailServer = Annotated[str, AfterValidator(_mail_server)]
SecureUrl = Annotated[str, AfterValidator(_secure)]
MaskPatterns = Annotated[dict[str, str], NoDecode, BeforeValidator(_expressions), AfterValidator(_usable)]
OwnContacts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_contacts), AfterValidator(_own)]
