"""Intercom conversations with their parts, as its API and exports give them.

Invariant: each conversation is one item; a note is never taken for what a customer read.
Fields: https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.items import ChatMessage
from ingest.readers.chats import desk_rows as desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Item, Kind, Role
    from ingest.readers.chats.desk_rows import Row

_LISTS = {
    "conversations.item": "conversation", "data.item": "conversation", "item": "conversation",
    "pages.item.conversations.item": "conversation",
}  # fmt: skip
_SAID = {"comment", "open", "close", "quick_reply", "conversation_part", ""}
_ROLES: dict[str, Role] = {
    **dict.fromkeys(("user", "lead", "contact", "visitor", "customer"), "customer"),
    **dict.fromkeys(("admin", "team", "teammate"), "agent"),
    "bot": "bot",
}


def looks_like_intercom(top: str, fields: frozenset[str]) -> bool:
    """Whether the fields at the beginning of JSON are those of Intercom conversations."""
    for base in ("", "conversations.item.", "data.item.", "item.", "pages.item.conversations.item."):
        first = {f"{base}source", f"{base}conversation_message"} & fields
        parts = f"{base}conversation_parts" in fields
        if parts or (first and f"{base}source.author" in fields and f"{base}created_at" in fields):
            return top in {"map", "array"}
    return False


def read_intercom(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of an export."""
    source = str(path)
    for name, row in desk.rows(path, {"": "conversation"} if _is_one(path) else _LISTS):
        if name == "failed":
            yield desk.failed(source, row)
        elif isinstance(row, dict):
            yield _conversation(source, row)


def _is_one(path: Path) -> bool:
    from ingest.readers.chats.json_stream import keys_at_start
    from ingest.readers.sniffing import start_of

    top, fields = keys_at_start(start_of(path))
    return top == "map" and not {"conversations", "data", "pages"} & fields


def _conversation(source: str, row: Row) -> Item:
    key = desk.text_of(row.get("id"))
    opening = desk.inner(row, "source") or desk.inner(row, "conversation_message")
    given = row.get("conversation_parts")
    rows = desk.listed(given) or desk.listed(desk.inner(row, "conversation_parts").get("conversation_parts"))
    said, passed = [], 0
    first = _message("0", opening, row.get("created_at"))
    if first:
        said.append(first)
    for number, part in enumerate(rows, start=1):
        message = _message(str(number), part, None)
        if message and desk.text_of(part.get("part_type")) in _SAID and not part.get("redacted"):
            said.append(message)
        else:
            passed += 1
    subject = desk.words(row.get("title"), opening.get("subject"))
    state = desk.inner(row, "ticket").get("state") or row.get("ticket_state")
    resolved = True if state == "resolved" else None
    found = desk.conversation(key, "intercom", said, subject=subject, resolved=resolved, passed=passed)
    return desk.item_of(source, key, row, found)


def _message(fallback: str, part: Row, when: object) -> ChatMessage | None:
    text = desk.words(part.get("body"))
    if not text:
        return None
    author = desk.inner(part, "author")
    role = _ROLES.get(desk.text_of(author.get("type")), "unknown")
    if author.get("from_ai_agent") is True or author.get("is_ai_answer") is True:
        role = "bot"
    moment = desk.moment(part.get("created_at"), when)
    return ChatMessage(
        desk.text_of(part.get("id")) or fallback, role, desk.text_of(author.get("name")), moment, text
    )
