"""Cards, IBANs and national identity numbers in a folded text, by their shape and their check digits.

Invariant: a number without a valid checksum is taken only when the words before it say what it is; one that is
called an order or a parcel is not taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.privacy.contexts import is_amount, says_card, says_iban, says_identity, says_reference
from kb.privacy.folding import digits
from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALONE_BEFORE = r"(?<![0-9A-Za-z_])(?<![0-9][.\-/])"
_ALONE_AFTER = r"(?![0-9A-Za-z_])"
_IBAN = re.compile(
    rf"{_ALONE_BEFORE}[A-Za-z]{{2}}[ \-]{{0,2}}\d{{2}}(?:[ \-]?[A-Za-z0-9]){{11,30}}{_ALONE_AFTER}"
)
_SHEBA = re.compile(
    rf"{_ALONE_BEFORE}(?:[Ii][Rr][ \-]{{0,2}})?\d(?:[ \-]{{0,2}}\d){{23}}(?:[ ]?[Ii][Rr])?{_ALONE_AFTER}"
)
_MISTYPED_SHEBA = re.compile(
    rf"{_ALONE_BEFORE}[Ii][Rr][ \-]{{0,2}}\d(?:[ \-]{{0,2}}\d){{19,26}}{_ALONE_AFTER}"
)
_CARD = re.compile(rf"{_ALONE_BEFORE}\d(?:[ \-]{{0,2}}\d){{13,18}}{_ALONE_AFTER}")
_RESIDENT = re.compile(
    rf"{_ALONE_BEFORE}[1-9]\d{{5}}[ ]?(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ ]?\d{{3}}[0-9Xx]"
    rf"{_ALONE_AFTER}"
)
_MELLI = re.compile(rf"{_ALONE_BEFORE}(?:\d{{10}}|\d{{3}}-\d{{6}}-\d){_ALONE_AFTER}")
_SAID_MELLI = re.compile(rf"{_ALONE_BEFORE}\d{{8,10}}{_ALONE_AFTER}")
_ISLAND = re.compile(
    rf"{_ALONE_BEFORE}(?:[A-Za-z][1289A-Da-d]\d{{8}}|[A-Za-z]{{1,2}}\d{{6}}\s?\(?[0-9Aa]\)?){_ALONE_AFTER}"
)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def find_numbers(text: str) -> Iterator[Found]:
    """Cards, IBANs and identity numbers of a folded text; they may overlap, the first kind found is meant."""
    yield from _ibans(text)
    yield from _identities(text)
    yield from _cards(text)


def _ibans(text: str) -> Iterator[Found]:
    for found in _SHEBA.finditer(text):
        number = "IR" + digits(found.group())
        if "IR" in found.group().upper() or says_iban(text, found.start()) or _valid_iban(number):
            yield Found("iban", found.start(), found.end(), number)
    for found in _MISTYPED_SHEBA.finditer(text):
        if says_iban(text, found.start()):
            yield Found("iban", found.start(), found.end(), "IR" + digits(found.group()))
    for found in _IBAN.finditer(text):
        for end in _iban_ends(found.group()):
            number = re.sub(r"[ \-]", "", found.group()[:end]).upper()
            if _valid_iban(number):
                yield Found("iban", found.start(), found.start() + end, number)
                break


def _iban_ends(candidate: str) -> Iterator[int]:
    """Where an IBAN may end in a run that goes on into the next word: the whole, then at each space."""
    yield len(candidate)
    for at in range(len(candidate) - 1, 14, -1):
        if candidate[at] == " ":
            yield at


def _cards(text: str) -> Iterator[Found]:
    for found in _CARD.finditer(text):
        number = digits(found.group())
        said = says_card(text, found.start())
        if says_reference(text, found.start()) and not said:
            continue
        if (_looks_like_card(number) and _luhn(number)) or (said and 16 <= len(number) <= 19):
            yield Found("card", found.start(), found.end(), number)


def _looks_like_card(number: str) -> bool:
    if len(number) == 15:
        return number[:2] in {"34", "37"}
    if len(number) == 14:
        return number[:2] in {"36", "38"} or number[:3] in {"300", "301", "302", "303", "304", "305"}
    return 16 <= len(number) <= 19 and number[0] in "234569"


def _identities(text: str) -> Iterator[Found]:
    for found in _RESIDENT.finditer(text):
        number = re.sub(r"\s", "", found.group()).upper()
        if _valid_resident(number) or says_identity(text, found.start()):
            yield Found("id", found.start(), found.end(), number)
    for found in _MELLI.finditer(text):
        number = digits(found.group())
        counted = says_reference(text, found.start()) or is_amount(text, found.end())
        if _valid_melli(number) and not counted and not _mobile(number):
            yield Found("id", found.start(), found.end(), number)
    for found in _SAID_MELLI.finditer(text):
        if says_identity(text, found.start()) and not says_reference(text, found.start()):
            yield Found("id", found.start(), found.end(), found.group().zfill(10))
    for found in _ISLAND.finditer(text):
        if says_identity(text, found.start()):
            yield Found("id", found.start(), found.end(), re.sub(r"\W", "", found.group()).upper())


def _mobile(number: str) -> bool:
    """Whether ten digits are an Iranian mobile number without its zero."""
    return number.startswith("9") and number[1] in "01239"


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    values = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in values) % 10 == 0


def _valid_iban(number: str) -> bool:
    """ISO 13616: the number with its first four signs moved to the end is 1 modulo 97."""
    if not 15 <= len(number) <= 34 or not number[2:4].isdigit():
        return False
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _valid_melli(number: str) -> bool:
    """The check digit of the Iranian national code, and not ten times the same digit."""
    if len(number) != 10 or len(set(number)) == 1:
        return False
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11
    return int(number[9]) == (rest if rest < 2 else 11 - rest)


def _valid_resident(number: str) -> bool:
    """GB 11643: the weighted sum modulo 11 picks the last sign."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _RESIDENT_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]
