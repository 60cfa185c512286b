"""Which lines of a mail its author wrote: what was quoted, answered or forwarded is left out.

Invariant: lines are dropped, never changed or moved; answers written between quoted lines stay in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.cleaning.attributions import attribution, loose_attribution
from ingest.cleaning.headers import header_block
from ingest.cleaning.phrases import either

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUOTED = re.compile(r"^[ \t]{0,4}(?:[>＞]|[A-Z]{2}>\s)(?!From )")
_RULE = re.compile(r"^[\s>]*(?:[-_=*—–─﹣＿]\s?){3,}\s*$")
_DASHES = r"[-_=*—–]{2,}"
_ORIGINAL = re.compile(
    rf"^[\s*_]*{_DASHES}\s*\[?"
    + either(
        r"""
        (?:re(?:ply|sent)[: ]*)?original(?: (?:message|mail|email|appointment))?  your original message
        """,
        "(?:پیام|ایمیل|نامه) (?:اصلی|قبلی|اولیه)",
        "(?:回复的)?原始?邮件(?:信息)?  邮件原件  郵件原件  原始郵件  原始訊息",
        r"""
        ursprüngliche nachricht  message d['’]origine  mensaje original  messaggio originale  исходное сообщение
        """,
    )
    + rf"\]?\s*{_DASHES}[\s*_]*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    rf"^[\s*_]*(?:{_DASHES}\s*)?"
    + either(
        r"""
        (?:begin )?forwarded (?:message|mail|email)(?:\s[-—–]{2,}|:)  forwarded by .{1,80}[-—–]{2,}
        """,
        r"""
        (?:پیام|ایمیل|نامه) (?:فوروارد|بازارسال|هدایت|ارجاع)~(?:شده|داده~شده)\s*(?:[-—–]{2,}|:)
        """,
        r"""
        (?:转发的?邮件(?:信息)?|轉寄的?郵件|已轉寄的?郵件|开始转发的?邮件)\s*(?:[-—–]{2,}|[:：])
        """,
    )
    + r"[-_=*—–\s]*$",
    re.IGNORECASE,
)
_ANSWER_ABOVE = re.compile(
    either(
        r"(?:reply|respond|type|write)\b.{0,40}\babove this line",
        "بالای این خط",
        "在此[行线]?[之以]?上方?回[复復]  請?在此行以上回覆",
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NewLines:
    """The author's own lines, and what a forwarded block held (empty where there was none)."""

    written: tuple[str, ...]
    forwarded: tuple[str, ...]


def new_lines(lines: Sequence[str]) -> NewLines:
    """Split the lines of a mail into what its author wrote and what was forwarded; quotes are in neither."""
    written: list[str] = []
    at = 0
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            _drop_attribution(written)
            at += 1
            continue
        forwarded = _forwarded_body(lines, at)
        if forwarded:
            return NewLines(_without_rule(written), tuple(lines[forwarded:]))
        skip, ends = _announcement(lines, at)
        if ends and any(line.strip() for line in written):
            break
        if ends and not _ANSWER_ABOVE.search(lines[at][:200]):
            return NewLines((), _carried(lines, at))
        if skip:
            at += skip
        else:
            written.append(lines[at])
            at += 1
    return NewLines(_without_rule(written), ())


def _drop_attribution(written: list[str]) -> None:
    """Take away the line above a quotation that says whose it is, with the empty line between them."""
    last = next((at for at in (len(written) - 1, len(written) - 2) if at >= 0 and written[at].strip()), None)
    if last is not None and loose_attribution(written[last]):
        del written[last:]


def _carried(lines: Sequence[str], at: int) -> tuple[str, ...]:
    """What a mail without own words carries: Outlook forwards look like its replies, but for this."""
    after = at + (1 if _ORIGINAL.match(lines[at][:200]) else 0)
    while after < len(lines) and not lines[after].strip():
        after += 1
    block = header_block(lines, after) if after < len(lines) else 0
    return tuple(lines[after + block :]) if block or after > at else ()


def _announcement(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """The number of lines that announce a quotation at `at`, and whether it runs to the end of the mail.

    It does unless its lines are marked one by one: nothing else says where it would stop.
    """
    line = lines[at][:200]
    if _ANSWER_ABOVE.search(line) or _ORIGINAL.match(line):
        return 1, True
    length = attribution(lines, at)
    if length:
        return length, not _quoted_next(lines, at + length)
    length = header_block(lines, at)
    return length, length > 0


def _forwarded_body(lines: Sequence[str], at: int) -> int:
    """Where the body of the forwarded mail announced at `at` begins; 0 where none is announced."""
    if not _FORWARDED.match(lines[at][:200]):
        return 0
    body = at + 1
    while body < len(lines) and not lines[body].strip():
        body += 1
    return body + header_block(lines, body) if body < len(lines) else body


def _quoted_next(lines: Sequence[str], at: int) -> bool:
    """Whether the next line that is not empty is marked as quoted."""
    for line in lines[at : at + 6]:
        if line.strip():
            return _QUOTED.match(line) is not None
    return False


def _without_rule(written: list[str]) -> tuple[str, ...]:
    """The lines without the ruler some programs draw above the quotation."""
    while written and (not written[-1].strip() or _RULE.match(written[-1][:200])):
        written.pop()
    return tuple(written)
