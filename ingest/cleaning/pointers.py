"""Words above a forwarded mail that only hand it on: "FYI", "please see below", "please help this customer".

Invariant: a note counts as handing on only when it is short and says so; whoever adds what they know adds words.
"""

from __future__ import annotations

import re

from ingest.cleaning.courtesies import content_spans
from ingest.cleaning.phrases import either

_LONGEST = 120  # characters besides courtesies
_LONGEST_CHINESE = 30
_MOST_SENTENCES = 2
_HANDS_ON = re.compile(
    either(
        r"""
        f\.?y\.?[ia]\.?  for your (?:information|attention|action)
        \bbelow\b  (?:see|read|find|check) (?:the )?(?:mail |message |e-?mail )?attached
        \b(?:forward|pass)(?:ed|ing)?\b…
        (?:please|pls|can you|could you|can someone)\b…\b(?:help|handle|look|check|assist|answer|reply|take)\b…
        this customer…  from (?:a|the|our) customer…
        """,
        r"""
        (?:جهت|برای) (?:اطلاع|پیگیری|اقدام|رسیدگی|پاسخ|بررسی)…  (?:پایین|زیر|ذیل) را…
        (?:لطفا?ً? ?)?…(?:بررسی|رسیدگی|پیگیری|پاسخ|ملاحظه|مشاهده|نگاه)…(?:کنید|بفرمایید|دهید|بدهید|شود|فرمایید)
        (?:ایمیل|پیام|نامه) (?:زیر|مشتری|این مشتری)…
        """,
        r"""
        请[您你]?(?:看|查收|查看|参考|处理|帮|回复|跟进|知悉|协助)…
        請[您你]?(?:看|查收|查看|參考|處理|幫|回覆|跟進|知悉|協助)…
        (?:如下|见下|見下|下面|以下)…  转发?[给給]…  轉[寄發給]…  供(?:参考|參考)
        """,
    ),
    re.IGNORECASE,
)


def hands_on(note: str) -> bool:
    """Whether a note above a forwarded mail says nothing but that it is handed on."""
    said = [note[span.start : span.end] for span in content_spans(note[:2000])]
    longest = _LONGEST_CHINESE if re.search("[\u4e00-\u9fff]", note) else _LONGEST
    if len(said) > _MOST_SENTENCES or sum(map(len, said)) > longest:
        return False
    return all(_HANDS_ON.search(sentence) for sentence in said)
