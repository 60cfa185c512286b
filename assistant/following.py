"""Follow-up questions: puts what was asked before into a question that cannot be understood alone.

Pure functions of text; a question that stands on its own is never changed, and nothing comes in that was not said.
"""

from __future__ import annotations

import re

from assistant.claim_words import words
from kb import languages

SHORT = 4  # content words up to which a question may be a follow-up
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


def needs_context(question: str) -> bool:
    """Whether a question points at what was said before, or leaves out what it is about."""
    content = sum(token.content for token in words(question))
    size = content / 2 if languages.detect(question) == "zh" else content
    if size > SHORT:
        return False
    return bool(_LEADING.match(question) or _POINTING.search(question) or _ELLIPTIC.search(question))


def in_context(before: str, question: str) -> str:
    """Return a question that can be understood alone: what was asked before, then what is asked now."""
    asked = " ".join(before.split())[:LENGTH].rstrip("?？؟ .。!！")
    rest = _LEADING.sub("", question).strip() or question.strip()
    return f"{asked}: {rest}" if asked else question
