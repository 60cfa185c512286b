"""What leads to a person's account in a folded text: handles, user names, links that let one in, machines.

Invariant: a link is taken only when it carries a secret; a page's plain address stays readable, and so does the
address of a machine that no outsider can reach.
"""

# ruff: noqa: E501  (patterns and lists of words are read as wholes)

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL = re.compile(
    r"(?<![A-Za-z])https?://[^\s<>\"'，。；）》」\u3400-\u9fff\u0620-\u06ff]{4,2000}", re.IGNORECASE
)
_SECRET = re.compile(
    r"[?&#;](?:\w{0,20}_)?(?:token|sig|signature|sess|session|session_?id|sid|key|apikey|auth|code|reset|otp|ticket|jwt|pass|password|pwd"
    r"|secret|magic|invite|hash)=[^&\s#]{6,}|^https?://[^/\s@]+:[^/\s@]+@"
    r"|/(?=[A-Za-z0-9_\-]*\d[A-Za-z0-9_\-]*\d)(?:[0-9a-f]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=[/?#]|$)",
    re.IGNORECASE,
)
_SAID = (
    r"(?i:\b(?:user ?name|user ?id|account name|login|handle|nickname|instagram|insta|twitter|telegram|skype|snapchat|discord|tiktok|steam)"
    r"|آیدی|نام[ ‌]کاربری|یوزر ?نیم|یوزرم?|اینستاگرام|تلگرام|微信号|微信號|微信|用户名|用戶名|账号|賬號|帐号|帳號|昵称|暱稱|微博|抖音号?)"
)
_LINK = r"[\s:=#]{0,3}(?:(?:id|name|is|as|handle|account|من|ما|است|هست|تلگرام|اینستاگرام|اینستا|توییتر|是|为|為|号|號)[\s:=]{1,3}|[是为為号號:]){0,3}"
_HANDLE = re.compile(
    rf"{_SAID}{_LINK}(@?[A-Za-z0-9](?:[\w.\-]|:(?=\w)){{2,31}})(?![\w@])", re.ASCII | re.IGNORECASE
)
_WEIBO = re.compile("微博[是为為: ]{0,2}(@[\u3400-\u9fffA-Za-z0-9_\\-]{2,16})")
_BARE = re.compile(r"(?<![\w.@/%+\-])@(?=[A-Za-z0-9_.]*[0-9_])[A-Za-z][A-Za-z0-9_.]{2,29}(?![\w(@])")
_QQ = re.compile(r"(?i:\bqq|扣扣)[号號是为為: ]{0,3}(\d{5,11})(?!\d)", re.ASCII)
_IP = re.compile(r"(?<![\w.\-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w\-]|\.\d)")
_SAYS_IP = re.compile(r"(?i:\bip\b|\bip[ -]?address|آی‌?پی|آدرس ip|地址|客户端|登录|來自|来自)[^\n\d]{0,40}$")
_PLAIN = frozenset(
    """
    and the was not now too for wrong right broken locked invalid taken correct working blocked disabled does doesn did
    has have had will can cannot page screen button form details name failed fails error problem problems issue still
    expired missing required unknown empty account support bot group channel app messages web desktop with from here
    there but are credentials attempt attempts link service pages again already pay alipay
    """.split()  # noqa: SIM905 (prose)
)


def find_links(text: str) -> Iterator[Found]:
    """Every link of a folded text that carries a token, a session or a password."""
    for found in _URL.finditer(text):
        address = found.group().rstrip(".,;:!?)")
        if _SECRET.search(address):
            yield Found("link", found.start(), found.start() + len(address), address)


def find_accounts(text: str) -> Iterator[Found]:
    """Every handle and user name of a folded text, and machines' public addresses that are called so."""
    for found in _HANDLE.finditer(text):
        name = found.group(1).rstrip(".:-")
        if _is_handle(name, text[found.start() : found.start(1)]):
            yield Found("user", found.start(1), found.start(1) + len(name), name.casefold().lstrip("@"))
    for pattern, group in ((_WEIBO, 1), (_QQ, 1), (_BARE, 0)):
        for found in pattern.finditer(text):
            name = found.group(group).rstrip(".")
            yield Found(
                "user", found.start(group), found.start(group) + len(name), name.casefold().lstrip("@")
            )
    for found in _IP.finditer(text):
        if _SAYS_IP.search(text[max(0, found.start() - 60) : found.start()]) and _public(found.group(1)):
            yield Found("ip", found.start(), found.end(), found.group(1))


def _is_handle(name: str, before: str) -> bool:
    """Whether what follows the word is somebody's name there: it looks made up, or a colon or "is" points at it."""
    if name.casefold() in _PLAIN or (name.isdigit() and len(name) < 5):
        return False
    if re.search(r"[\d_@.]", name) or ":" in name:
        return True
    return re.search(r"(?:[:=]\s*|\bis\s|من\s|[是为為号號])$", before) is not None


def _public(address: str) -> bool:
    try:
        machine = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (
        machine.is_loopback
        or machine.is_link_local
        or machine.is_multicast
        or str(machine).startswith(("10.", "192.168.", "0.", *(f"172.{number}." for number in range(16, 32))))
    )
