"""What linking knows of a message before it looks at another one: its words, whom it names, what it does.

Invariant: nothing here depends on more than the message itself and the names of those who spoke before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_WORD = re.compile(r"[^\W_]+(?:['’\u200c][^\W_]+)*")
_LEADING_NAME = re.compile(r"\s*@?(\S{1,64}?)\s?[:,;>،：，](?:\s|$)")
_NAME = re.compile(r"[^\s,:;!?()<>\"'،؛؟，：；]{2,64}")
_LISTS = {
    "greets": "hi hello hey hiya howdy yo greetings morning evening سلام درود 你好 您好 大家好 哈喽",
    "thanks": "thanks thank thx ty cheers merci tnx ممنون مرسی تشکر سپاس 谢谢 謝謝 多谢 感谢",
    "yes_no": "yes yeah yep yup no nope ok okay sure right true k indeed بله آره نه باشه 是 是的 不是 好 好的 对",
    "asks": "how what where why when which who can could does do is are any anyone anybody has have should "
    "چطور چگونه چرا کجا کی چی چیست آیا کدام 怎么 怎样 如何 什么 哪里 为什么 谁 吗",
    "common": "the a an to of and in on for is it i you that this my me be with not do have if so but can as are "
    "was just your or at from what there no don't it's i'm how use get will would yes ok all any has like know",
}
_GREETS, _THANKS, _YES_NO, _ASKS, _COMMON = (frozenset(words.split()) for words in _LISTS.values())
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message as linking needs it.

    `at` are seconds from any beginning, None when the log has no times. `notice` marks what the room was told
    (somebody came or left): it answers nothing.
    """

    author: str
    at: float | None
    text: str
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A message read for linking: `to` is who is addressed at its start, `names` who is named anywhere."""

    author: str
    at: float | None
    notice: bool
    to: str
    names: frozenset[str]
    words: frozenset[str]
    length: int
    asks: bool
    greets: bool
    thanks: bool
    short_reply: bool
    asks_openly: bool
    link: bool
    command: bool


def read(utterance: Utterance, known: Collection[str]) -> Read:
    """Read one message; `known` are the names (case folded) of those who spoke in the room so far."""
    author = utterance.author.casefold()
    text = utterance.text[:2000]
    to = _addressed(text, known)
    names = {name for raw in _NAME.findall(text) if (name := _known(raw, known)) and name != author}
    tokens = [token.casefold() for token in _WORD.findall(text)]
    words = {token for token in tokens if len(token) > 1 and token not in _COMMON and token not in known}
    words |= {text[at : at + 2] for at in range(len(text) - 1) if _CHINESE.match(text[at])}
    first = set(tokens[:3]) - names
    question = any(mark in text for mark in "?？؟")
    return Read(
        author=author,
        at=utterance.at,
        notice=utterance.notice,
        to="" if to == author else to,
        names=frozenset(names),
        words=frozenset(words),
        length=len(tokens),
        asks=question,
        greets=bool(first & _GREETS),
        thanks=bool(set(tokens) & _THANKS),
        short_reply=bool(set(tokens[:2] if not to else tokens[:4]) & _YES_NO),
        asks_openly=bool(first & _ASKS),
        link="http" in text or "www." in text,
        command=text.lstrip().startswith("!"),
    )


def _addressed(text: str, known: Collection[str]) -> str:
    """The known name a message begins with, "" for none; a comma or colon makes it sure, a space is enough."""
    if (marked := _LEADING_NAME.match(text)) and (name := _known(marked[1], known)):
        return name
    first = text.split(maxsplit=1)[:1]
    if first and len(first[0]) > 3 and (name := _known(first[0], known)):
        return name
    return ""


def _known(raw: str, known: Collection[str]) -> str:
    """The known name a word stands for, "" for none; common words that are also names do not count."""
    word = raw.casefold().lstrip("@")
    for form in (word, word.rstrip(".,:;!?)-~")):
        if form in known and form not in _COMMON:
            return form
    return ""
