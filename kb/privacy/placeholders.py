"""Placeholders: what stands in a text where personal data stood.

Invariant: within one book the same value always gets the same placeholder, and two values never share one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.patterns import NO_PATTERNS, Patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is always looked for; patterns of an installation's own add to these.
KINDS = ("name", "email", "phone", "address", "birth", "id", "card", "iban", "user", "link", "ip")

EVERY_KIND = frozenset(KINDS)
#: What nobody writes for the public, whoever it is about: masked also where a text was written to be published.
NEVER_PUBLISHED = frozenset({"birth", "id", "card", "iban", "link"})

#: No more than five digits: a longer number in such brackets was written by somebody who had a reason to.
PLACEHOLDER = re.compile(r"\[([a-z][a-z_]{1,23}) (\d{1,5})\]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data and how often each kind was replaced in it."""

    text: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data at `start:end` of a text; `key` is its normalised value, equal for equal data."""

    kind: str
    start: int
    end: int
    key: str


class PlaceholderBook:
    """The placeholders of one conversation; keep it for all its messages and forget it afterwards.

    Args:
        patterns: what an installation wants masked besides, and what is its own.
        kinds: which of `KINDS` are masked, all by default; what the patterns name is in any case.
    """

    def __init__(self, patterns: Patterns = NO_PATTERNS, kinds: frozenset[str] = EVERY_KIND) -> None:
        self.patterns = patterns
        self.kinds = kinds
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: dict[str, int] = {}

    def placeholder(self, kind: str, key: str) -> str:
        """The placeholder of a normalised value, a new one when it was not seen before."""
        number = self._numbers.get((kind, key))
        if number is None:
            number = self._last.get(kind, 0) + 1
            self._last[kind] = number
            self._numbers[kind, key] = number
        return f"[{kind} {number}]"

    def reserve(self, text: str) -> None:
        """Leave the numbers of placeholders that already stand in a text to whoever put them there."""
        for found in PLACEHOLDER.finditer(text):
            kind, number = found.group(1), int(found.group(2))
            known = any(of == kind and given == number for (of, _), given in self._numbers.items())
            if not known:
                self._last[kind] = max(self._last.get(kind, 0), number)
