"""Questions and answers that a text marks as such: "Q: … A: …", "س: … ج: …", "问：… 答：…".

Invariant: every word from a question's mark to the next question's is in that question or its answer; a text
without such pairs gives none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOLD = r"(?:\*\*|__)?"
_END = rf"\s*\(?(?:\d|[۰-۹]){{0,4}}\)?\s*{_BOLD}\s*[:：.)、\-–]\s*{_BOLD}\s*"
_LEAD = rf"^[ \t]*(?:[-*•] |\d{{1,4}}[.)] |#{{1,6}} )?{_BOLD}"
_QUESTION = re.compile(
    _LEAD + r"(?:Q|Question|FAQ|问题|問題|提问|提問|问|問|سؤال|سوال|پرسش|س)" + _END,
    re.IGNORECASE | re.MULTILINE,
)
_ANSWER = re.compile(
    _LEAD + r"(?:A|Ans|Answer|Reply|答案|回答|答复|答覆|答|پاسخ|جواب|ج)" + _END,
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_FEWEST = 2  # pairs that make a text an FAQ by its looks alone
_LONGEST = 2000  # characters of a question


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as it was marked, its answer ("" when there is none), and the heading above it."""

    question: str
    answer: str
    heading: str = ""


def pairs(text: str, *, trusting: bool = False) -> list[Pair]:
    """The marked pairs of a text, in order; [] when it has too few to be meant as such.

    Args:
        text: Plain text or Markdown.
        trusting: One pair is enough: somebody said that the text is an FAQ.
    """
    starts = list(_QUESTION.finditer(text))
    found: list[Pair] = []
    for position, start in enumerate(starts):
        end = starts[position + 1].start() if position + 1 < len(starts) else len(text)
        answer = _ANSWER.search(text, start.end(), end)
        asked = text[start.end() : answer.start() if answer else end]
        answered = text[answer.end() : end] if answer else ""
        headings = _HEADING.findall(text, 0, start.start())
        found.append(Pair(_clean(asked)[:_LONGEST], _answer(answered), headings[-1] if headings else ""))
    answers = sum(bool(pair.answer) for pair in found)
    meant = answers >= (1 if trusting else _FEWEST) and answers * 2 >= len(found)
    return [pair for pair in found if pair.question] if meant else []


def _clean(question: str) -> str:
    """A question on one line, without the marks of bold around it."""
    return " ".join(question.replace("**", "").replace("__", "").split())


def _answer(text: str) -> str:
    """An answer without what introduces the next question: rules and headings at its end."""
    lines = text.strip().split("\n")
    while lines and (
        not lines[-1].strip() or _HEADING.match(lines[-1]) or set(lines[-1].strip()) <= set("-*_=")
    ):
        lines.pop()
    text = "\n".join(lines)
    return text.removesuffix("**") if text.count("**") % 2 else text
