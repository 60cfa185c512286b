"""Lists of phrases as one pattern: an entry is a pattern itself, entries are parted by two spaces or a line end.

Invariant: in an entry `…` stands for a bounded stretch of the same sentence, and `~` for how Persian joins a
prefix (zero-width non-joiner, space or nothing); everything else means what it means to `re`.
"""

from __future__ import annotations

import re

#: How much of a sentence `…` reaches over; a Chinese sentence says in 24 characters what takes 90 in English.
REACH = 90
CHINESE_REACH = 24
JOINED = "[‌ ]?"


def either(*lists: str) -> str:
    """The source of a pattern that matches any entry of the lists, in a group."""
    return f"(?:{'|'.join(_source(entries) for entries in lists)})"


def _source(entries: str) -> str:
    chinese = re.search("[\u4e00-\u9fff]", entries) is not None
    rest = f"[^.!?؟。！？\n]{{0,{CHINESE_REACH if chinese else REACH}}}"
    source = "|".join(re.split(r"\s*\n\s*| {2,}", entries.strip()))
    return source.replace("…", rest).replace("~", JOINED)
