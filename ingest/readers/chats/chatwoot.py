"""Chatwoot conversations and messages, as its API gives them.

Invariant: each conversation is one item; private notes and activities are never taken for what was said.
Fields: https://developers.chatwoot.com/api-reference/messages/get-messages
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ingest.items import ChatMessage
from ingest.readers.chats import desk_rows as desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.items import Item, Kind, Role
    from ingest.readers.chats.desk_rows import Row

_PLACES = dict.fromkeys(
    ("item", "payload.item", "data.payload.item", "data.item", "conversations.item", "messages.item"), "row"
)
_ROLES: dict[object, Role] = {
    0: "customer",
    1: "agent",
    3: "bot",
    "incoming": "customer",
    "outgoing": "agent",
    "template": "bot",
}
_FORMS = {"input_csat", "input_email", "integrations"}


def looks_like_chatwoot(top: str, fields: frozenset[str]) -> bool:
    """Whether the fields at the beginning of JSON are those of Chatwoot."""
    bases = [""] + [f"{place}." for place in _PLACES]
    return top in {"map", "array"} and any(
        {f"{base}message_type", f"{base}content"} <= fields
        or {f"{base}messages.item.message_type", f"{base}messages.item.content"} <= fields
        or {f"{base}inbox_id", f"{base}meta.sender"} <= fields
        or {f"{base}inbox_id", f"{base}messages", f"{base}status"} <= fields
        for base in bases
    )


def read_chatwoot(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of an export; messages that stand alone are gathered by their conversation."""
    source = str(path)
    alone: defaultdict[str, list[Row]] = defaultdict(list)
    for name, row in desk.rows(path, {"": "row"} if _is_one(path) else _PLACES):
        if name == "failed":
            yield desk.failed(source, row)
        elif not isinstance(row, dict):
            continue
        elif "message_type" in row and "messages" not in row:
            about = desk.text_of(row.get("conversation_id")) or desk.text_of(
                desk.inner(row, "conversation").get("id")
            )
            alone[about or path.stem].append(row)
        else:
            yield _conversation(source, desk.text_of(row.get("id")), row, desk.listed(row.get("messages")))
    for key, messages in alone.items():
        yield _conversation(source, key, desk.inner(messages[0], "conversation"), messages)


def _is_one(path: Path) -> bool:
    from ingest.readers.chats.json_stream import keys_at_start
    from ingest.readers.sniffing import start_of

    top, fields = keys_at_start(start_of(path))
    return top == "map" and "id" in fields and not {"payload", "data", "conversations"} & fields


def _conversation(source: str, key: str, row: Row, messages: Sequence[Row]) -> Item:
    said, passed = [], 0
    for number, message in enumerate(messages, start=1):
        role = _ROLES.get(message.get("message_type"))
        text = desk.words(message.get("content"), desk.inner(message, "content_attributes").get("subject"))
        if role is None or message.get("private") or message.get("content_type") in _FORMS or not text:
            passed += 1
            continue
        sender = desk.inner(message, "sender")
        if role == "agent" and (
            sender.get("type") == "agent_bot" or message.get("sender_type") == "AgentBot"
        ):
            role = "bot"
        moment = desk.moment(message.get("created_at"))
        author = desk.text_of(sender.get("name"))
        said.append(ChatMessage(desk.text_of(message.get("id")) or str(number), role, author, moment, text))
    subject = desk.text_of(desk.inner(row, "additional_attributes").get("mail_subject"))
    resolved = True if row.get("status") == "resolved" else None
    found = desk.conversation(key, "chatwoot", said, subject=subject, resolved=resolved, passed=passed)
    return desk.item_of(source, key, {**row, "messages": list(messages)}, found)
