"""The line that says whose words are quoted next ("On Monday Sara wrote:"), wrapped over lines or not.

Invariant: such a line ends in a colon and carries a date or an address; a customer's "I wrote:" has neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.cleaning.headers import library_header_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_LINES = 4
_LONGEST = 400
_ENDS = re.compile(r"(?:[:：]|wrote|نوشت|写道|寫道)[\s*_]*$")

#: Whole lines, anchored at both ends; what lies between is bounded. These begin with a word of their own ...
_OPENED = re.compile(
    r"""
      [*_]{0,2}(?:on|at)\b(?=.*[\d@]).{5,280}\b(?:wrote|writes|said)\s{0,3}:?
    | in\ (?:article|message)\b.{5,280}\b(?:wrote|writes|said)\s{0,3}:
    | (?:در|روز|به\ تاریخ|مورخ)\s(?=.*[\d۰-۹٠-٩@]).{3,280}نوشت(?:ه|ند|ه\ است|ه‌است)?\s{0,3}[:：]?
    | (?:在|于|於)(?=.*[\d@]).{3,280}(?:写道|寫道|写到|来信说|來信說)\s{0,3}[:：]?
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: ... and these with a name or a date, so nothing tells their first line from the line above it.
_UNOPENED = re.compile(
    r"""
      [^<>@]{0,80}<?[^\s<>@]{1,80}@[^\s<>@]{1,80}>?.{0,80}\b(?:wrote|writes|said)\s{0,3}:
    | (?=.*[\d۰-۹٠-٩@]).{2,120}\sدر\s.{3,160}نوشت(?:ه|ند|ه\ است)?\s{0,3}[:：]
    | (?=.*[\d@]).{2,120}(?:在|于|於).{3,160}(?:写道|寫道|写到|来信说)\s{0,3}[:：]
    | (?=.*\d).{0,160}<\s?[^\s<>@]{1,80}@[^\s<>@]{1,80}>[^\w<>]{0,4}(?:[^\W\d_]{0,20})\s{0,2}[:：]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LOOSE = re.compile(
    r".{2,100}\b(?:wrote|writes|said)(?:\b.{0,60})?:|.{2,80}(?:نوشت|写道|寫道)\s{0,2}[:：]"
    r"|(?=.*\d{1,2}[:h.]\d{2}).{8,160}\s?[:：]",
    re.IGNORECASE,
)
_NAME_AND_ADDRESS = re.compile(r"[^<>:]{0,60}<[^\s<>@]{1,80}@[^\s<>@]{1,80}>[,，،]?")
_LIBRARY = library_header_pattern()


def attribution(lines: Sequence[str], start: int) -> int:
    """The number of lines of the attribution that begins at `start`; 0 where none begins.

    It may be wrapped, so up to four lines are joined; a line of the answer that happens to stand above one is
    not swallowed.
    """
    joined = ""
    for length, line in enumerate(lines[start : start + _MOST_LINES], start=1):
        joined = f"{joined} {line.strip()}".strip()
        if not joined or len(joined) > _LONGEST:
            return 0
        if not _ENDS.search(joined):
            continue
        if _OPENED.fullmatch(joined):
            return 0 if _later(lines, start, length, opened=True) else length
        if _UNOPENED.fullmatch(joined) or _library_attribution(lines[start : start + length]):
            alone = length == 1 or _NAME_AND_ADDRESS.fullmatch(lines[start].strip())
            return length if alone or not _later(lines, start, length, opened=False) else 0
    return 0


def loose_attribution(line: str) -> bool:
    """Whether a line directly above quoted lines says whose they are ("Sara wrote:", "Le 29/12 à 11:13, …:")."""
    return _LOOSE.fullmatch(line.strip()[:_LONGEST]) is not None


def _library_attribution(window: Sequence[str]) -> bool:
    text = "\n".join(line.strip() for line in window)
    found = _LIBRARY.match(text)
    return found is not None and "@" in text and found.end() >= len(text)


def _later(lines: Sequence[str], start: int, length: int, *, opened: bool) -> bool:
    """Whether a later line of the window already begins an attribution that ends with it."""
    for skip in range(1, length):
        joined = " ".join(line.strip() for line in lines[start + skip : start + length])
        if _OPENED.fullmatch(joined) or (not opened and _UNOPENED.fullmatch(joined)):
            return True
    return False
