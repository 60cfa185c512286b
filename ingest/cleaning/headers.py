"""The header block some mail programs put above what they quote (From:, Sent:, To:, Subject:).

Invariant: a block is told by several different header names in a row, at least one of them only a mail has,
so that "From: Tehran / To: Shiraz" in a customer's own words stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailparser_reply.parser import EmailMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Languages whose mail programs mail-parser-reply knows and this module does not list itself.
LIBRARY_LANGUAGES = ("de", "cs", "da", "es", "fr", "it", "ja", "ko", "nl", "pl", "sv")

_NAMES = {
    "from": "from|از|از طرف|فرستنده|发件人|寄件人|寄件者|發件人",
    "sent": "sent|ارسال|ارسال شده|زمان ارسال|发送时间|发送日期|傳送時間|寄件日期|發送時間|發送日期|傳送日期",
    "date": "date|تاریخ|日期|时间|時間",
    "to": "to|به|گیرنده|收件人|收件者",
    "cc": "cc|bcc|reply-to|رونوشت|抄送|副本|密送",
    "subject": "subject|موضوع|عنوان|主题|主旨|主題|标题|標題",
}
_ONLY_IN_MAIL = frozenset({"sent", "subject"})
_HEADER = re.compile(
    r"^[\s*_|>]{0,8}(?:"
    + "|".join(f"(?P<{key}>{names})" for key, names in _NAMES.items())
    + r")\s{0,3}[*_]{0,2}\s{0,3}[:：|]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@<>]@[^\s@<>]|mailto:", re.IGNORECASE)
_LONGEST_LINE = 400
_LONGEST_BLOCK = 14


def library_header_pattern() -> re.Pattern[str]:
    """The patterns of mail-parser-reply for attribution lines and header blocks in `LIBRARY_LANGUAGES`."""
    message = EmailMessage(text="", languages=list(LIBRARY_LANGUAGES), include_english=False)
    pattern: re.Pattern[str] = message.HEADER_REGEX
    return pattern


_LIBRARY = library_header_pattern()
_LIBRARY_START = re.compile(r"^[\s*_|>]{0,8}[^\W\d_][^:\n]{0,24}:")


def header_block(lines: Sequence[str], start: int) -> int:
    """The number of lines of the header block that begins at `start`; 0 where none begins."""
    first = _header_name(lines[start])
    if first is None:
        return _library_block(lines, start)
    if first in {"to", "cc"}:
        return 0
    names: set[str] = set()
    length = 0
    address = False
    for offset, line in enumerate(lines[start : start + _LONGEST_BLOCK]):
        name = _header_name(line)
        if name is not None:
            names.add(name)
            length = offset + 1
            address = address or _ADDRESS.search(line[:_LONGEST_LINE]) is not None
        elif offset - length > 1:  # one folded or one empty line may stand between two headers
            break
    return length if _is_block(names, address) else 0


def _header_name(line: str) -> str | None:
    found = _HEADER.match(line[:_LONGEST_LINE])
    return found.lastgroup if found else None


def _is_block(names: set[str], address: bool) -> bool:
    of_mail = address or bool(names & _ONLY_IN_MAIL)
    if len(names) >= 3:
        return of_mail
    return len(names) == 2 and "from" in names and of_mail and bool(names & {"sent", "date", "subject"})


def _library_block(lines: Sequence[str], start: int) -> int:
    """A block in another language; asked of the library for a short window only, its patterns backtrack."""
    if not _LIBRARY_START.match(lines[start][:_LONGEST_LINE]):
        return 0
    window = "\n".join(line[:_LONGEST_LINE] for line in lines[start : start + 6])
    found = _LIBRARY.match(window)
    if not found or not _ADDRESS.search(found.group()):
        return 0
    return found.group().rstrip("\n").count("\n") + 1
