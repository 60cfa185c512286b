"""Follow-up questions: puts what was asked before into a question that cannot be understood alone.

Pure functions of text; a question that stands on its own is never changed, and nothing comes in that was not said.
"""

from __future__ import annotations

import re

from assistant.claim_words import words
from kb import languages

SHORT = 4  # content words up to which a question is a follow-up where something points back
FEW = 8  # content words up to which a question may be one though nothing does
SPOKEN_OF = 0.66  # share of its content words that what answers it then holds
LENGTH = 600  # characters of the question before that are looked at
_LEADING = re.compile(
    r"^\W*(?:and|also|but|or|so|then|what about|how about|what if|and what about|and if|why not|same for|only"
    r"|و|ولی|اما|پس|یا|حالا|بعد|برای|چطور|در مورد|درباره"
    r"|那么?|还有|如果|要是|但是?|可是|那如果|另外)(?=\W|[\u3400-\u9fff]|$)[\W]*",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|it's|that|this|they|them|their|those|these|one|ones|there|then|he|she|him|her|same)\b"
    r"|(?<!\w)(?:آن|ان|این|اون|همون|همان|همین|آنها|انها|اونا|اینها|آنجا|انجا|اونجا|اینجا|چقدرش|چندتاش)(?!\w)"
    r"|它|这个|那个|这些|那些|他们|她们|这样|那样|那边|那里|该",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"^\W*(?:why|how much|how long|when|where|how many|for free|how|who)\W*$|呢[？?]?$"
    r"|^\W*(?:چرا|چقدر|کی|کجا|چند|چطور|چندتا)\W*$|^\W*(?:为什么|多少钱?|多久|什么时候|哪里|怎么办?)\W*$",
    re.IGNORECASE,
)


def may_follow(question: str) -> bool:
    """Whether a question is short enough to mean more than it says."""
    return size(question) <= FEW


def needs_context(question: str) -> bool:
    """Whether a question points at what was said before, or leaves out what it is about."""
    if size(question) > SHORT:
        return False
    return bool(_LEADING.match(question) or _POINTING.search(question) or _ELLIPTIC.search(question))


def goes_on_about(question: str, text: str) -> bool:
    """Whether a text has most of the words of a question: then the question may well be about that text's topic.

    A question of none but small words ("how many of them?") goes on about anything.
    """
    asked = {token.key for token in words(question) if token.content}
    held = {token.key for token in words(text) if token.content}
    return len(asked & held) >= SPOKEN_OF * len(asked)


def size(question: str) -> float:
    """Content words; a Chinese one has about two letters, which are counted one by one."""
    content = sum(token.content for token in words(question))
    return content / 2 if languages.detect(question) == "zh" else content


def in_context(before: str, question: str) -> str:
    """Return a question that can be understood alone: what was asked before, then what is asked now."""
    asked = " ".join(before.split())[:LENGTH].rstrip("?？؟ .。!！")
    rest = _LEADING.sub("", question).strip() or question.strip()
    return f"{asked}: {rest}" if asked else question
