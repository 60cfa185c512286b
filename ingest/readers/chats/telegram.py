"""Telegram's JSON export: a single chat, or everything with many chats.

Invariant: messages are streamed; each is in exactly one conversation or counted as passed over with its reason.
A private chat is cut at long silences; in a group a topic is a channel of its own, and a reply stays with what
it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from ingest.items import ChatMessage, Failed, Item
from ingest.readers.charsets import plain
from ingest.readers.chats.json_stream import JsonCutOffError, parts
from ingest.readers.chats.talk import GROUP, LONGEST_MESSAGE, PRIVATE, Passed, entry, item
from ingest.readers.chats.threads import Tied, tied
from ingest.readers.rows import RowError, moment_of
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind, Role

_PRIVATE = {"personal_chat", "bot_chat"}
_NO_TALK = {
    "saved_messages": because("to_oneself"),
    "private_channel": because("of_channel"),
    "public_channel": because("of_channel"),
}
_SERVICE, _EMPTY = because("telegram_notices"), because("media_alone")
_FIELDS = ("name", "type", "id")
_CHATS = ("chats.list.item", "chats.item", "left_chats.list.item")
_PLACES = {
    **{field: field for field in _FIELDS},
    "messages.item": "message",
    "messages": "+messages",
    "personal_information.user_id": "owner",
    **dict.fromkeys(_CHATS, "+chat"),
    **{f"{listed}.{name}": name for listed in _CHATS for name in _FIELDS},
    **{f"{listed}.messages": "+messages" for listed in _CHATS},
    **{f"{listed}.messages.item": "message" for listed in _CHATS},
}


@dataclass(slots=True)
class _Chat:
    """What is known of a chat while its messages come."""

    owner: str = ""
    name: str = ""
    type: str = ""
    id: str = ""
    topics: dict[str, str] = field(default_factory=dict)
    first: str = ""
    passed: Passed = field(default_factory=Passed)

    @property
    def key(self) -> str:
        """The id of the chat for its conversations."""
        return self.id or self.name or "chat"


def looks_like_telegram(top: str, fields: frozenset[str]) -> bool:
    """Whether the fields at the beginning of a JSON document are those of a Telegram export."""
    of_chat = {"name", "type", "id"} <= fields and "messages" in fields
    listed = any({f"{place}.type", f"{place}.messages"} <= fields for place in _CHATS)
    whole = "about" in fields and ("chats" in fields or "personal_information" in fields)
    telling = {
        "messages.item.from_id",
        "messages.item.date_unixtime",
        "messages.item.actor",
        "messages.item.text_entities",
    }
    return top == "map" and (
        listed or whole or (of_chat and bool(telling & fields or "messages.item.date" in fields))
    )


def read_telegram(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of every chat in an export."""
    with path.open("rb") as file:
        yield from _read(str(path), file)


def _read(source: str, file: IO[bytes]) -> Iterator[Item]:
    """Chats one after the other; what ends a chat is the next one or the end of the document."""
    stream = _Stream(file)
    while stream.next_chat():
        chat = stream.chat
        for talk in tied(stream.messages(), PRIVATE if chat.type in _PRIVATE else GROUP):
            channel_id = talk[0].topic
            said = [one.message for one in talk]
            subject = chat.topics.get(channel_id, "") if channel_id else ""
            found = entry(
                f"{chat.key}/{said[0].external_id}", "telegram", said, within=chat.key, subject=subject
            )
            yield item(source, found)
        yield from chat.passed.item(source, chat.key)
    if stream.broken:
        reason = because("export_cut", reason=stream.broken)
        yield Item(source, "end of the export", "chat", b"", Failed(reason))


