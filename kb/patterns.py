"""An installation's own patterns for what it wants masked, such as order numbers: checked once, matched in time.

Invariant: no pattern and no text can hold a process up; where a match takes too long, the caller learns where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


@dataclass(frozen=True)
class Patterns:
    """Named regular expressions, in the order in which they were configured."""

    named: tuple[tuple[str, regex.Pattern[str]], ...] = ()


NO_PATTERNS = Patterns()


def compiled(patterns: Mapping[str, str]) -> Patterns:
    """Compile the patterns of an installation.

    Raises:
        ValueError: a name or an expression cannot be used; the message is one sentence that names it.
    """
    return _all_of(tuple(patterns.items()))


@cache
def _all_of(patterns: tuple[tuple[str, str], ...]) -> Patterns:
    if len(patterns) > MOST:
        raise ValueError(f"at most {MOST} patterns can be given")
    return Patterns(tuple((name, _compiled(name, expression)) for name, expression in patterns))


def _compiled(name: str, expression: str) -> regex.Pattern[str]:
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' cannot name a pattern; use 2 to 24 small letters a-z and _")
    if name in RESERVED:
        raise ValueError(f"'{name}' is masked already; give the pattern another name")
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
