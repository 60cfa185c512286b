"""Signatures: the delimiter, the phone's advertisement, the sign-off with a name, the contact block.

Invariant: only the end of a mail leaves (and the phone's line wherever it stands), and never all of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.cleaning.farewells import (
    ADDRESS_LINE,
    CONTACT,
    DASH_NAME,
    FULL_NAME_LINE,
    LABELLED_CONTACT,
    MADE_BY_PROGRAM,
    NAME_LINE,
    SENT_FROM,
    SENTENCE,
    THANKING,
    VALEDICTION,
    VALEDICTION_AND_NAME,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_DELIMITER = re.compile(r"^\s{0,3}(?:--|__|—|–|─{2,3}|- -|\*\*\*?)\s*$")
_STRICT = re.compile(r"^-- $")
_RULE = re.compile(r"^\s*(?:[-_=*~—–─]\s?){4,}\s*$")
_MOST_LINES = 24
_MOST_AFTER_THANKS = 8
_SIGN_OFF_WITHIN = 12
_SHORT = 72
_MOST_PIECES = 8
_LONGEST_ROLE = 16


def without_signature(lines: Sequence[str], author: str = "") -> list[str]:
    """The lines without the signature at their end.

    Args:
        lines: The author's own lines.
        author: The display name of the author, where it is known: a last line that is only this name goes.
    """
    own = [line for line in lines if not SENT_FROM.match(line[:240])]
    signed = ""
    for _ in range(_MOST_PIECES):
        shorter = _shortened(own, author, signed)
        if len(shorter) == len(own):
            break
        signed = "\n".join((*own[len(shorter) :], signed))
        own = shorter
    return own


def _shortened(lines: list[str], author: str, signed: str) -> list[str]:
    """The lines without the last piece of the signature; the same lines when there is none left.

    `signed` is what was taken away below: a name standing above its own signature is part of it.
    """
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for start in (
        _delimiter(lines),
        _sign_off(lines),
        _dashed_name(lines),
        _contact_block(lines),
        _made_by_program(lines),
        _authors_name(lines, author, signed),
    ):
        if start is not None and any(line.strip() for line in lines[:start]):
            return lines[:start]
    return lines


def _delimiter(lines: list[str]) -> int | None:
    """The line `-- `, or one like it with little after it, or a rule with contacts after it."""
    at = len(lines)
    rest: list[str] = []  # the lines below `at` that are not empty
    found = None
    while at > 0 and len(rest) <= _MOST_LINES:
        at -= 1
        if _ends_here(lines[at], rest):
            found = at
        if lines[at].strip():
            rest.insert(0, lines[at])
    return found


def _ends_here(line: str, rest: Sequence[str]) -> bool:
    if _STRICT.match(line):
        return True
    if _DELIMITER.match(line[:80]):
        return len(rest) <= _MOST_LINES // 2
    return bool(_RULE.match(line[:200])) and bool(rest) and _all_short(rest) and _contacts(rest) > 1


def _sign_off(lines: list[str]) -> int | None:
    """A sign-off in the last lines with nothing but names, titles and contacts below it."""
    for at in range(len(lines) - 1, max(len(lines) - _SIGN_OFF_WITHIN, -1), -1):
        line = lines[at][:160]
        rest = [after for after in lines[at + 1 :] if after.strip()]
        plain = _all_short(rest) and not any(SENTENCE.search(after) for after in rest)
        if not plain and not _contacts(rest):
            return None
        if VALEDICTION.match(line) or (not rest and VALEDICTION_AND_NAME.match(line)):
            return at
        named = bool(rest) and (NAME_LINE.match(rest[0][:160]) is not None or _contacts(rest) > 0)
        if named and len(rest) <= _MOST_AFTER_THANKS and THANKING.match(line):
            return at
    return None


def _dashed_name(lines: list[str]) -> int | None:
    """A last paragraph that is one line: a dash and a name."""
    alone = len(lines) > 1 and not lines[-2].strip()
    return len(lines) - 1 if alone and DASH_NAME.match(lines[-1][:160]) else None


def _contact_block(lines: list[str]) -> int | None:
    """A last paragraph of short lines, two or more of them ways to reach its author, the others names."""
    start = len(lines)
    while start > 0 and lines[start - 1].strip():
        start -= 1
    block = lines[start:]
    others = [line for line in block if not CONTACT.search(line[:200])]
    if not _all_short(block) or not all(NAME_LINE.match(line[:160]) for line in others):
        return None
    if len(block) - len(others) > 1:
        return start
    return start if _is_card(block, others) and not _announced(lines[:start]) else None


def _is_card(block: Sequence[str], others: Sequence[str]) -> bool:
    """Whether few lines with one contact are a signature: a name, a title and a phone, or a name and address."""
    if len(block) == 2:
        return bool(FULL_NAME_LINE.match(block[0][:160]) and ADDRESS_LINE.match(block[1][:160]))
    return len(others) == 2 and len(block) == 3 and LABELLED_CONTACT.match(block[-1][:200]) is not None


def _announced(above: Sequence[str]) -> bool:
    """Whether the text says that what comes next is meant: "send it to:"."""
    last = next((line.rstrip() for line in reversed(above) if line.strip()), "")
    return last.endswith((":", "："))


def _made_by_program(lines: list[str]) -> int | None:
    """A signature in a table of strokes, with the program's own line below it."""
    if not lines or not MADE_BY_PROGRAM.match(lines[-1][:80]):
        return None
    for at in range(len(lines) - 1, max(len(lines) - _SIGN_OFF_WITHIN, -1), -1):
        if re.fullmatch(r"\s*\|[\s|]*\|\s*", lines[at][:80]):
            return at
    return len(lines) - 1


def _authors_name(lines: list[str], author: str, signed: str) -> int | None:
    last = re.sub(r"^[\W_]+|[\W_]+$", "", lines[-1][:160] if lines else "").casefold()
    name = " ".join(author.split()).casefold()
    if not last or (not NAME_LINE.match(lines[-1][:160]) and not name):
        return None
    nickname = len(last) > 2 and bool(name) and name.split()[0].startswith(last)
    with_role = len(name) > 2 and last.startswith(f"{name} ") and len(last) <= len(name) + _LONGEST_ROLE
    above = len(last.split()) <= 3 and re.search(rf"\b{re.escape(last)}\b", signed.casefold()) is not None
    return len(lines) - 1 if (name and last == name) or nickname or with_role or above else None


def _all_short(lines: Sequence[str]) -> bool:
    return all(len(line.strip()) <= _SHORT for line in lines)


def _contacts(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if CONTACT.search(line[:200]))
