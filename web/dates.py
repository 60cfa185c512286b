"""Dates and numbers as the reader writes them: Jalali dates in Persian, Gregorian ones otherwise.

Moments are stored and shown in UTC, so that every reader sees the same day.
"""

import re
from datetime import UTC, datetime

import jdatetime
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent

from web.i18n import Language

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
STEP = re.compile(r"[0-9]{1,3}[.)]\s")
PERSIAN_LETTERS = re.compile(r"[\u0600-\u06ff]")
OTHER_LETTERS = re.compile(r"[^\W\d_\u0600-\u06ff]")
MONTHS = jdatetime.date.j_months_fa


def date(moment: datetime, language: Language) -> str:
    """Write a day in full, such as `12 October 2025` or `۲۰ مهر ۱۴۰۴`."""
    day = moment.astimezone(UTC).date()
    if language.code == "fa":
        jalali = jdatetime.date.fromgregorian(date=day)
        return f"{jalali.day} {MONTHS[jalali.month - 1]} {jalali.year}".translate(PERSIAN_DIGITS)
    return str(format_date(day, "long", locale=language.locale))


def time(moment: datetime, language: Language) -> str:
    """Write a day and its time in UTC."""
    clock = format_time(moment.astimezone(UTC), "HH:mm", locale=language.locale)
    separator = "، " if language.code == "fa" else " "
    return f"{date(moment, language)}{separator}{digits(clock, language)} UTC"


def ago(moment: datetime, language: Language, now: datetime | None = None) -> str:
    """Say how long ago a moment was, such as `3 hours ago`."""
    passed = moment - (now or datetime.now(UTC))
    return digits(str(format_timedelta(passed, add_direction=True, locale=language.locale)), language)


def span(seconds: float, language: Language) -> str:
    """Say how long something takes, such as `3 minutes`."""
    return digits(str(format_timedelta(seconds, threshold=1.5, locale=language.locale)), language)


def number(value: float, language: Language) -> str:
    """Write a number with the reader's digits and separators."""
    return digits(str(format_decimal(value, locale=language.locale, numbering_system="default")), language)


def percent(share: float, language: Language) -> str:
    """Write a share of 1 in whole per cent, such as `71%` or `۷۱٪`."""
    if language.code == "fa":
        return f"{number(round(100 * share), language)}٪"
    return str(format_percent(share, locale=language.locale))


def digits(text: str, language: Language) -> str:
    """Write the digits in a text as the reader does."""
    return text.translate(PERSIAN_DIGITS) if language.code == "fa" else text


def step(text: str) -> str:
    """Write the number that a step begins with in the digits of the step's own language, as lists in articles do."""
    found = STEP.match(text)
    if not found or len(PERSIAN_LETTERS.findall(text)) <= len(OTHER_LETTERS.findall(text)):
        return text
    return found[0].translate(PERSIAN_DIGITS) + text[found.end() :]
