"""The names of the people in a conversation, found as whole words in its texts.

Invariant: only names somebody gave (a header, a greeting, an introduction) are masked; a part of a name that is
also an everyday word is masked only as part of the whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.privacy.introductions import named
from kb.privacy.placeholders import PLACEHOLDER, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_HAN = "\u3400-\u9fff"
_NOT_PEOPLE = frozenset(
    """
    support team service services help helpdesk desk customer customers client user users info sales admin
    administrator agent assistant bot robot noreply no-reply reply mail mailer daemon shop store company online
    official care contact office system accounts billing notifications there all everyone folks guys sir madam
    friend dear again and you us inc ltd llc co gmbh corp news newsletter business marketing orders returns delivery
    warranty payments security alerts community school hotel bank
    دستیار ربات هوشمند پشتیبانی پشتیبان خدمات مشتریان مشتری فروشگاه شرکت تیم کاربر مدیر ادمین کارشناس فروش واحد
    بخش آنلاین دوست دوستان عزیز گرامی
    助手 智能 客服 客户 用户 支持 商城 公司 官方 团队 小二 管理员 机器人 在线 服务 中心 專員 专员 您好 你好 亲
    """.split()  # noqa: SIM905 (read as prose)
)
_HAN_ROLES = tuple(word for word in _NOT_PEOPLE if "\u4e00" <= word[0] <= "\u9fff" and len(word) > 1)
_EVERYDAY = frozenset(
    """
    will may mark hope grace rose bill art sunny summer april june august rich frank grant pat drew chase hunter
    page joy faith dawn young long white black brown green king price best love day good little case bank field
    max ray rob sky star miles read reed cook baker carter mason taylor gray grey wood woods stone rivers lake
    hill church park street west north bell ball ford rush sharp short small strong swift sweet wise law lane
    land banks bush fox wolf lamb bird fish major chance victory van der von den del bin ibn abu
    امید آرزو رضا نور بهار ستاره سحر مهر شادی پیروز آزاد روشن راستی کامل نیاز نازنین یاس گل باران دریا طلا الماس
    هدیه سپاس پیام فرصت همت یار آرام صبا نسیم حامی کریم صادق امین عزیز احترام شریف نیک خوش پاک روز
    """.split()  # noqa: SIM905 (read as prose)
)
_VARIANTS = {"ی": "[یيى]", "ي": "[یيى]", "ک": "[کك]", "ك": "[کك]", "ه": "[هةۀ]", "ا": "[اآأإ]", "آ": "[اآأإ]"}


def participants(authors: Iterable[str], texts: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in a conversation: its authors', and whom the texts greet or introduce.

    Args:
        authors: Display names as headers or exports give them.
        texts: The messages, in which "Hi Sara," and "my name is …" name people too.

    Returns:
        Distinct names in the order found; addresses, roles and organisations' words are left out.
    """
    found: dict[str, None] = {}
    for author in authors:
        name = _person(author)
        if name and not _any_known(name):
            found.setdefault(name)
    for text in texts:
        for _, _, name in named(text):
            if len(name) > 1 and not _any_known(name):  # one Chinese sign is half the language's words too
                found.setdefault(name)
    return tuple(found)


def find_names(text: str, names: Sequence[str]) -> Iterator[Found]:
    """Every occurrence of the names, the whole first and then its parts; both carry the whole as key."""
    for given in names:
        name = _person(given)
        pattern = _pattern(name) if name and not _any_known(name) else None
        if pattern is None:
            continue
        key = name.casefold()
        for found in pattern.finditer(text):
            yield Found("name", found.start(), found.end(), key)


def find_named(text: str) -> Iterator[Found]:
    """Every name that the text itself gives for somebody, where it does so."""
    for start, end, name in named(text):
        if not _any_known(name) and not PLACEHOLDER.search(name):
            yield Found("name", start, end, name.casefold())


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str] | None:
    whole = " ".join(PLACEHOLDER.sub(" ", name).split())
    pieces = _pieces(whole)
    if not pieces:
        return None
    bodies = "|".join(_spelled(piece) for piece in sorted(pieces, key=len, reverse=True))
    everyday = all(_everyday(part) for part in whole.split())
    return re.compile(bodies, 0 if everyday else re.IGNORECASE)


def _pieces(whole: str) -> set[str]:
    """The whole name and those of its parts that name nobody and nothing else."""
    parts = re.split(r"[\s,،]+", whole)
    pieces = (
        {whole}
        if len(whole) > 1 and not _all_known(whole) and (len(parts) > 1 or not _everyday(whole))
        else set()
    )
    if re.fullmatch(rf"[{_HAN}]{{2,4}}", whole):
        return pieces
    return pieces | {
        part for part in parts if len(part.strip(".")) >= 3 and not _everyday(part) and not _all_known(part)
    }


def _spelled(piece: str) -> str:
    """A pattern for a name as a whole word, however its letters and spaces are coded."""
    body = "".join(r"[\s‌]{0,2}" if sign in " ‌" else _VARIANTS.get(sign, re.escape(sign)) for sign in piece)
    if re.search(f"[{_HAN}]", piece):
        return f"(?:{body})"
    return rf"(?:(?<![^\W_])(?<!\[){body}(?![^\W_]))"


def _everyday(part: str) -> bool:
    return part.casefold().strip(".") in _EVERYDAY


def _all_known(name: str) -> bool:
    return all(word.casefold().strip(".,") in _NOT_PEOPLE for word in name.split())


def _person(author: str) -> str:
    """A display name without its address, its brackets and the organisation after it."""
    name = re.sub(r"\([^)]*\)|\S*@\S*", " ", author)
    name = re.split(r"\s+(?:from|at|via|of|از)\s+|\s*[|/–—]\s*|\s+-\s+", name)[0]
    return " ".join(re.sub(r"[\"<>()\[\]]|(?<!\w)['’]|['’](?!\w)", " ", name).split())


def _any_known(name: str) -> bool:
    words = [word.casefold().strip(".,") for word in name.split()]
    if any(role in name for role in _HAN_ROLES):
        return True
    return any(word in _NOT_PEOPLE for word in words) or (len(words) == 1 and words[0] in _EVERYDAY)
