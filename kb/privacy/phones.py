"""Phone numbers in a folded text, as people write them in Iran, China, Taiwan, Hong Kong, America and Britain.

Invariant: dates, prices, versions and order numbers are not phone numbers; toll-free and shared-cost numbers
belong to organisations, so they stay and a hotline in an answer remains readable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from kb.privacy.contexts import is_amount, says_phone, says_reference
from kb.privacy.folding import digits, fold
from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

REGIONS = ("IR", "CN", "TW", "HK", "US", "GB")

_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z_/.#@])(?<![0-9][,:\-])(?:\+|00)?[ ]?\(?[+]?\d(?:[ ().\-/]{0,3}[\d*]){5,17}"
    r"(?![0-9A-Za-z_@])(?![,:]\d)"
)
_YEAR = r"(?:19|20|13|14)\d{2}"
_DATE = re.compile(
    rf"{_YEAR}[-/. ](?:0?[1-9]|1[0-2])[-/. ]\d{{1,2}}(?!\d)|\d{{1,2}}[-/. ]\d{{1,2}}[-/. ]{_YEAR}\b"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d{1,5}$)"
)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$|^\d{1,4}\.\d+$|^\d{1,2}(?:\.\d{1,3}){2,}$")
_HIDDEN = re.compile(r"(?<![0-9A-Za-z])(?:\+?98|0)?[19]\d{2}[\d ]?\*{3,5}[ ]?\d{3,4}(?![0-9A-Za-z])")
#: Shapes that are phone numbers without a word saying so.
_MOBILES = (
    re.compile(r"0?9[0-39]\d{8}"),  # Iran
    re.compile(r"1[3-9]\d{9}"),  # China
    re.compile(r"09\d{8}"),  # Taiwan
    re.compile(r"07\d{9}"),  # Britain
)
_AMERICAN = re.compile(r"\(?[2-9]\d{2}\)?[ .\-]{1,2}[2-9]\d{2}[ .\-]\d{4}")
_AMERICAN_TRUNK = re.compile(r"1[ .\-(]{1,2}[2-9]\d{2}[ .\-)]")
_BARE_INTERNATIONAL = re.compile(r"989\d{9}|861[3-9]\d{9}|8869\d{8}")  # as messengers show them
_ORGANISATIONS = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    }
)
_HOTLINE = re.compile(
    r"(?:400|800)[ \-]?\d{3,4}[ \-]?\d{3,4}|1?[ \-]?8(?:00|33|44|55|66|77|88)[ .\-)]{0,2}\d{3}[ .\-]?\d{4}"
)


def find_phones(text: str) -> Iterator[Found]:
    """Every phone number of a folded text, in order."""
    for found in _HIDDEN.finditer(text):
        yield Found("phone", found.start(), found.end(), found.group())
    for found in _CANDIDATE.finditer(text):
        start, raw = _trimmed(found)
        if _is_phone(text, start, raw):
            yield Found("phone", start, start + len(raw), phone_key(raw))


def phone_key(raw: str) -> str:
    """A number as it is compared: its national digits, without country code, trunk zero or signs.

    Which country a national number is of cannot be told from the number, so the country is left out of both
    ways of writing it rather than guessed for one.
    """
    written = fold(raw).strip()
    if _BARE_INTERNATIONAL.fullmatch(digits(written)) and not written.startswith(("+", "(+", "0")):
        written = "+" + digits(written)
    if written.startswith(("+", "(+", "00")):
        number = _parsed("+" + digits(written).removeprefix("00"), None)
        if number is not None:
            return str(number.national_number)
    if _AMERICAN_TRUNK.match(written):
        written = written[1:]
    return digits(written).lstrip("0")


def _trimmed(found: re.Match[str]) -> tuple[int, str]:
    raw = found.group().rstrip(" (.-/")
    if raw.count("(") > raw.count(")"):
        raw = raw.lstrip(" (")
    if raw.count(")") > raw.count("("):
        raw = raw.rstrip(" )")
    lead = len(raw) - len(raw.lstrip())
    offset = found.group().find(raw[lead:])
    return found.start() + offset, raw[lead:]


def _is_phone(text: str, start: int, raw: str) -> bool:
    number = digits(raw)
    international = raw.startswith(("+", "(+")) or (raw.startswith("00") and len(number) >= 11)
    if not 7 <= len(number) <= 16 or _DATE.match(raw) or _DOTTED.search(raw):
        return False
    if _HOTLINE.fullmatch(raw):
        return False
    if international:
        return not _of_organisation(raw) and len(number) >= 8
    if says_reference(text, start) or is_amount(text, start + len(raw)):
        return False
    if says_phone(text, start):
        return not _of_organisation(raw)
    return _looks_like_phone(raw, number)


def _looks_like_phone(raw: str, number: str) -> bool:
    """Whether the shape alone says phone: a mobile prefix, or a trunk zero and valid in one of the regions."""
    if any(mobile.fullmatch(number) for mobile in _MOBILES) and len(raw) - len(number) <= 5:
        return True
    if _AMERICAN.fullmatch(raw):
        return True
    if not raw.lstrip("(").startswith("0") or len(number) < 9 or (raw == number and len(number) < 11):
        return False
    return any(_valid(raw, region) for region in REGIONS) and not _of_organisation(raw)


def _regions(written: str) -> tuple[str | None, ...]:
    if written.startswith(("+", "(+")):
        return (None,)
    return REGIONS


def _valid(raw: str, region: str | None) -> bool:
    number = _parsed(raw, region)
    return number is not None and phonenumbers.is_valid_number(number)


def _of_organisation(raw: str) -> bool:
    for region in _regions(raw):
        number = _parsed(raw, region)
        if number is not None and phonenumbers.is_valid_number(number):
            return phonenumbers.number_type(number) in _ORGANISATIONS
    return False


def _parsed(raw: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(raw, region)
    except NumberParseException:
        return None
