"""Tells which personal-looking data of a text is the organisation's own: its addresses, phones, accounts, streets.

Invariant: what only begins like an own contact is not one: another number in its street, a flat in its house, another
address at its mail host stay personal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.languages import normalise
from kb.languages.scripts import HAN
from kb.patterns import DOMAIN, Own, matched
from kb.privacy.emails import email_key
from kb.privacy.folding import fold
from kb.privacy.phones import find_phones, phone_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import regex

    from kb.privacy.placeholders import Found

_TOKEN = re.compile(rf"[0-9]+|[{HAN}]|[^\W\d_{HAN}]+")
#: Words and signs that say there is more to an address than the house: whoever is behind that door is a person.
_BEHIND_A_DOOR = frozenset(
    """
    flat apt apartment unit suite ste floor room c o
    واحد طبقه زنگ بلوک پلاک درب منزل
    层 楼 室 座 栋 幢 户 单 元 一 二 三 四 五 六 七 八 九 十
    """.split()  # noqa: SIM905 (read as prose)
)


@dataclass(frozen=True)
class Contacts:
    """An organisation's own contacts, each in the form that findings are compared with."""

    names: frozenset[str]  # addresses and handles
    domains: frozenset[str]
    phones: frozenset[str]
    numbers: frozenset[str]  # accounts and postal codes
    streets: tuple[tuple[str, ...], ...]
    expressions: tuple[regex.Pattern[str], ...]

    def has(self, text: str, found: Found) -> bool:
        """Whether what was found at `found.start:found.end` of a text is theirs."""
        written = text[found.start : found.end]
        match found.kind:
            case "email":
                known = found.key in self.names or self._at_home(found.key)
            case "user":
                known = found.key in self.names
            case "phone":
                known = found.key in self.phones
            case "card" | "iban":
                known = _compact(found.key) in self.numbers
            case "address":
                return _compact(written) in self.numbers or self._has_street(written)
            case _:
                return False
        return known or any((0, len(written)) in _spans(one, written) for one in self.expressions)

    def _at_home(self, address: str) -> bool:
        """Whether an address is at one of the domains, or at a host below it."""
        labels = address.rpartition("@")[2].split(".")
        return any(".".join(labels[at:]) in self.domains for at in range(len(labels)))

    def _has_street(self, written: str) -> bool:
        tokens = _tokens(written)
        for street in self.streets:
            if _within(tokens, street):  # a part of it: the house without the town
                return True
            at = _place(street, tokens)
            if at is not None and _says_no_more((*tokens[:at], *tokens[at + len(street) :])):
                return True
        return any(
            _says_no_more(_tokens(written[:start] + " " + written[end:]))
            for expression in self.expressions
            for start, end in _spans(expression, written)
        )


@lru_cache(maxsize=64)
def contacts(own: Own) -> Contacts:
    """Return the contacts of an installation, ready to be compared with."""
    names, domains, phones, numbers = set(), set(), set(), set()
    streets = []
    for given in own.contacts:
        folded = fold(given)
        domain = DOMAIN.fullmatch(folded)
        phones |= {found.key for found in find_phones(folded)}
        if domain:
            domains.add(domain.group(1).casefold())
        if "@" in folded:
            names.add(email_key(folded).removeprefix("@"))
        elif not any(sign.isalpha() for sign in folded):
            phones.add(phone_key(folded))
            numbers.add(_compact(given))
        elif not domain:
            streets.append(_tokens(given))
            numbers.add(_compact(given))
    return Contacts(
        frozenset(names),
        frozenset(domains),
        frozenset(phones),
        frozenset(numbers),
        tuple(streets),
        own.expressions,
    )


def _spans(expression: regex.Pattern[str], written: str) -> Iterable[tuple[int, int]]:
    """The matches in a text as it is written and as it is folded."""
    return dict.fromkeys((*matched(expression, written), *matched(expression, fold(written))))


def _compact(value: str) -> str:
    return re.sub(r"[\W_]", "", normalise(value))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(normalise(text)))


def _place(part: Sequence[str], whole: Sequence[str]) -> int | None:
    """Where a run of tokens begins within another, None where it does not stand in it."""
    starts = range(len(whole) - len(part) + 1)
    return next((at for at in starts if tuple(whole[at : at + len(part)]) == tuple(part)), None)


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(part) and _place(part, whole) is not None


def _says_no_more(rest: Iterable[str]) -> bool:
    return not any(token.isdigit() or token in _BEHIND_A_DOOR for token in rest)
