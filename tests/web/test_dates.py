"""Dates and numbers in each reader's way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from web import dates
from web.i18n import LANGUAGES

NOWRUZ = datetime(2025, 3, 20, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "day", "clock"),
    [
        ("en", "March 20, 2025", "March 20, 2025 20:30 UTC"),
        ("fa", "۳۰ اسفند ۱۴۰۳", "۳۰ اسفند ۱۴۰۳، ۲۰:۳۰ UTC"),
        ("zh", "2025年3月20日", "2025年3月20日 20:30 UTC"),
    ],
)
def test_a_day_in_the_readers_calendar(code, day, clock):
    assert dates.date(NOWRUZ, LANGUAGES[code]) == day
    assert dates.time(NOWRUZ, LANGUAGES[code]) == clock


def test_every_reader_sees_the_same_day():
    tehran = NOWRUZ.astimezone(timezone(timedelta(hours=3, minutes=30)))
    assert dates.date(tehran, LANGUAGES["fa"]) == dates.date(NOWRUZ, LANGUAGES["fa"])


@pytest.mark.parametrize(("code", "text"), [("en", "12,345"), ("fa", "۱۲٬۳۴۵"), ("zh", "12,345")])
def test_numbers(code, text):
    assert dates.number(12345, LANGUAGES[code]) == text


@pytest.mark.parametrize(("code", "text"), [("en", "3 hours ago"), ("fa", "۳ ساعت پیش"), ("zh", "3小时前")])
def test_how_long_ago(code, text):
    assert dates.ago(NOWRUZ, LANGUAGES[code], now=NOWRUZ + timedelta(hours=3)) == text


@pytest.mark.parametrize(("code", "written"), [("en", "71%"), ("fa", "۷۱٪"), ("zh", "71%")])
def test_a_share_is_written_with_the_readers_own_sign(code, written):
    assert dates.percent(0.714, LANGUAGES[code]) == written


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("1. روی «سفارش‌ها» بزنید.", "۱. روی «سفارش‌ها» بزنید."),
        ("12) «بازگشت» را بزنید.", "۱۲) «بازگشت» را بزنید."),
        ("2. QR را نشان دهید.", "۲. QR را نشان دهید."),
        ("1. Open Orders.", "1. Open Orders."),
        ("3. 打开订单。", "3. 打开订单。"),
        ("1.5 کیلو بنویسید.", "1.5 کیلو بنویسید."),
        ("نسخهٔ 2. را نصب کنید.", "نسخهٔ 2. را نصب کنید."),
        ("", ""),
    ],
)
def test_the_number_of_a_step_is_in_the_digits_of_its_language(said, shown):
    assert dates.step(said) == shown
