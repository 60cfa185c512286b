"""What an installation says of masking: patterns for what it wants masked besides, and contacts that are its own.

Invariant: no pattern and no text can hold a process up; where a match takes too long, the caller learns where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

RESERVED = frozenset(
    {"name", "email", "phone", "address", "birth", "id", "card", "iban", "user", "link", "ip"}
)
TIME = 0.25  # seconds for one line of text
TRIAL_TIME = 0.05  # seconds for one of the trial lines
MOST = 50  # patterns
_NAME = re.compile(r"[a-z][a-z_]{1,23}")
#: Lines on which patterns that backtrack without end show it.
_TRIALS = tuple(
    sign * 3_000 + "!" for sign in ("a", "1", "A", "-", " ", "#", "a1", "1-", "A-1", "a ", "，", "١")
)


MOST_CONTACTS = 500
DOMAIN = re.compile(
    r"@?((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}|(?:[\w-]{1,63}\.){1,8}xn--[a-z0-9-]{2,40})", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^@\s]{0,64}@[^@\s]{2,253}")
#: Hosts at which anybody has an address; as a whole domain they would let every customer's through.
_EVERYBODYS = frozenset(
    """
    gmail.com googlemail.com yahoo.com ymail.com outlook.com hotmail.com live.com msn.com icloud.com me.com aol.com
    gmx.com gmx.de web.de mail.com mail.ru yandex.ru proton.me protonmail.com zoho.com qq.com 163.com 126.com sina.com
    sohu.com foxmail.com aliyun.com yeah.net 139.com 189.cn naver.com chmail.ir mailfa.com yahoo.co.uk
    hotmail.co.uk yahoo.com.tw yahoo.com.hk yahoo.com.cn vip.qq.com
    """.split()  # noqa: SIM905 (read as prose)
)
_REGISTRIES = frozenset({"co", "com", "net", "org", "ac", "gov", "edu", "id", "sch"})
_SHORTEST_NUMBER, _SHORTEST_STREET = 5, 5  # digits; letters and digits


@dataclass(frozen=True)
class Own:
    """What belongs to the organisation itself: contacts as they were given, and expressions for more of them."""

    contacts: tuple[str, ...] = ()
    expressions: tuple[regex.Pattern[str], ...] = ()


NOTHING_OWN = Own()


@dataclass(frozen=True)
class Patterns:
    """Named regular expressions, in the order in which they were configured, and what is never masked."""

    named: tuple[tuple[str, regex.Pattern[str]], ...] = ()
    own: Own = NOTHING_OWN


NO_PATTERNS = Patterns()


def compiled(patterns: Mapping[str, str], own: Sequence[str] = ()) -> Patterns:
    """Compile the patterns of an installation, and its own contacts.

    Args:
        patterns: expression by name.
        own: addresses, domains, phones, handles, accounts, streets with their number; expressions between slashes.

    Raises:
        ValueError: a name, an expression or a contact cannot be used; the message is one sentence that names it.
    """
    return _all_of(tuple(patterns.items()), tuple(own))


@cache
def _all_of(patterns: tuple[tuple[str, str], ...], own: tuple[str, ...]) -> Patterns:
    if len(patterns) > MOST:
        raise ValueError(f"at most {MOST} patterns can be given")
    if len(own) > MOST_CONTACTS:
        raise ValueError(f"at most {MOST_CONTACTS} contacts can be given")
    named = tuple((name, _compiled(_named(name), expression)) for name, expression in patterns)
    expressions = [one for one in own if _is_expression(one)]
    contacts = tuple(_contact(one) for one in own if not _is_expression(one))
    return Patterns(named, Own(contacts, tuple(_compiled(one, one[1:-1]) for one in expressions)))


def _is_expression(contact: str) -> bool:
    return len(contact) > 2 and contact.startswith("/") and contact.endswith("/")


def _contact(given: str) -> str:
    domain = DOMAIN.fullmatch(given)
    if domain:
        labels = domain.group(1).lower().split(".")
        if ".".join(labels) in _EVERYBODYS or all(label in _REGISTRIES for label in labels[:-1]):
            raise ValueError(f"others have addresses at '{given}' too; name whole addresses instead")
        return given
    figures = sum(sign.isdigit() or sign in "一二三四五六七八九十" for sign in given)
    letters = sum(sign.isalnum() for sign in given)
    if _ADDRESS.fullmatch(given) or letters == figures >= _SHORTEST_NUMBER:
        return given
    if letters > figures > 0 and letters >= _SHORTEST_STREET:
        return given
    raise ValueError(
        f"'{given}' could be anybody's; write an address, a domain, a handle with its @, a phone or account number, "
        "a street with its number, or an expression between slashes"
    )


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' cannot name a pattern; use 2 to 24 small letters a-z and _")
    if name in RESERVED:
        raise ValueError(f"'{name}' is masked already; give the pattern another name")
    return name


def _compiled(name: str, expression: str) -> regex.Pattern[str]:
    try:
        made = regex.compile(expression)
    except regex.error as error:
        raise ValueError(f"the expression for '{name}' is not valid: {error}") from error
    try:
        if made.search("", timeout=TRIAL_TIME):
            raise ValueError(f"the expression for '{name}' matches the empty text")
        for trial in _TRIALS:
            for _ in made.finditer(trial, timeout=TRIAL_TIME):
                pass
    except TimeoutError as error:
        raise ValueError(
            f"the expression for '{name}' takes too long; avoid repetition within repetition"
        ) from error
    return made


def matches(pattern: regex.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each match; a line on which the pattern takes too long counts as one match.

    What cannot be decided in time is masked rather than let through.
    """
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        try:
            yield from [
                (start + found.start(), start + found.end())
                for found in pattern.finditer(body, timeout=TIME)
                if found.end() > found.start()
            ]
        except TimeoutError:
            yield start, start + len(body)
        start += len(line)


def matched(pattern: regex.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Start and end of each match in a short text; none where it takes too long, so that nothing is let through."""
    try:
        return [found.span() for found in pattern.finditer(text, timeout=TIME)]
    except TimeoutError:
        return []
