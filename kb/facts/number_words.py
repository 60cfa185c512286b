"""Numbers written as words, in English, Persian and Chinese, as digits.

Only what counts something is touched: "one of our shops" and «یکی از» stay words, and so does 一家门店.
"""

from __future__ import annotations

import re

_ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_ENGLISH_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_PERSIAN = dict(
    zip(
        [
            "یک",
            "دو",
            "سه",
            "چهار",
            "پنج",
            "شش",
            "هفت",
            "هشت",
            "نه",
            "ده",
            "یازده",
            "دوازده",
            "سیزده",
            "چهارده",
            "پانزده",
            "شانزده",
            "هفده",
            "هجده",
            "نوزده",
            "بیست",
            "سی",
            "چهل",
            "پنجاه",
            "شصت",
            "هفتاد",
            "هشتاد",
            "نود",
            "صد",
            "دویست",
            "هزار",
        ],
        (*range(1, 21), *range(30, 100, 10), 100, 200, 1000),
        strict=True,
    )
)
_HAN = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}

_UNIT = (
    r"seconds?|secs?|minutes?|mins?|hours?|hrs?|(?:working |business )?days?|weeks?|months?|years?"
    r"|dollars?|euros?|pounds?|percent|times|litres?|liters?"
)
_PERSIAN_UNIT = (
    "ثانیه|دقیقه|ساعت|روز|هفته|ماه|سال|دلار|یورو|تومان|ریال|درصد|بار|مرتبه|لیتر|مگابایت|گیگابایت|قاشق|عدد"
)
_HAN_UNIT = "秒|分钟|小时|个?工作日|天|日|周|星期|个月|年|月|美元|欧元|元|块|次|遍|升|勺|倍|点|号|兆|岁"
_EN_TENS = re.compile(rf"\b({'|'.join(_ENGLISH_TENS)})(?:[ -]({'|'.join(list(_ENGLISH)[1:10])}))?\b")
_EN_WORD = re.compile(rf"\b({'|'.join(name for name in _ENGLISH if name not in ('zero', 'one'))})\b")
_EN_ONE = re.compile(rf"\b(?:an?|one) (?={_UNIT}\b)")
_FA_PAIR = re.compile(rf"(?<!\w)({'|'.join(_PERSIAN)}) و ({'|'.join(_PERSIAN)})(?!\w)")
_FA_WORD = re.compile(rf"(?<!\w)({'|'.join(_PERSIAN)})(?= (?:{_PERSIAN_UNIT})(?!\w))")
_HAN_WORD = re.compile(rf"(?<!\d)[零一二两三四五六七八九十百千万]+(?={_HAN_UNIT})")
_TWICE = re.compile(r"\btwice\b")
_TIMES = {
    **dict.fromkeys(("thousand", "هزار", "千"), 10**3), **dict.fromkeys(("million", "میلیون"), 10**6),
    **dict.fromkeys(("billion", "میلیارد"), 10**9), "万": 10**4, "亿": 10**8,
}  # fmt: skip
_MULTIPLIED = re.compile(
    r"(\d+(?:\.\d+)?) ?(?:(thousand|million|billion|هزار|میلیون|میلیارد)(?!\w)|([千万亿]))"
)


def as_digits(text: str) -> str:
    """Return a normalised text with its number words as digits."""
    text = _MULTIPLIED.sub(_product, _TWICE.sub("2 times", text))
    text = _EN_TENS.sub(lambda found: str(_ENGLISH_TENS[found[1]] + _ENGLISH.get(found[2] or "", 0)), text)
    text = _EN_WORD.sub(lambda found: str(_ENGLISH[found[1]]), text)
    text = _EN_ONE.sub("1 ", text)
    text = _FA_PAIR.sub(lambda found: str(_PERSIAN[found[1]] + _PERSIAN[found[2]]), text)
    text = _FA_WORD.sub(lambda found: str(_PERSIAN[found[1]]), text)
    return _HAN_WORD.sub(lambda found: str(_han(found[0])), text)


def _product(found: re.Match[str]) -> str:
    return f"{float(found[1]) * _TIMES[found[2] or found[3]]:.2f}".rstrip("0").rstrip(".")


def _han(word: str) -> int:
    total = current = 0
    for letter in word:
        if letter in _HAN:
            current = current * 10 + _HAN[letter] if current and letter != "零" else _HAN[letter]
        else:
            place = _HAN_PLACES[letter]
            total = (total + current) * place if place == 10_000 else total + (current or 1) * place
            current = 0
    return total + current
