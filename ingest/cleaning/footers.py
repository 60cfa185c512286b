"""What a server, a list or a lawyer added to a mail: subscriptions, disclaimers, virus and outsider notices.

Invariant: only whole paragraphs leave, and never the only one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.cleaning.phrases import either

if TYPE_CHECKING:
    from collections.abc import Sequence

Paragraph = tuple[str, ...]

_RULE = re.compile(r"^\s*(?:[-_=*~—–]\s?){2,}\s*$")
_SUBSCRIPTION = re.compile(
    either(
        r"""
        mailing list\b.{0,80}$  ^list ?(?:archive|info|-unsubscribe)  \bunsubscribe\b  \bemail preferences\b
        \bnotification settings\b  ^you (?:are receiving|received|are subscribed)\b.{0,60}\b(?:because|this|to)\b
        ^(?:reply|respond) to this e?mail directly  ^(?:view|read) (?:it|this(?: e?mail| message)?) (?:on|in|online)\b
        """,
        "لغو (?:اشتراک|عضویت)  برای عدم دریافت",
        "退订  取消订阅  取消訂閱  您收到此邮件  您收到這封",
    ),
    re.IGNORECASE | re.MULTILINE,
)
_NOTICE = re.compile(
    r"\W*"
    + either(
        r"""
        to (?:unsubscribe|stop|manage)  unsubscribe\b(?!.*\?)  you (?:are receiving|received|are subscribed)
        (?:reply|respond) to this  (?:view|read) (?:it|this)  .{0,60}mailing list\s*$
        """,
        "برای  جهت",
        "如(?:需|果)?  若  要  您收到",
    ),
    re.IGNORECASE,
)
_LEGAL_START = re.compile(
    r"[\s*_#>\"'(\[【]{0,6}"
    + either(
        r"""
        (?:legal |privacy |e-?mail )?(?:disclaimer|confidentiality(?: notice| statement)?|confidential|privileged)\b
        notice of confidentiality\b  (?:important|privacy|legal) (?:notice|information|note)\b
        this (?:e-?mail|message|communication|transmission|electronic)
        any views\b.{0,60}\bthis (?:e-?mail|message|communication)
        the (?:information|contents?)\b.{0,60}(?:e-?mail|message|communication|transmission)
        if you (?:are not the intended|have received this)
        (?:caution|warning|external|\[external\]|external e?mail)\b.{0,30}(?:this )?(?:e-?mail|message|sender)
        please consider the environment
        """,
        r"""
        سلب مسئولیت  این (?:ایمیل|پیام|نامه|رایانامه)  (?:محتوای|اطلاعات) (?:موجود در )?این (?:ایمیل|پیام)
        توجه ?[:：].{0,20}این (?:ایمیل|پیام)  اخطار محرمانگی  محرمانه
        """,
        r"""
        免责声明  免責聲明  保密(?:声明|提示|通知)  保密聲明  机密  重要提示
        [本此该](?:电子)?邮件
        [本此](?:電子)?郵件  本信件
        """,
    ),
    re.IGNORECASE,
)
_LEGAL_WORDS = re.compile(
    either(
        r"""
        confidential  privileged  intended (?:recipient|only|solely|for)  authori[sz]ed  liab(?:le|ility)  disclos
        originated (?:from )?outside  outside (?:of )?(?:the|your) organi[sz]ation  before printing
        do not necessarily  received (?:this|it)\b.{0,40}\bin error
        """,
        r"""
        محرمانه  گیرنده (?:مورد نظر|اصلی)  اشتباه (?:دریافت|به دست)  مسئولیتی  غیر ?مجاز  افشا
        """,
        r"""
        保密  机密  機密  收件人  误收  誤收  未经(?:授权|许可)  未經  法律责任  法律責任  泄露
        删除[本此该]  所有权
        """,
    ),
    re.IGNORECASE,
)
_SCANNER = re.compile(
    either(
        r"""
        virus-free\.  scanned for viruses  checked for viruses
        (?:checked|scanned) by\b.{0,40}(?:avast|avg|antivirus|mailscanner|mimecast)
        """,
        "ویروس~(?:یابی|اسکن)",
        "病毒扫描  已通过.{0,12}杀毒",
    ),
    re.IGNORECASE,
)
_SOME = 600
_FOOTER_LINES = 12


def without_footers(lines: Sequence[str]) -> list[str]:
    """The lines without the paragraphs a list, a scanner or a legal department put there."""
    paragraphs = _paragraphs(lines)
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        own = _without_list_footer(paragraph)
        if own and not _is_added("\n".join(own)[:_SOME]):
            kept.append(own)
    while len(kept) > 1 and all(_RULE.match(line[:200]) for line in kept[-1]):
        kept.pop()
    if not kept or all(_RULE.match(line[:200]) for paragraph in kept for line in paragraph):
        return list(lines)
    return [line for paragraph in kept for line in (*paragraph, "")][:-1]


def _is_added(text: str) -> bool:
    return bool(
        (_LEGAL_START.match(text) and _LEGAL_WORDS.search(text))
        or (_SCANNER.search(text) and len(text) < 300)
    )


def _without_list_footer(paragraph: Paragraph) -> Paragraph:
    """A paragraph up to the rule above its subscription notice; empty where it is nothing else."""
    for at, line in enumerate(paragraph):
        if _RULE.match(line[:200]):
            rest = "\n".join(paragraph[at + 1 : at + _FOOTER_LINES])[:_SOME]
            if _SUBSCRIPTION.search(rest):
                return paragraph[:at]
    text = "\n".join(paragraph)
    if len(text) < _SOME and _SUBSCRIPTION.search(paragraph[0][:200]) and not text.rstrip().endswith("?"):
        return () if _NOTICE.match(paragraph[0][:200]) else paragraph
    return paragraph


def _paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    found: list[Paragraph] = []
    current: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            current.append(line)
        elif current:
            found.append(tuple(current))
            current = []
    return found
