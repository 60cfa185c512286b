"""Whether the figures of a claim all stand in its evidence: amounts, units, dates, times, ranges, links and codes.

Invariant: a figure is compared by its value in one form for English, Persian and Chinese, whether written in digits
or in words; a unit that both sides name must be the same.
"""

from __future__ import annotations

import re

from kb import languages
from kb.facts import Figure, figures
from kb.facts.number_words import as_digits

_SCALES = {
    "هزار": 1_000, "میلیون": 1_000_000, "میلیارد": 1_000_000_000,
    "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "千": 1_000, "万": 10_000, "亿": 100_000_000,
}  # fmt: skip
_ONES = {"یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "نه": 9, "ده": 10}
_ONES |= {
    "one": 1,
    "a": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ten": 10,
    "twenty": 20,
    "بیست": 20,
    "صد": 100,
}
_SCALED = re.compile(
    rf"(?<![\w.])(\d+(?:\.\d+)?|{'|'.join(_ONES)}) ?({'|'.join(_SCALES)})(?![a-z\u0600-\u06ff])"
    r"|(?<![\w.])(\d+)k(?![a-z])"
)
_THOUSANDS = re.compile(r"(?<=\d)[,،٬](?=\d{3}(?!\d))")
_ORDINAL_WORDS = re.compile(r"(?<![\w])half(?= (?:an? )?hour)|نیم(?= ساعت)|半(?=个?小时)")
_HAN_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2}
# An hour and a half, one and a half years, «یک سال و نیم», 两年半: in the next smaller unit.
_HALF_UNITS = (
    (r"hour|ساعت|小时", 60, "minutes"),
    (r"year|سال|年", 12, "months"),
    (r"day|روز|天", 24, "hours"),
)
_COUNT = rf"(\d+|{'|'.join(_ONES)})"
_AND_A_HALF = re.compile(
    rf"\b(?:{_COUNT} )?(?:(?:hour|year|day)s? and a half|and a half (?:hour|year|day)s?)\b"
    rf"|(?<!\w){_COUNT} (?:ساعت|سال|روز) و نیم(?!\w)"
    r"|(?<!\d)(\d+|[一两二三四五六七八九])(?:个半(?:小时)|年半|天半)"
)
_PERSIAN_COUNT = re.compile(
    r"(?<!\w)(دو|سه|چهار|پنج|شش|هفت|هشت|ده|بیست) (?=[\u0600-\u06ff]{2})(?!شنبه|باره|برابر|هزار|میلیون|و )"
)
_HAN_COUNT = re.compile(
    r"(?<![零一二三四五六七八九十百千万第])([二两三四五六七八九])(?=[台部名位件张本箱盒人款条])"
)
_ONCE = re.compile(r"(?<!\w)1 ?(?:بار|مرتبه|遍|次|下|time)")
_COUNTED_TIMES = re.compile(r"\d ?(?:بار|مرتبه|遍|次|times?)")
_DISCOUNT = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])?折")
_HYPHEN = re.compile(
    r"(?<=[a-z0-9])-(?=(?:second|minute|hour|day|week|month|year|star|person|litre|liter|inch|digit)s?\b)"
)
_UNITS = {
    "kg": r"kg|kilos?|kilograms?|کیلوگرم|کیلو(?![\u0600-\u06ff])|公斤|千克",
    "g": r"g|grams?|گرم|克",
    "km": r"km|kilomet(?:er|re)s?|کیلومتر|公里|千米",
    "cm": r"cm|centimet(?:er|re)s?|سانتی ?متر|سانت|厘米",
    "mm": r"mm|millimet(?:er|re)s?|میلی ?متر|毫米",
    "m": r"m|met(?:er|re)s?|متر|米",
    "litre": r"l|lit(?:er|re)s?|لیتر|升",
    "ml": r"ml|millilit(?:er|re)s?|میلی ?لیتر|سی ?سی|毫升",
    "watt": r"w|watts?|وات|瓦",
    "degree": r"°c?|degrees?|درجه|度|摄氏度",
}
_END = r"(?![a-z\u0600-\u06ff])"
_MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?) ?(?:"
    + "|".join(f"(?P<{name}>(?:{words}){_END})" for name, words in _UNITS.items())
    + ")"
)
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d ()-]{6,}\d(?!\w)")
_CODE = re.compile(
    r"(?<![a-z0-9])(?!\d+(?:st|nd|rd|th)\b)(?=[a-z0-9_-]*\d)(?=[a-z0-9_-]*[a-z])[a-z0-9]+(?:[-_][a-z0-9]+)*(?![a-z0-9])"
)
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s<>()\[\]\"'，。、）]+|\b[\w-]+\.(?:com|org|net|example|ir|cn|io)\b"
)
_MONTH_NAME = re.compile(
    r"\b(january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|(?<!\w)(فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|ابان|آبان|اذر|آذر|دی|بهمن|اسفند)"
    r"(?= ماه|$| \d| ادامه|[.،؛ ])"
)
_WEEKDAYS = (
    r"monday|دوشنبه|(?:周|星期|礼拜)一", r"tuesday|سه ?شنبه|(?:周|星期|礼拜)二",
    r"wednesday|چهار ?شنبه|(?:周|星期|礼拜)三",
    r"thursday|پنج ?شنبه|(?:周|星期|礼拜)四", r"friday|جمعه|(?:周|星期|礼拜)五",
    r"saturday|(?<![\w])شنبه|(?:周|星期|礼拜)六", r"sunday|یک ?شنبه|(?:周|星期|礼拜)[日天]",
)  # fmt: skip
_SHARES = {
    "half": r"\bhalf\b|نصف|نیمی|一半|半价|(?<!\d)50 ?(?:%|percent|درصد)",
    "quarter": r"\bquarter\b|یک ?چهارم|四分之一|(?<!\d)25 ?(?:%|percent|درصد)",
    "double": r"\btwice|\bdouble|دو ?برابر|两倍|双倍",
}
_COLOURS = {
    "red": "red|قرمز|سرخ|红", "green": "green|سبز|绿", "blue": "blue|آبی|ابی|蓝", "yellow": "yellow|زرد|黄",
    "white": "white|سفید|白色|白灯", "black": "black|سیاه|مشکی|黑", "orange": "orange|نارنجی|橙",
    "grey": "gr[ea]y|خاکستری|طوسی|灰",
}  # fmt: skip
_OFTEN = {
    "day": r"\b(?:every|each|per|a) day\b|\bdaily\b|هر روز|روزانه|每天|每日",
    "week": r"\b(?:every|each|per|a) week\b|\bweekly\b|هر هفته|هفتگی|هفته ای|每周|每星期",
    "month": r"\b(?:every|each|per|a) month\b|\bmonthly\b|\bof the month\b"
    r"|(?:اولین|اخرین) \w+ ماه|هر ماه|ماهانه|ماهیانه|ماهی|每个?月",
    "year": r"\b(?:every|each|per|a) year\b|\b(?:yearly|annual(?:ly)?)\b|هر سال|سالانه|سالیانه|每年",
}
_NAMED = {
    **{f"every {span}": re.compile(words) for span, words in _OFTEN.items()},
    **{f"weekday {day}": re.compile(words) for day, words in enumerate(_WEEKDAYS)},
    **{f"share {share}": re.compile(words) for share, words in _SHARES.items()},
    **{
        f"colour {colour}": re.compile(rf"(?<![a-z\u0600-\u06ff])(?:{words})(?![a-z\u0600-\u06ff])")
        for colour, words in _COLOURS.items()
    },
}


