"""Passports, licences, plates and dates of birth in a folded text: what identifies a person by a paper.

Invariant: a number is taken for a paper's only after a word that says which paper, unless its shape is
nothing else's.
"""

# ruff: noqa: E501  (patterns and lists of words are read as wholes)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.privacy.contexts import says_reference
from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARABIC = "\u0620-\u065f\u0670-\u06d3\u06fa-\u06ff"
_LINK = r"[\s:#=]{0,3}(?:(?:is|no|number|num|nr|code|من|است|هست|شماره|号码|號碼|号|號|码|是|为|為)[\s:.#=]{0,3}){0,3}"
_LABELLED = (
    re.compile(
        rf"(?i:\bpassport|گذرنامه(?:‌?[اآ]م|م)?|پاسپورت(?:‌?[اآ]م|م)?|护照|護照){_LINK}([A-Za-z]{{0,2}}\d{{6,9}})(?![0-9A-Za-z])"
    ),
    re.compile(
        rf"(?i:driv(?:ing|er'?s?) licen[cs]e|social security|insurance){_LINK}((?=[A-Z0-9\- ]*\d)[A-Z0-9\-]{{7,18}}|[A-Z]{{2}}(?: ?\d{{2}}){{3}} ?[A-D])(?![0-9A-Za-z])"
    ),
    re.compile(
        r"(?i:(?:licen[cs]e|registration|number) plate|\b(?:car )?reg(?:istration)?\b)"
        + _LINK
        + r"((?=[A-Z]{0,4}[ \-]?[A-Z]{0,4}\d)[A-Z0-9]{2,4}[ \-]?[A-Z0-9]{2,4})(?![0-9A-Za-z])"
    ),
    re.compile(rf"شماره[ ‌]?شناسنامه{_LINK}(\d{{1,10}})(?!\d)"),
    re.compile(
        rf"(?:通行证|通行證|台胞[证證]|回乡[证證]|居留[证證]|军官证){_LINK}([A-Za-z]{{0,2}}\d{{7,11}})(?![0-9A-Za-z])"
    ),
)
_SHAPES = (
    re.compile(
        r"(?<![0-9A-Za-z\-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![0-9A-Za-z\-])"
    ),  # United States
    re.compile(
        r"(?<![0-9A-Za-z])[A-CEGHJ-PR-TW-Z][A-NP-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![0-9A-Za-z])"
    ),  # Britain
    re.compile(
        rf"(?<![\d])[1-9]\d[ ‌]?(?:الف|[{_ARABIC}])[ ‌]?\d{{3}}[ \-]{{0,3}}(?:ایران)?[ \-]{{0,3}}[1-9]\d(?!\d)"
    ),  # Iranian plates
    re.compile(
        "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•]?[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])"
    ),
)
_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
_MONTHS_FA = "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
_DATE = (
    rf"(?:\d{{4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}|\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?"
    rf" (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}} (?:{_MONTHS_FA})(?: ماه)? \d{{2,4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}[日号號])"
)
_BIRTH = re.compile(
    r"(?i:date of birth|birth ?date|birthday|\bd\.?o\.?b\.?|\bborn(?: on)?|تاریخ تولد(?:م|‌?ام)?|تولد(?:م|‌?ام)?|متولد"
    r"|出生年月日|出生日期|出生|生日|生于|生於)[\s:=]{0,3}(?:(?:is|was|on|من|است|هست|是|为|為)[\s:]{0,2}){0,2}"
    rf"({_DATE})"
)


def find_papers(text: str) -> Iterator[Found]:
    """Every passport, licence and plate of a folded text, and every date of birth."""
    for pattern in _LABELLED:
        for found in pattern.finditer(text):
            yield Found("id", found.start(1), found.end(1), _key(found.group(1)))
    for pattern in _SHAPES:
        for found in pattern.finditer(text):
            if not says_reference(text, found.start()):
                yield Found("id", found.start(), found.end(), _key(found.group()))
    for found in _BIRTH.finditer(text):
        yield Found("birth", found.start(1), found.end(1), _key(found.group(1)))


def _key(written: str) -> str:
    return re.sub(r"[\W_]", "", written).upper()
