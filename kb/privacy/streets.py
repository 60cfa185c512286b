"""Where people live, in a folded text: streets with a number, post boxes, and postal codes that are called so.

Invariant: a street without a number is a place anybody may speak of; only with one, or after the word "address",
is it somebody's home.
"""

# ruff: noqa: E501  (patterns and lists of words are read as wholes)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN = "\u3400-\u9fff"
_ARABIC = "\u0620-\u065f\u0670-\u06d3\u06fa-\u06ff"
_WAYS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Dr|Court|Ct|Place|Pl|Boulevard|Blvd|Way|Gardens|Square|Sq"
    "|Terrace|Crescent|Highway|Hwy|Parkway|Pkwy|Row|Grove|Mews|Walk"
)
_UNIT = r"(?:Flat|Apt\.?|Apartment|Unit|Suite|Ste\.?|Floor|#)\s?#?\w{1,5}"
_CODE = r"(?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5})"
_TOWN = r"[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+){0,2}"
_ENGLISH = re.compile(
    rf"(?:{_UNIT},? )?(?<![\w.,:/#\-])\d{{1,5}}[A-Za-z]?,? (?:(?:[NSEW]|[A-Z][a-z'\-]+|\d{{1,3}}(?:st|nd|rd|th))\.? )"
    rf"{{1,4}}(?:{_WAYS})\b\.?(?:,? {_UNIT})?(?:, {_TOWN}){{0,2}}(?:,? {_CODE}\b)?"
)
_BOX = re.compile(rf"\bP\.? ?O\.? ?Box \d{{1,6}}\b(?:, {_TOWN})?(?:,? {_CODE}\b)?")
_KEY = "(?:خیابان|بلوار|کوچه|میدان|بزرگراه|شهرک|اتوبان|جاده|بن‌بست|بن بست|روستای|محله|چهارراه|فلکه|خ\\.)"
_DOOR = r"(?:پلاک|پ\.|شماره|واحد|طبقه|زنگ|بلوک|درب)[ :]{0,2}\d{1,5}"
_PERSIAN = re.compile(
    rf"(?:(?<![{_ARABIC}])[{_ARABIC}‌]{{2,14}}(?: [{_ARABIC}‌]{{2,14}})?[،,-] ?){{0,2}}(?<![{_ARABIC}]){_KEY}"
    rf"[ ][^\n.!؟:]{{1,90}}?{_DOOR}(?:[،, ]{{1,3}}{_DOOR}){{0,4}}"
)
_LABELLED_FA = re.compile(
    rf"(?:آدرس|نشانی)(?: (?:من|ما|گیرنده|جدید|منزل|تحویل|ارسال))?[ ]?: ?([^\n:]{{0,40}}{_KEY}[^\n.!؟:]{{2,90}})"
)
_POST_FA = re.compile(r"کد[ ‌]?پستی[^\d\n]{0,12}(\d{5}[ \-]?\d{5})(?!\d)")
_POST_ZH = re.compile(r"(?:邮编|邮政编码|郵遞區號|郵編|邮码)[是为為: ]{0,3}(\d{3,6})(?!\d)")
_ROOM = r"(?:[\dA-Za-z一二三四五六七八九十\-]{1,6}(?:号楼|號樓|号院|栋|棟|幢|座|单元|單元|层|層|楼|樓|室|号|號|弄|院)(?:之\d{1,3})?)"
_CHINESE = re.compile(
    rf"(?:[{_HAN}]{{2,7}}?(?:省|自治区))?(?:[{_HAN}]{{2,7}}?市)?(?:[{_HAN}]{{1,7}}?(?:区|區|县|縣|镇|鎮|乡|鄉)){{0,2}}"
    rf"[{_HAN}]{{1,8}}?(?:路|街|大道|道|巷|胡同|村|里)(?:[东南西北中東一二三四五六七八九十]{{1,2}}[段路街])?\d{{1,5}}(?:号|號|弄)院?"
    rf"(?:(?:[{_HAN}]{{2,8}}?(?:大厦|大廈|小区|花园|花園|广场|公寓|大樓|园|苑|城))?{_ROOM}){{0,5}}"
)
_LEAD_ZH = re.compile(
    "^.*?(?:收货地址|收件地址|我的地址|地址|住址|请寄到|寄到|寄去|送到|送去|发到|發到|搬到|住在|位于|就在|在)[是为為]?"
)


def find_streets(text: str) -> Iterator[Found]:
    """Every home address and postal code of a folded text."""
    for pattern in (_ENGLISH, _BOX, _PERSIAN):
        for found in pattern.finditer(text):
            yield _found(found.start(), found.end(), text)
    for pattern in (_LABELLED_FA, _POST_FA, _POST_ZH):
        for found in pattern.finditer(text):
            yield _found(found.start(1), found.end(1), text)
    for found in _CHINESE.finditer(text):
        lead = _LEAD_ZH.match(found.group())
        start = found.start() + (lead.end() if lead else 0)
        if start < found.end():
            yield _found(start, found.end(), text)


def _found(start: int, end: int, text: str) -> Found:
    trimmed = text[start:end].rstrip(" ,،.-")
    return Found("address", start, start + len(trimmed), "".join(trimmed.casefold().split()))
