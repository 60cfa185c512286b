"""The head of a WhatsApp message in every phone's style and language: date, time, and what follows.

Invariant: the order of day, month and year is decided from the whole file, never from one line; a date that
exists in no order is no head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Order = Literal["dmy", "mdy", "ymd"]
Parts = tuple[str, str, str]

MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_M = f"[{MARKS}]{{0,4}}"
_D = r"[0-9\u06f0-\u06f9\u0660-\u0669]"
_S = r"[ \u00a0\u202f\t]"
_BEFORE_NOON = (
    r"[Aa]\.?\s?[Mm]\.?|上午|凌晨|早上|清晨|午前|오전|ق\.?\s?ظ\.?|قبل[\s\u200c]?از[\s\u200c]?ظهر|ص|صباحًا"
)
_AFTER_NOON = r"[Pp]\.?\s?[Mm]\.?|下午|中午|晚上|午後|오후|ب\.?\s?ظ\.?|بعد[\s\u200c]?از[\s\u200c]?ظهر|م|مساءً"
_HEAD = re.compile(
    rf"""
    {_M}\[?{_M}
    (?P<a>{_D}{{1,4}}){_M}(?:\.{_S}|[./年-]){_M}(?P<b>{_D}{{1,2}}){_M}(?:\.{_S}|[./月-]){_M}(?P<c>{_D}{{1,4}})
    {_M}[.日]?{_M}[,،]?{_M}{_S}{{0,2}}{_M}
    (?:(?:um|klo|kl\.|at|à|a\ las|alle|às|om|в|o){_S})?
    (?P<half>{_BEFORE_NOON}|{_AFTER_NOON})?{_S}?{_M}
    (?P<hour>{_D}{{1,2}})[:.٫](?P<minute>{_D}{{2}})(?:[:.٫](?P<second>{_D}{{2}}))?
    (?:{_S}?{_M}(?P<half_after>{_BEFORE_NOON}|{_AFTER_NOON}))?
    {_M}(?:\]|{_S}[-–—])(?:{_S}|$)
    """,
    re.VERBOSE,
)
_AFTER = re.compile(_AFTER_NOON)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_JALALI_YEARS, _BUDDHIST_YEARS = range(1300, 1500), range(2500, 2700)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a message: its date as three numbers in the file's order, its time, and the rest of the line."""

    parts: Parts
    hour: int
    minute: int
    second: int
    half: bool
    persian: bool
    rest: str


def head_of(line: str) -> Head | None:
    """The head a line begins with, or None when it goes on with the message before it."""
    match = _HEAD.match(line)
    if match is None:
        return None
    half = match["half"] or match["half_after"]
    hour = int(match["hour"].translate(_DIGITS))
    if half:
        after = bool(_AFTER.fullmatch(half))
        hour = hour % 12 + 12 if after else hour % 12
    minute, second = int(match["minute"].translate(_DIGITS)), int((match["second"] or "0").translate(_DIGITS))
    if hour > 23 or minute > 59 or second > 59:
        return None
    given = (match["a"], match["b"], match["c"])
    parts: Parts = (given[0].translate(_DIGITS), given[1].translate(_DIGITS), given[2].translate(_DIGITS))
    persian = any("\u06f0" <= digit <= "\u06f9" for digit in match["a"])
    return Head(parts, hour, minute, second, bool(half), persian, line[match.end() :])


def order_of(dates: Sequence[Parts], *, half_days: bool = False) -> Order:
    """The order in which a whole file writes its dates.

    Args:
        dates: Its dates in order; repeated ones in a row may be left out.
        half_days: Whether it counts hours to twelve; where it also writes 5 and not 05, the month comes first.

    The order wins in which the fewest dates do not exist, time goes back least often, and the talk takes the
    shortest time; between equals day, month, year.
    """
    if any(len(parts[0]) == 4 for parts in dates):
        return "ymd"
    american = half_days and not any(part.startswith("0") for parts in dates for part in parts[:2])
    orders: tuple[Order, ...] = ("mdy", "dmy", "ymd") if american else ("dmy", "mdy", "ymd")
    if any(len(parts[2]) == 4 for parts in dates):
        orders = orders[:2]
    return min(orders, key=lambda order: _unlikely(dates, order))


def _unlikely(dates: Sequence[Parts], order: Order) -> tuple[int, int, int]:
    days = [day_of(parts, order) for parts in dates]
    real = [day.toordinal() for day in days if day]
    back = sum(later < earlier for earlier, later in pairwise(real))
    return len(days) - len(real), back, max(real) - min(real) if real else 0


def moment_of(head: Head, order: Order) -> datetime | None:
    """When a message was sent, the phone's clock taken for UTC; None when its date does not exist."""
    day = day_of(head.parts, order, persian=head.persian)
    return day.replace(hour=head.hour, minute=head.minute, second=head.second) if day else None


def day_of(parts: Parts, order: Order, *, persian: bool = False) -> datetime | None:
    """A date in some order at midnight UTC; Persian and Buddhist years are converted."""
    from jdatetime import JalaliToGregorian

    first, second, third = (int(part) for part in parts)
    day, month, year = {
        "dmy": (first, second, third),
        "mdy": (second, first, third),
        "ymd": (third, second, first),
    }[order]
    if year < 100:
        year += 1300 if persian and year >= 90 else 1400 if persian and order == "ymd" and year < 20 else 2000
    if year in _BUDDHIST_YEARS:
        year -= 543
    try:
        if year in _JALALI_YEARS and 1 <= month <= 12 and 1 <= day <= 31:
            year, month, day = JalaliToGregorian(year, month, day).getGregorianList()
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def looks_like_whatsapp(start: bytes) -> bool:
    """Whether a text file is a WhatsApp export: its first lines open with date and time, and people speak."""
    lines = [line for line in start.decode("utf-8-sig", "replace").splitlines()[:60] if line.strip()]
    heads = [head for line in lines if (head := head_of(line))]
    spoken = sum(": " in head.rest or head.rest.rstrip().endswith(":") for head in heads)
    return len(heads) > 1 and spoken > 0 and len(heads) * 4 > len(lines) and head_of(lines[0]) is not None


def distinct(dates: Iterable[Parts]) -> list[Parts]:
    """Dates without those that repeat the one before."""
    kept: list[Parts] = []
    for parts in dates:
        if not kept or kept[-1] != parts:
            kept.append(parts)
    return kept