def spelled(text: str) -> str:
    """Return a normalised text with scaled amounts («۸۵ هزار», 3万, 20k) and half hours as plain digits."""
    text = _THOUSANDS.sub("", languages.normalise(text))
    text = _AND_A_HALF.sub(_and_a_half, text)
    text = _DISCOUNT.sub(_discount, text)
    text = _PERSIAN_COUNT.sub(lambda found: f"{_ONES[found[1]]} ", text)
    text = _HAN_COUNT.sub(lambda found: str(_HAN_DIGITS[found[1]]), text)
    text = _ORDINAL_WORDS.sub("30 minutes of ", text) if _ORDINAL_WORDS.search(text) else text
    text = _HYPHEN.sub(" ", text)
    return _SCALED.sub(_scaled, text)


def _and_a_half(found: re.Match[str]) -> str:
    word = next((one for one in found.groups() if one is not None), "a")
    count = _ONES.get(word) or _HAN_DIGITS.get(word) or int(word)
    for unit, factor, smaller in _HALF_UNITS:
        if re.search(unit, found[0]):
            return f" {factor * count + factor // 2} {smaller} "
    return found[0]


def _discount(found: re.Match[str]) -> str:
    return f"{_HAN_DIGITS[found[1]]}{_HAN_DIGITS[found[2]] if found[2] else ''}折"


