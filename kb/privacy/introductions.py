"""People named in a text itself: greeted, introduced, titled, labelled or signing below it.

Invariant: what a pattern points at is a name only when no word of it is a role, a courtesy or a common word.
"""

# ruff: noqa: E501  (patterns and lists of words are read as wholes)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.privacy.given_names import FIRST_NAMES, NOT_NAMED, NOT_SURNAMED, SURNAME, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = 20_000  # characters of a text in which people are looked for
_HAN = "\u3400-\u9fff"
_ARABIC = "\u0620-\u065f\u0670-\u06d3\u06fa-\u06ff"
_WORD_EN = r"[A-Z][a-zA-ZÀ-ÿ'’\-]{1,20}"
_NAME_EN = rf"{_WORD_EN}(?:[ ]{_WORD_EN}){{0,2}}"
_FULL_EN = rf"{_WORD_EN}[ ]{_WORD_EN}(?:[ ]{_WORD_EN})?"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?"
_CLOSING = r"(?:(?:best|kind|warm|many|with)?[ ]?(?:regards|wishes|thanks)|thanks(?:[ ](?:again|a[ ]lot|so[ ]much))?|thank[ ]you|cheers|sincerely|yours(?:[ ]\w+)?|best)"
_ENGLISH = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"^[ \t>*]{{0,4}}(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening|day))[ ,]{{1,2}}(?:{_TITLE}[ ])?({_NAME_EN})\s?(?:[,!.:;\-–—]|$)",
        rf"\b(?i:my name is)[ ]({_NAME_EN})",
        rf"\b(?i:this is|i am|i['’]m)[ ]({_NAME_EN})(?=,?[ ](?:from|here|speaking|at|with)\b)",
        rf"\b(?i:this is|i am|i['’]m)[ ]({_FULL_EN})(?=[,.;!]|[ ]and\b)",
        rf"\b{_TITLE}[ ]({_NAME_EN})",
        rf"^[ \t]*(?i:{_CLOSING})[ \t]*[,.!]*[ \t]*\n{{1,3}}[ \t]*({_NAME_EN})[ \t]*$",
        rf"^[ \t]*(?i:{_CLOSING})[,]?[ ]({_NAME_EN})[ \t.]*$",
        rf"\b(?i:contact|ask for|spoke (?:to|with)|speak (?:to|with)|talked to|(?:forward|send|pass|hand)(?:ed)?(?: this| it| them)?(?: on)? to|attn\.?:?|attention:?|c/o|signed by)[ ]({_FULL_EN})",
        rf"\b(?i:full name|name|recipient|contact person|account holder|card ?holder|owner)[ ]?:[ ]?({_NAME_EN})",
    )
)
_WORD_FA = rf"[{_ARABIC}‌]{{2,14}}"
_END_FA = r"(?=[ ،,.!؟:\n)]|$)"
_CLOSING_FA = r"(?:با[ ]?(?:تشکر|احترام|سپاس)|ارادتمند|سپاس|ممنون|متشکرم|مخلص)(?:[ ](?:فراوان|از شما))?"
_PERSIAN = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"(?:آقای|خانم|مهندس|دکتر|سرکار خانم|جناب آقای|جناب)[ ]({_WORD_FA}(?:[ ]{_WORD_FA})?){_END_FA}",
        rf"(?:اسم من|نام من|بنده|من)[ ]({_WORD_FA}(?:[ ]{_WORD_FA})?)[ ](?:هستم|است|ام){_END_FA}",
        rf"(?:سلام|درود)[ ]({_WORD_FA})[ ](?:جان|عزیز|گرامی|خانم){_END_FA}",
        rf"^[ \t]*{_CLOSING_FA}[ \t]*[،,.!]?[ \t]*\n{{1,3}}[ \t]*({_WORD_FA}(?:[ ]{_WORD_FA}){{0,2}})[ \t.]*$",
        rf"(?:نام و نام خانوادگی|نام[ ]?(?:گیرنده|مشتری|خریدار|کامل)?|گیرنده|صاحب حساب)[ ]?:[ ]?({_WORD_FA}(?:[ ]{_WORD_FA}){{0,2}})",
        rf"به نام[ ]({_WORD_FA}[ ]{_WORD_FA})",
        rf"(?<![{_ARABIC}])({_WORD_FA}(?:[ ]{_WORD_FA})?)[ ]هستم{_END_FA}",
    )
)
_FAMILY = rf"(?:{'|'.join(SURNAMES)}|{SURNAME})"
_NAME_ZH = rf"{_FAMILY}[{_HAN}]{{1,2}}"
_BEFORE_ZH = rf"(?:(?<![{_HAN}])|(?<=[请請找叫是的和与與给給让讓跟由对對向为為好户戶人问問约約经經]))"
_AFTER_ZH = rf"(?=[^{_HAN}]|$)"
_TITLES_ZH = "(?:先生|女士|小姐|师傅|師傅|经理|經理|老师|老師|太太|主管|总监|大夫|医生)"
_CHINESE = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"{_BEFORE_ZH}({_FAMILY}[{_HAN}]{{0,2}}?)(?={_TITLES_ZH})",
        rf"(?:我叫|我的名字是|名字叫|我是|本人)({_NAME_ZH}){_AFTER_ZH}",
        rf"(?:收[货貨件]人|[联聯][系絡络]人|寄件人|姓名|开户人|開戶人|户主|戶主|持卡人|客户姓名)[是为為:： ]{{0,2}}({_NAME_ZH}){_AFTER_ZH}",
        rf"(?:谢谢|謝謝|敬礼|敬禮|此致|祝好|商祺|感谢|感謝)[ \t]*[。！!，,.]*[ \t]*\n{{1,3}}[ \t]*({_NAME_ZH})[ \t。]*$",
    )
)


def named(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and words of every name that a text gives for somebody; they may overlap."""
    head = text[:READ]
    for pattern in _ENGLISH:
        for found in pattern.finditer(head):
            yield found.start(1), found.end(1), " ".join(found.group(1).split())
    for pattern in _PERSIAN:
        for found in pattern.finditer(head):
            end = found.start(1) + len(_persian(found.group(1), pattern))
            if end > found.start(1):
                yield found.start(1), end, head[found.start(1) : end]
    for pattern in _CHINESE:
        for found in pattern.finditer(head):
            if not any(found.group(1).startswith(word) for word in NOT_SURNAMED):
                yield found.start(1), found.end(1), found.group(1)


def _persian(words: str, pattern: re.Pattern[str]) -> str:
    """The leading part of a run of Persian words that is a name, empty when none is."""
    parts = words.split(" ")
    if parts[0] in NOT_NAMED:
        return ""
    if pattern is _PERSIAN[0]:  # a surname, or a first name and one: what follows a surname is the sentence
        keep = 2 if parts[0] in FIRST_NAMES and len(parts) > 1 and parts[1] not in NOT_NAMED else 1
        return " ".join(parts[:keep])
    if pattern is _PERSIAN[6] and parts[0] not in FIRST_NAMES:
        return ""
    if pattern in _PERSIAN[1:2] and len(parts) == 2 and parts[1] in NOT_NAMED:
        return ""
    return words
