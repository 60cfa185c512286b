"""The figures of a text: amounts, durations, times, dates, sizes and links, each in one form whatever the language.

Invariant: the same amount has the same form in English, Persian and Chinese ("one day", «۲۴ ساعت», 1天); what cannot
be told apart keeps its unit out, so that a missing unit alone never makes two figures differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import jdatetime

from kb import languages
from kb.facts.number_words import as_digits


@dataclass(frozen=True)
class Figure:
    """One figure: its kind ("money usd", "duration", "time", "date", "number", "link" …) and its value."""

    kind: str
    value: str

    def __str__(self) -> str:
        """Return the figure as a key for comparing."""
        return f"{self.kind}:{self.value}"


_LIST_NUMBER = re.compile(r"^\s*\(?\d+[.)、)](?!\d)\s*", re.MULTILINE)
_MASK = re.compile(r"\[[a-z_]+(?: \d+)?\]")
_THOUSANDS = re.compile(r"(?<=\d)[,،](?=\d{3}(?!\d))")
_LINK = re.compile(r"""https?://[^\s<>()\[\]"']+""")
_NUMBER = r"(\d+(?:\.\d+)?)"
_CODE = re.compile(r"(?<![a-z0-9])(?:[a-z]+[-_]?\d[a-z0-9_-]*|\d+[a-z]{1,3}\d+[a-z0-9]*)(?![a-z0-9])")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_EN_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_JALALI = [languages.normalise(name) for name in jdatetime.date.j_months_fa]
_FA_MONTH = f"({'|'.join(_JALALI)})"
_CURRENCY = {
    "usd": r"\$|usd|us dollars?|dollars?|دلار|美元|美金",
    "eur": r"€|eur|euros?|یورو|欧元",
    "gbp": r"£|gbp|pounds?|پوند|英镑",
    "toman": r"تومان|tomans?|土曼",
    "rial": r"ریال|rials?|里亚尔",
    "cny": r"¥|rmb|cny|yuan|یوان|人民币|元|块",
}
_AMOUNT = rf"\d+(?:\.\d+)? ?(?:{'|'.join(_CURRENCY.values())})|(?:[$£€¥]|usd|gbp|eur) ?\d+(?:\.\d+)?"
# "7 GBP a day" and "7 GBP per day" are one price; the day is no duration.
_RATE = re.compile(
    rf"({_AMOUNT}) ?(?:/|an?|per|each|every) ?(?:day|night|hour|week|month|year|person|guest)s?\b"
)
_HOURS = {  # a duration up to weeks in hours
    r"hours?|hrs?|ساعت|个?小时": 1,
    r"days?|روز|天": 24,
    r"weeks?|هفته|周|个?星期": 168,
}
_MONTH_UNITS = {r"months?|ماه|个月": 1, r"years?|سال|年": 12}
_SMALL = {r"seconds?|secs?|ثانیه|秒": 1, r"minutes?|mins?|دقیقه|分钟": 60}
_WORKING = r"(?:working|business|week) ?days?|روز کاری|روز اداری|个?工作日"
_SIZES = {
    "kb": r"kb|کیلوبایت", "mb": r"mb|megabytes?|مگابایت|مگ|兆", "gb": r"gb|gigabytes?|گیگابایت|گیگ",
    "percent": r"%|percent|درصد|٪",
}  # fmt: skip
_MORNING, _EVENING = r"صبح(?!\w)|上午|早上|凌晨", "شب|عصر|بعدازظهر|بعد از ظهر|下午|晚上|傍晚"
_FREE = re.compile(
    r"\bfree\b(?! (?:to|space|time))|\bcomplimentary\b"
    r"|\b(?:no|without)(?: extra| additional)? (?:charge|fee|cost)s?\b"
    r"|رایگان|مجانی|免费|免运费"
)


@lru_cache(8192)
def figures(text: str) -> frozenset[Figure]:
    """Return every figure of a text in any language; list numbers and masks are none."""
    return frozenset(_read(text))


def _read(text: str) -> Iterator[Figure]:
    text = languages.normalise(_LIST_NUMBER.sub("", text))
    text = _MASK.sub(" ", text)
    for link in _LINK.findall(text):
        yield Figure("link", link.rstrip(".,;:!?。،؛؟"))
    text = as_digits(_RATE.sub(r"\1", _THOUSANDS.sub("", _LINK.sub(" ", text))))
    for pattern, make in _READERS:
        rest = []
        done = 0
        for found in pattern.finditer(text):
            figure = make(found)
            if figure is None:
                continue
            yield from figure
            rest.append(text[done : found.start()])
            done = found.end()
        text = " ".join((*rest, text[done:]))  # a figure is read once, by the first that knows it
    if _FREE.search(text):
        yield Figure("money", "0")


_Made = list[Figure] | None
_Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], _Made]]


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _number(text: str) -> str:
    return _plain(float(text)) if re.fullmatch(r"\d{1,15}(?:\.\d+)?", text) else text


def _date(year: int | None, month: int, day: int) -> _Made:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if year is None:
        return [Figure("date", f"{month:02}-{day:02}")]
    if 1300 <= year < 1500:
        try:
            return [Figure("date", jdatetime.date(year, month, day).togregorian().isoformat())]
        except ValueError:
            return None
    return [Figure("date", f"{year:04}-{month:02}-{day:02}")]