def _scaled(found: re.Match[str]) -> str:
    if found[3]:
        return f"{found[3]}000"
    amount = _ONES.get(found[1]) or float(found[1])
    return f"{amount * _SCALES[found[2]]:.0f}"


def unstated(claim: str, evidence: str) -> frozenset[str]:
    """Return the figures, links, addresses, codes, months and weekdays of a claim that its evidence lacks."""
    said, known = spelled(claim), spelled(evidence)
    lacking = {str(figure) for figure in figures(said) if not _states(figure, figures(known), known)}
    if _ONCE.search(as_digits(said)) and not _COUNTED_TIMES.search(as_digits(known)):
        lacking -= {"number:1"}  # "do it once": in Persian and Chinese no count
    lacking |= _measures(said) - _measures(known) - _unitless(said, known)
    for pattern in (_ADDRESS, _CODE):
        lacking |= {_bare(one) for one in pattern.findall(said)} - {
            _bare(one) for one in pattern.findall(known)
        }
    lacking |= {_bare(one) for one in _PHONE.findall(said) if _bare(one) not in _bare(known)}
    return frozenset(lacking | (_named(said) - _named(known)))


def _bare(text: str) -> str:
    return re.sub(r"[\s()_-]|[.,;:]$", "", text)


def _states(figure: Figure, known: frozenset[Figure], text: str) -> bool:  # noqa: PLR0911 (one case a kind)
    if figure in known or _lasts_as_long(figure, known):
        return True
    if figure.kind == "money" and figure.value == "0":
        return True  # free or not is a matter of polarity
    if figure.kind == "percent" and figure.value in {"25", "50"}:
        return bool(_NAMED["share half" if figure.value == "50" else "share quarter"].search(text))
    if figure.kind in {"link", "code"}:
        return False  # compared as written, above
    if figure.kind == "date":
        return any(one.kind == "date" and _same_day(figure.value, one.value) for one in known)
    if figure.kind == "time" and figure.value.endswith(":00"):
        hour = int(figure.value[:2])  # "from 7 to 10" gives hours as mere numbers
        if {str(hour), str(hour % 12 or 12)} & {one.value for one in known if one.kind == "number"}:
            return True
    if figure.kind == "number":
        if f"{figure.value.zfill(2)}:00" in {one.value for one in known if one.kind == "time"}:
            return True
        return figure.value in _values(known) or figure.value in re.findall(r"\d+(?:\.\d+)?", text)
    alike = {one.value for one in known if one.kind == "number"}
    return figure.value in alike or _as_said(figure, alike)


_SECONDS = {"seconds": 1, "hours": 3600, "months": 2_592_000}


def _lasts_as_long(figure: Figure, known: frozenset[Figure]) -> bool:
    """Whether the evidence gives the same time in another unit; a month is thirty days."""
    if figure.kind not in _SECONDS or not _plain(figure.value):
        return False
    length = float(figure.value) * _SECONDS[figure.kind]
    return any(
        float(one.value) * _SECONDS[one.kind] == length
        for one in known
        if one.kind in _SECONDS and _plain(one.value)
    )


def _as_said(figure: Figure, numbers: set[str]) -> bool:
    """Whether a range ("2 to 4 days") leaves its first number without the unit."""
    factor = {"hours": (24, 168), "months": (12,)}.get(figure.kind, ())
    return any(f"{float(figure.value) / by:g}" in numbers for by in factor if _plain(figure.value))


def _plain(value: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", value))


def _same_day(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _values(known: frozenset[Figure]) -> set[str]:
    values = {one.value for one in known}
    for one in known:
        factor = {"hours": (24, 168), "months": (12,)}.get(one.kind, ())
        values |= {f"{float(one.value) / by:g}" for by in factor if _plain(one.value)}
    return values


def _measures(text: str) -> set[str]:
    return {f"{float(found[1]):g} {found.lastgroup}" for found in _MEASURE.finditer(text)}


def _unitless(said: str, known: str) -> set[str]:
    """Measures whose number the evidence gives without any unit of this kind."""
    units = {one.split()[0]: one for one in _measures(known)}
    numbers = set(re.findall(r"\d+(?:\.\d+)?", known))
    return {one for one in _measures(said) if one.split()[0] in numbers and one.split()[0] not in units}


def _named(text: str) -> set[str]:
    """Months, weekdays, shares and colours named, whatever the language."""
    found = {"".join(month) for month in _MONTH_NAME.findall(text)}
    return found | {name for name, pattern in _NAMED.items() if pattern.search(text)}
