"""WhatsApp chats exported as text, alone or in a zip: of any phone, language and date style.

Invariant: the file is streamed (twice: first its dates and names, then its messages); every line belongs to a
message; what WhatsApp itself wrote into the chat is counted as passed over.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING

from ingest.items import ChatMessage, Failed, Item
from ingest.readers.charsets import plain
from ingest.readers.chats.talk import GROUP, LONGEST_MESSAGE, PRIVATE, Passed, entry, item, split
from ingest.readers.chats.text_lines import LONGEST_LINE, TOO_LONG, text_lines
from ingest.readers.chats.whatsapp_lines import MARKS, Head, Order, Parts, head_of, moment_of, order_of
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.items import Kind, Role

_SYSTEM, _MEDIA, _DELETED = (
    because("whatsapp_notices"),
    because("media_alone"),
    because("deleted"),
)
_MOST_NAMES = 10_000
_BARE = str.maketrans("", "", MARKS)
_SENDER = re.compile(r"(?P<name>[^:\n\"“”«»]{1,100}?):(?:[ \u00a0\u202f]|$)(?P<text>.*)", re.DOTALL)
_ATTACHED = re.compile(
    r"<[^<>\n]{0,20}(?:attached|attach[ée]|angeh[äa]ngt|adjunto|anexado|allegato|پیوست|附件|附加)[^<>\n]{0,120}>|"
    r"[^\n]{1,120}\.\w{2,5} \((?:file attached|فایل پیوست شد|文件附件|文件附件已附加|Datei angehängt|archivo adjunto|"
    r"fichier joint|arquivo anexado)\)",
    re.IGNORECASE,
)
_OMITTED = re.compile(
    r"<[^<>\n]{3,60}>|(?:image|video|audio|sticker|gif|document|contact card|photo|voice message)\s(?:\S+\s)?omitted|"
    r"(?:图像|圖像|图片|圖片|影片|视频|視訊|音频|音訊|贴图|貼圖|文件|文档|联系人卡片)(?:已忽略|已略過|省略)|"
    r"(?:تصویر|عکس|ویدیو|صدا|استیکر|سند|رسانه|فایل)\S{0,3} (?:حذف شد|حذف شده است|نادیده گرفته شد)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:this message was deleted|you deleted this message|این پیام حذف شد|شما این پیام را حذف کردید|"
    r"此消息已删除|您已删除此消息|你刪除了這則訊息|這則訊息已刪除|"
    r"diese nachricht wurde gelöscht|se eliminó este mensaje|"
    r"ce message a été supprimé)\W{0,5}",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\s*<(?:This message was edited|این پیام ویرایش شد|此消息已(?:被)?编辑|此訊息已編輯)>\s*$"
)
_OWN_WORDS = re.compile(
    r"(?:Messages (?:and calls|you send|to this)|Nachrichten und Anrufe|Los mensajes y las llamadas|Les messages et)"
    r"[^\n]{0,80}(?:encrypt|verschlüsselt|cifrad|chiffrés)|پیام‌?ها[^\n]{0,60}رمزنگاری|"
    r"消息[^\n]{0,20}端到端加密|訊息[^\n]{0,20}端對端加密|"
    r"(?:missed (?:voice|video) call|تماس (?:صوتی|تصویری) (?:بی‌?پاسخ|از ?دست‌?رفته)|"
    r"未接(?:语音|视频|語音|視訊)(?:通话|來電))\W*$",
    re.IGNORECASE,
)
_CHAT_OF = re.compile(
    r"^(?:WhatsApp Chat (?:with|-|mit)|WhatsApp-Chat mit|Chat de WhatsApp con|Discussion WhatsApp avec|"
    r"گپ واتساپ با|چت واتساپ با|与|與)\s*(?P<name>.+?)(?:的 ?WhatsApp.{0,6})?$",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"support|service|help|shop|store|official|پشتیبان|خدمات|فروشگاه|客服|售后|商店|官方|服务", re.IGNORECASE
)

# What a second download or copy adds to a name, and the names that say nothing of whose chat it is.
_COPY = re.compile(r"(?:\s*(?:\(\d{1,3}\)|[-–] ?(?:copy|副本|کپی)))+$", re.IGNORECASE)
_NAMELESS = {"_chat", "chat", "whatsapp chat", ""}


@dataclass(frozen=True, slots=True)
class _Survey:
    """What the first reading of a file tells: the order of dates, and who spoke, in order."""

    order: Order
    names: tuple[str, ...]
    first: str

    def roles(self, title: str) -> dict[str, Role]:
        """Roles in a chat of two: whom the chat is named after is the customer, else who wrote first."""
        if len(self.names) != 2:
            return {}
        customer, agent = self.names
        named = _CHAT_OF.match(title)
        if named and named["name"].strip() == agent:
            customer, agent = agent, customer
        if _HOUSE.search(customer) and not _HOUSE.search(agent):
            customer, agent = agent, customer
        return {customer: "customer", agent: "agent"}


def read_whatsapp(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of an exported chat."""
    yield from conversations(str(path), path.stem, lambda: path.open("rb"))