def _named_date(day: str, month: int, year: str | None, *, jalali: bool = False) -> _Made:
    if year is None and jalali:
        return [Figure("date", f"jalali {month:02}-{int(day):02}")]
    return _date(int(year) if year else None, month, int(day))


def _time(hour: str, minute: str | None, half: str) -> _Made:
    value = int(hour)
    if value > 24 or int(minute or 0) > 59:
        return None
    if half == "pm" and value < 12:
        value += 12
    if half == "am" and value == 12:
        value = 0
    return [Figure("time", f"{value % 24:02}:{int(minute or 0):02}")]


def _half(word: str | None) -> str:
    word = (word or "").strip().replace(".", "")
    if word == "am" or re.fullmatch(_MORNING, word):
        return "am"
    return "pm" if word == "pm" or re.fullmatch(_EVENING, word) else ""


def _money_readers() -> Iterator[_Reader]:
    for name, words in _CURRENCY.items():
        signs = rf"(?:{words})"
        end = r"(?![a-z])"
        either = re.compile(rf"(?<![a-z]){signs} ?{_NUMBER}|{_NUMBER} ?{signs}{end}")
        yield either, partial(_money, name)


def _money(name: str, found: re.Match[str]) -> _Made:
    amount = float(found[1] or found[2])
    return [Figure(f"money {name}", _plain(amount)) if amount else Figure("money", "0")]


def _counted(units: str, kind: str, factor: float) -> _Reader:
    return (
        re.compile(rf"{_NUMBER}[ -]?(?:{units})(?![a-z])"),
        lambda found: [Figure(kind, _plain(float(found[1]) * factor))],
    )


def _range_of_hours(found: re.Match[str]) -> _Made:
    first, second = _time(found[1], found[2], ""), _time(found[3], found[4], "")
    return None if first is None or second is None else first + second


_CLOCK = r"(\d{1,2})(?!\d)(?::(\d{2}))?"
_READERS: tuple[_Reader, ...] = (
    (
        re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"),
        lambda f: _date(int(f[1]), int(f[2]), int(f[3])),
    ),
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"), lambda f: _date(int(f[1]), int(f[2]), int(f[3]))),
    (re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]"), lambda f: _date(None, int(f[1]), int(f[2]))),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_EN_MONTH}(?:,? (\d{{4}}))?(?![a-z\d])"),
        lambda f: _named_date(f[1], _MONTHS.index(f[2]) + 1, f[3]),
    ),
    (
        re.compile(rf"(?<![a-z]){_EN_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (\d{{4}}))?"),
        lambda f: _named_date(f[2], _MONTHS.index(f[1]) + 1, f[3]),
    ),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}}) {_FA_MONTH}(?: ماه)?(?: (\d{{4}}))?"),
        lambda f: _named_date(f[1], _JALALI.index(f[2]) + 1, f[3], jalali=True),
    ),
    (
        re.compile(rf"(?:ساعت )?{_CLOCK} (?:تا|الی|و) {_CLOCK}(?= (?:{_EVENING}|باز|است))"),
        lambda f: _range_of_hours(f) if not re.match(f" (?:{_EVENING})", f.string[f.end() :]) else None,
    ),
    (re.compile(rf"ساعت {_CLOCK} (?:تا|الی) {_CLOCK}(?! ?(?:{_EVENING}|{_MORNING}))"), _range_of_hours),
    (
        re.compile(rf"({_MORNING}|{_EVENING}) ?{_CLOCK}(?:点|时|:)(\d{{2}})?"),
        lambda f: _time(f[2], f[3] or f[4], _half(f[1])),
    ),
    (re.compile(r"(?<!\d)(\d{1,2})点(?:(\d{1,2})分?)?"), lambda f: _time(f[1], f[2], "")),
    (
        re.compile(rf"(?<![\d.:])(\d{{1,2}})(?::(\d{{2}}))? ?(a\.?m\b\.?|p\.?m\b\.?|{_MORNING}|{_EVENING})"),
        lambda f: _time(f[1], f[2], _half(f[3])),
    ),
    (re.compile(r"(?<![\d.:])(\d{1,2}):(\d{2})(?![\d:])"), lambda f: _time(f[1], f[2], "")),
    (re.compile(rf"ساعت {_CLOCK}(?!\d)(?! ?ساعت)"), lambda f: _time(f[1], f[2], "")),
    *_money_readers(),
    _counted(_WORKING, "working days", 1),
    *(_counted(units, "seconds", factor) for units, factor in _SMALL.items()),
    *(_counted(units, "hours", factor) for units, factor in _HOURS.items()),
    *(_counted(units, "months", factor) for units, factor in _MONTH_UNITS.items()),
    *(_counted(units, name, 1) for name, units in _SIZES.items()),
    (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])"), lambda f: [Figure("version", f[0])]),
    (_CODE, lambda f: [Figure("code", re.sub("[-_]", "", f[0]))]),
    (re.compile(r"\d+(?:[.:/-]\d+)*"), lambda found: [Figure("number", _number(found[0]))]),
)
