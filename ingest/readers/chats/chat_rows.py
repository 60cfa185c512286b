"""Chats as tables: a message a row, with a column that says which conversation it belongs to.

Invariant: the table is streamed; each row with words is in exactly one conversation, rows that cannot be used
are one failed item each, rows without words are counted as passed over.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.items import ChatMessage, Failed, Item
from ingest.readers.charsets import plain
from ingest.readers.chats import tables
from ingest.readers.chats.talk import LONGEST_MESSAGE, NO_DATE, Passed, entry, item
from ingest.readers.columns import bare, columns_of
from ingest.readers.rows import ROLES, language_code
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.items import Kind, Role

_MOST_OPEN = 20_000  # conversations
_NAMES = {
    "conversation": "conversation conversationid conversationnumber chat chatid chatno thread threadid threadts "
    "ticket ticketid ticketnumber session sessionid dialog dialogid dialogue dialogueid caseid roomid "
    "گفتگو شناسهگفتگو کدگفتگو شمارهگفتگو مکالمه شناسهمکالمه تیکت شناسهتیکت شمارهتیکت گفتوگو شناسهگفتوگو "
    "会话 会话id 会话编号 会话号 对话 对话id 对话编号 工单 工单号 工单编号 "
    "會話 會話id 會話編號 對話 對話編號 工單編號",
    "text": "text message messagetext body content msg messagebody utterance متن متنپیام پیام محتوا "
    "内容 消息 消息内容 信息 文本 正文 內容 訊息 訊息內容",
    "role": "role sendertype authortype speakerrole direction speaker senderrole participanttype "
    "نقش نوعفرستنده نقشفرستنده 角色 发送者类型 身份 方向 發送者類型",
    "author": "author sender from name user username sendername authorname agentname "
    "نویسنده فرستنده نام نامفرستنده 发送者 发送人 作者 姓名 昵称 發送者 發送人 發件人",
    "sent_at": "sentat time date timestamp createdat datetime sent created زمان تاریخ تاریخوزمان زمانارسال "
    "时间 日期 发送时间 创建时间 時間 發送時間",
    "id": "messageid msgid id شناسه شناسهپیام 消息id 消息编号 编号 訊息編號",
    "subject": "subject title topic موضوع عنوان 主题 标题 主題 標題",
    "channel": "channel source کانال 渠道",
    "language": "language lang locale زبان 语言 語言",
    "resolved": "resolved solved status حلشده وضعیت 已解决 状态 是否解决",
}
_FIELDS = {name: column for column, names in _NAMES.items() for name in names.split()}
_INCOMING = "in inbound incoming received ورودی 接收"
_OUTGOING = "out outbound outgoing sent خروجی 发送"
_SOLVED = "true yes 1 solved resolved closed بله حلشده بسته 是 已解决 已关闭"
_UNSOLVED = "false no 0 unsolved unresolved خیر حلنشده 否 未解决"
_DIRECTIONS: dict[str, Role] = {
    **dict.fromkeys(_INCOMING.split(), "customer"),
    **dict.fromkeys(_OUTGOING.split(), "agent"),
}
_RESOLVED = {**dict.fromkeys(_SOLVED.split(), True), **dict.fromkeys(_UNSOLVED.split(), False)}


@dataclass(slots=True)
class _Talk:
    said: list[ChatMessage] = field(default_factory=list)
    subject: str = ""
    channel: str = ""
    language: str = ""
    resolved: bool | None = None


def message_columns(header: Sequence[str]) -> tables.Columns:
    """What each column of a table of messages holds, {} when conversation or text is not among them."""
    found: dict[int, str] = {}
    for position, name in enumerate(header):
        column = _FIELDS.get(bare(name))
        if column and column not in found.values():
            found[position] = column
    told = set(found.values())
    whole = {"conversation", "text"} <= told and bool(told & {"role", "author"})
    return found if whole and not columns_of(header) else {}


def looks_like_messages(start: bytes) -> bool:
    """Whether a table has a message a row, by its header."""
    return tables.header_of(tables.decoded(start), message_columns) is not None


def read_messages(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of a table, each when its last row was read or it was silent for very long."""
    with path.open("rb") as file:
        header = tables.header_of(tables.decoded(file.read(16_384)), message_columns)
    if header is None:
        yield Item(str(path), path.name, "chat", b"", Failed(because("chat_columns_missing")))
        return
    columns, _, delimiter, number_of_header = header
    source, passed = str(path), Passed()
    talks: OrderedDict[str, _Talk] = OrderedDict()
    for number, cells in tables.rows_below(path, delimiter, number_of_header):
        if isinstance(cells, str):
            yield _failed(source, number, cells)
            continue
        row = {column: cells[at].strip() for at, column in columns.items() if at < len(cells)}
        key = plain(row.get("conversation", ""))[:300]
        if not any(row.values()):
            continue
        if not key:
            yield _failed(source, number, because("row_nameless"))
        elif not row.get("text"):
            passed.add(because("wordless_rows"))
        else:
            _add(talks.setdefault(key, _Talk()), number, row)
            talks.move_to_end(key)
            if len(talks) > _MOST_OPEN:
                yield _item(source, *talks.popitem(last=False))
    for key, talk in talks.items():
        yield _item(source, key, talk)
    yield from passed.item(source, path.name)


def _add(talk: _Talk, number: int, row: dict[str, str]) -> None:
    role = _role(row.get("role", "")) or _role(row.get("author", "")) or "unknown"
    author = row.get("author", "") or (row.get("role", "") if role == "unknown" else "")
    talk.said.append(
        ChatMessage(
            row.get("id") or f"row {number}", role, plain(author)[:300],
            tables.moment(row.get("sent_at", "")), plain(row["text"]).strip()[:LONGEST_MESSAGE],
        )
    )  # fmt: skip
    talk.subject = talk.subject or row.get("subject", "")
    talk.channel = talk.channel or row.get("channel", "")
    talk.language = talk.language or row.get("language", "")
    state = bare(row.get("resolved", "")) or row.get("resolved", "").strip()
    talk.resolved = _RESOLVED.get(state, talk.resolved)


def _role(cell: str) -> Role | None:
    word = cell.strip().casefold()
    return ROLES.get(word) or _DIRECTIONS.get(word)


def _item(source: str, key: str, talk: _Talk) -> Item:
    said = talk.said
    if all(one.sent_at for one in said):
        said = sorted(said, key=lambda one: one.sent_at or NO_DATE)
    channel = (
        talk.channel if talk.channel.casefold() not in {"", "email", "faq", "article", "document"} else "chat"
    )
    found = entry(
        key,
        channel[:40],
        said,
        subject=talk.subject,
        resolved=talk.resolved,
        language=language_code(talk.language),
    )
    return item(source, found)


def _failed(source: str, number: int, why: Reason) -> Item:
    key = f"row {number}"
    content = Failed(because("in_row", number=number, reason=why))
    return Item(source, key, "chat", key.encode(), content)