def conversations(source: str, title: str, opener: Callable[[], IO[bytes]]) -> Iterator[Item]:
    """The conversations of a chat whose text `opener` gives; `title` is its file's name without extension."""
    survey = _first_reading(opener)
    bare = _COPY.sub("", title).strip()
    known_by = f"{bare}\n{survey.first}" if bare.casefold() in _NAMELESS else bare
    chat_id = f"whatsapp-{_digest(known_by)[:10]}"  # titles name people
    passed, cut = Passed(), list[int]()
    messages = _messages(opener, survey, survey.roles(title), passed, cut)
    for talk in split(messages, PRIVATE if len(survey.names) <= 2 else GROUP):
        found = entry(f"{chat_id}/{talk[0].external_id}", "whatsapp", talk, within=chat_id)
        yield item(source, found)
    for number in cut:
        reason = because("in_line", number=number, reason=TOO_LONG)
        yield Item(source, f"line {number}", "chat", b"", Failed(reason))
    yield from passed.item(source, chat_id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _first_reading(opener: Callable[[], IO[bytes]]) -> _Survey:
    dates: list[Parts] = []
    names: dict[str, None] = {}
    halves, first = False, ""
    for _, line in text_lines(opener):
        head = head_of(line)
        if head is None:
            continue
        halves = halves or head.half
        if not dates or dates[-1] != head.parts:
            dates.append(head.parts)
        name, text = _sender(head)
        first = first or (name and f"{head.parts}\n{name}\n{text}")
        if name and len(names) < _MOST_NAMES and _why_passed(name, text) != _SYSTEM:
            names.setdefault(name)
    return _Survey(order_of(dates, half_days=halves), tuple(names), first)


def _messages(
    opener: Callable[[], IO[bytes]], survey: _Survey, roles: dict[str, Role], passed: Passed, cut: list[int]
) -> Iterator[ChatMessage]:
    now: Head | None = None
    lines: list[str] = []
    size = 0
    for number, line in text_lines(opener):
        if len(line) >= LONGEST_LINE:
            cut.append(number)
        head = head_of(line)
        if head is not None:
            yield from _message(now, lines, survey, roles, passed)
            now, lines, size = head, [head.rest], len(head.rest)
        elif now is None:
            passed.add(because("lines_before"))
        elif size < LONGEST_MESSAGE:
            lines.append(line)
            size += len(line)
    yield from _message(now, lines, survey, roles, passed)


def _message(
    begun: Head | None, lines: list[str], survey: _Survey, roles: dict[str, Role], passed: Passed
) -> Iterator[ChatMessage]:
    if begun is None:
        return
    head = begun
    name, _ = _sender(head)
    whole = "\n".join(lines)
    text = whole.partition(":")[2] if name else whole
    if reason := _why_passed(name, text):
        passed.add(reason)
        return
    words = plain(_EDITED.sub("", _ATTACHED.sub("", text.translate(_BARE)))).strip()[:LONGEST_MESSAGE]
    sent_at: datetime | None = moment_of(head, survey.order)
    # A later export may begin elsewhere, so that a line's number says nothing; the same words in one minute count on.
    number = _digest(f"{head.parts}\n{name}\n{words}")[:16]
    yield ChatMessage(number, roles.get(name, "unknown"), name, sent_at, words)


def _sender(head: Head) -> tuple[str, str]:
    """Who wrote a message and its first line; "" for what WhatsApp itself wrote."""
    match = _SENDER.match(head.rest)
    if match is None:
        return "", head.rest
    return match["name"].translate(_BARE).strip().lstrip("~ \u202f\u00a0"), match["text"]


def _why_passed(name: str, text: str) -> Reason | None:
    """Why a message says nothing, None when it says something."""
    bare = text.translate(_BARE).strip()
    if not name or _OWN_WORDS.match(bare):
        return _SYSTEM
    if _GONE.fullmatch(bare):
        return _DELETED
    words = _ATTACHED.sub("", bare).strip()
    return _MEDIA if not words or _OMITTED.fullmatch(words) else None
