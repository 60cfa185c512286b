"""A short title in the customer's own words.

Invariant: at most 90 characters, cut between words, without greeting, mention or a placeholder alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.cleaning import is_courtesy
from ingest.resolution import customer_cues
from ingest.resolution.cues import cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.resolution.turns import Sentence

LONGEST = 90
_LEAST_WORDS = 2
_NAMING_WORDS = 3
_MENTION = re.compile(
    r"@\s?[\w\-·]{1,30}(?:\s(?:customer|service|support|online|official|business|technical|hall|club)){0,4}",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[a-z]+(?: \d+)?\]", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:\s*(?:(?:re|fwd?|aw|wg|sv|回复|答复|转发|پاسخ|ارجاع)(?:\[\d+\])?\s*[:：]|\[[^\]]{1,24}\])\s*)+",
    re.IGNORECASE,
)
#: The number of an order or ticket names one customer's case, not the problem.
_ORDER = re.compile(
    r"[\s(\[#:،,–—-]*(?:(?:order|ticket|no\.?)\s?#?|سفارش\s?|订单\s?|訂單\s?)?\b[A-Z]{2,5}-?\d{3,}\b[\s)\]]*",
    re.IGNORECASE,
)
_EMPTY_SUBJECT = re.compile(
    "(?:"
    + cue(
        r"""
        (?:a |my |quick |urgent |please )*(?:question|help|support|problem|issue|inquiry|enquiry|request|complaint)s?
        (?:a |my |quick |urgent |please )*(?:contact(?: form)?|info(?:rmation)?|ticket|message|order)s?
        hello  hi  no subject  urgent
        """,
        r"""
        سلام  سوال  سؤال  مشکل  درخواست  راهنمایی  پشتیبانی  شکایت  پیام  کمک  بدون موضوع
        """,
        r"""
        问题  咨询  求助  你好  您好  请问  客服  投诉  无主题  帮助
        """,
    ).pattern
    + r")\W*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    "^(?:"
    + cue(
        r"""
        i(?:'d| would) like to (?:ask|know)  i (?:want|wanted) to (?:ask|know)  may i ask  please tell me
        (?:can|could) (?:you|anyone|someone)(?: please)? tell me  i have a question  just wondering
        and  so  but  also  well
        """,
        r"""
        می~خواستم (?:بدونم|بدانم|بپرسم)  (?:یه|یک) سوال(?: داشتم)?  ببخشید  لطفا بگید
        """,
        r"""
        在吗  您好  你好  请问一下?  想问一下?  问一下  我想(?:问|咨询)一?下?  请教
        """,
    ).pattern
    + r")[\s,，،:：]*",
    re.IGNORECASE,
)
_CUTS = re.compile(r"[\s,，、،;；。.!！?？؟]")
_EDGES = " \t\n,，،;；:：-–—~～.。…!！"


def title_of(question: str, subject: str) -> str:
    """The subject of the mail as a title where it names the problem, else the question.

    Few people ask in one self-contained sentence what they wrote a whole mail about; the subject they gave it
    says it, and a two-word subject of a chat does not.
    """
    asked = _trimmed(question)
    named = subject_phrasing(subject)
    if named and (_length(named) >= _NAMING_WORDS or not _says_something(asked) or len(asked) > LONGEST):
        return _cut(named)
    return _cut(asked) if _says_something(asked) else _cut(_trimmed(subject) or asked or question.strip())


def subject_phrasing(subject: str) -> str:
    """The subject of a mail as a phrasing of the question; empty where it names nothing."""
    named = _trimmed(_ORDER.sub(" ", _PREFIX.sub("", subject)))
    return named if _names_it(named) else ""


def question_of(sentences: Sequence[Sentence]) -> Sentence:
    """The sentence that asks, or else the one that says what is wrong, or else the first.

    Args:
        sentences: The sentences of the turn that states the problem; at least one.
    """
    said = [sentence for sentence in sentences if _says_something(_trimmed(sentence.text))] or list(sentences)
    asking = [sentence for sentence in said if customer_cues.QUESTION.search(sentence.text)]
    wrong = [sentence for sentence in said if customer_cues.DENIES.search(sentence.text)]
    return (asking or wrong or said)[0]


def _trimmed(text: str) -> str:
    text = " ".join(_MENTION.sub(" ", text).split()).strip(_EDGES)
    for _ in range(2):
        text = _LEAD.sub("", text).strip(_EDGES)
    return text


def _says_something(text: str) -> bool:
    return _length(_PLACEHOLDER.sub(" ", text)) >= _LEAST_WORDS and not is_courtesy(text)


def _length(text: str) -> float:
    """The length of a text in words; two Chinese characters count as one."""
    return len(re.findall(r"[^\W\d_\u3400-\u9fff]+", text)) + len(re.findall("[\u3400-\u9fff]", text)) / 2


def _names_it(subject: str) -> bool:
    return _says_something(subject) and not _EMPTY_SUBJECT.fullmatch(subject)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    room = text[: LONGEST - 1]
    cuts = [found.start() for found in _CUTS.finditer(room)]
    end = cuts[-1] if cuts and cuts[-1] > LONGEST // 3 else len(room)
    return room[:end].rstrip(_EDGES) + "…"