class _Stream:
    """The document as chats and their messages, both in order."""

    def __init__(self, file: IO[bytes]) -> None:
        self._parts = parts(file, _PLACES)
        self._waiting: dict[str, Any] | None = None
        self._ended = False
        self.chat = _Chat()
        self.broken: Reason | None = None

    def next_chat(self) -> bool:
        """Go on to the next chat that has messages; False at the end."""
        for name, value in self._next_parts():
            if name == "owner":
                self.chat.owner = f"user{value}"
            elif name == "+chat":
                self.chat = _Chat(self.chat.owner)
            elif name in _FIELDS:
                setattr(self.chat, name, plain(str(value or "")).strip())
            elif name == "+messages":
                return True
        return False

    def messages(self) -> Iterator[Tied]:
        """The messages of this chat that say something."""
        chat = self.chat
        for name, value in self._next_parts():
            if name == "+chat":
                self.chat = _Chat(chat.owner)
                return
            if name == "message" and isinstance(value, dict):
                yield from _said(chat, value)

    def _next_parts(self) -> Iterator[tuple[str, Any]]:
        while not self._ended:
            try:
                yield next(self._parts)
            except StopIteration:
                self._ended = True
            except JsonCutOffError as error:
                self._ended, self.broken = True, error.reason


def _said(chat: _Chat, row: dict[str, Any]) -> Iterator[Tied]:
    number = str(row.get("id", ""))
    if row.get("type") == "service":
        if row.get("action") == "topic_created":
            chat.topics[number] = plain(str(row.get("title") or "")).strip()
        chat.passed.add(_SERVICE)
        return
    if chat.type in _NO_TALK:
        chat.passed.add(_NO_TALK[chat.type])
        return
    words = _words(row)
    if not words:
        chat.passed.add(_EMPTY)
        return
    reply = str(row.get("reply_to_message_id") or "")
    topic = _topic(chat, row, reply)
    author_id = str(row.get("from_id") or "")
    author = plain(str(row.get("from") or author_id or "")).strip()
    chat.first = chat.first or author_id or author
    message = ChatMessage(number, _role(chat, row, author_id or author), author, _moment(row), words)
    yield Tied(message, author_id or author, "" if reply == topic else reply, topic)


def _topic(chat: _Chat, row: dict[str, Any], reply: str) -> str:
    """The topic of a forum a message stands in: named by the export, or the topic's first notice it replies to."""
    named = str(row.get("topic_id") or row.get("thread_id") or row.get("message_thread_id") or "")
    return named or (reply if reply in chat.topics else "")


def _role(chat: _Chat, row: dict[str, Any], author: str) -> Role:
    """In a private chat the account that made the export is support; without its name who writes first asks."""
    if (row.get("via_bot") and not row.get("from")) or (
        chat.type == "bot_chat" and author == f"user{chat.id}"
    ):
        return "bot"
    if chat.type not in _PRIVATE:
        return "agent" if chat.owner and author == chat.owner else "unknown"
    if chat.owner:
        return "agent" if author == chat.owner else "customer"
    return "customer" if author == chat.first else "agent"


def _words(row: dict[str, Any]) -> str:
    """The words of a message: its text, or a poll's question; links keep their address."""
    text = row.get("text")
    pieces = row.get("text_entities") if isinstance(row.get("text_entities"), list) else None
    listed: list[Any] = text if isinstance(text, list) else pieces or [text]
    said = "".join(_piece(one) for one in listed)
    poll = row.get("poll")
    if not said.strip() and isinstance(poll, dict):
        said = str(poll.get("question") or "")
    return plain(said).strip()[:LONGEST_MESSAGE]


def _piece(piece: object) -> str:
    if isinstance(piece, str):
        return piece
    if not isinstance(piece, dict):
        return ""
    text, address = str(piece.get("text") or ""), piece.get("href")
    return f"{text} ({address})" if isinstance(address, str) and address not in text else text


def _moment(row: dict[str, Any]) -> datetime | None:
    try:
        stamp = row.get("date_unixtime")
        return moment_of(int(stamp)) if stamp else moment_of(row.get("date"))
    except (RowError, ValueError, TypeError):
        return None
