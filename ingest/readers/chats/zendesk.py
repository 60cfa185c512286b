"""Zendesk tickets with their comments: JSON exports, a ticket a line, and the incremental API's pages.

Invariant: each ticket is one item; an internal note (`public: false`) is never taken for what a customer read.
Fields: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.items import ChatMessage, Item, Skipped
from ingest.readers.chats import desk_rows as desk
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind, Role
    from ingest.readers.chats.desk_rows import Row

_TICKETS = {
    "tickets.item": "ticket",
    "ticket": "ticket",
    "item": "ticket",
    "item.ticket": "ticket",
    "results.item": "ticket",
}
_BESIDE = {
    "users.item": "user", "item.users.item": "user", "user": "user",
    "comments.item": "comment", "ticket_events.item": "event",
}  # fmt: skip
_SOLVED = {"solved", "closed"}
_OWN = {"subject", "requester_id", "requester", "assignee_id", "submitter_id", "via"}
_AGENTS = {"agent", "admin"}


@dataclass(slots=True)
class _Beside:
    """What stands beside the tickets: people, and comments by ticket."""

    names: dict[str, str] = field(default_factory=dict)
    agents: dict[str, bool] = field(default_factory=dict)
    comments: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def person(self, row: Row) -> None:
        """Remember somebody's name and whether he is of the team."""
        found = desk.text_of(row.get("id"))
        if found:
            self.names[found] = desk.text_of(row.get("name"))
            if row.get("role"):
                self.agents[found] = row.get("role") in _AGENTS


def looks_like_zendesk(top: str, fields: frozenset[str]) -> bool:
    """Whether the fields at the beginning of JSON are those of Zendesk."""
    bases = ("", "ticket.", "tickets.item.", "item.", "item.ticket.", "results.item.")
    for base in bases:
        own = {name for name in _OWN if f"{base}{name}" in fields}
        said = {
            f"{base}comments.item.body",
            f"{base}comments.item.public",
            f"{base}comments.item.author_id",
        } & fields
        if (said and own) or {"requester_id", "subject"} <= own:
            return top in {"map", "array"}
    return (
        "ticket_events.item.child_events" in fields
        or {"comments.item.audit_id", "comments.item.public"} <= fields
    )


def read_zendesk(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The tickets of an export; it is read twice, for people often come after the tickets."""
    source, beside = str(path), _Beside()
    whole = {"": "ticket"} if _is_one_ticket(path) else _TICKETS
    if not desk.is_lines(path):
        for name, row in desk.rows(path, _BESIDE):
            _keep(beside, name, row)
    told: set[str] = set()
    for name, row in desk.rows(path, whole):
        if name == "failed":
            yield desk.failed(source, row)
        elif isinstance(row, dict):
            ticket = desk.inner(row, "ticket") or row
            told.add(desk.text_of(ticket.get("id")))
            yield _ticket(source, ticket, beside)
    for ticket_id in beside.comments.keys() - told - {""}:
        yield _ticket(source, {"id": ticket_id}, beside)
    if beside.comments[""] and not told:
        yield _ticket(source, {"id": path.stem}, beside)


def _is_one_ticket(path: Path) -> bool:
    """Whether the document itself is a ticket."""
    from ingest.readers.chats.json_stream import keys_at_start
    from ingest.readers.sniffing import start_of

    _, fields = keys_at_start(start_of(path))
    return "comments" in fields and "subject" in fields and not {"tickets", "ticket"} & fields


def _keep(beside: _Beside, name: str, row: object) -> None:
    if not isinstance(row, dict):
        return
    if name == "user":
        beside.person(row)
    elif name == "comment":
        beside.comments[desk.text_of(row.get("ticket_id"))].append(row)
    elif name == "event":
        for child in desk.listed(row.get("child_events")):
            if child.get("event_type") == "Comment" or child.get("type") == "Comment":
                stamped = {"created_at": row.get("created_at") or row.get("timestamp"), **child}
                beside.comments[desk.text_of(row.get("ticket_id"))].append(stamped)


def _ticket(source: str, row: Row, beside: _Beside) -> Item:
    key = desk.text_of(row.get("id"))
    if row.get("status") == "deleted":
        return desk.item_of(source, key, row, Skipped(because("ticket_deleted")))
    asker = desk.text_of(row.get("requester_id")) or desk.text_of(desk.inner(row, "requester").get("id"))
    for name in ("requester", "submitter", "assignee"):
        beside.person(desk.inner(row, name))
    given = row.get("comments")
    comments = (
        desk.listed(given) or desk.listed(desk.inner(row, "comments").get("comments")) or beside.comments[key]
    )
    comments = comments or beside.comments[""]
    asker = asker or next((author for one in comments if (author := desk.text_of(one.get("author_id")))), "")
    said, notes = [], 0
    for number, comment in enumerate(comments, start=1):
        text = desk.words(
            comment.get("plain_body"), comment.get("body"), comment.get("html_body"), comment.get("value")
        )
        if comment.get("public") is False:
            notes += 1
        elif text:
            said.append(_comment(str(number), comment, text, asker, beside))
    if not comments and (text := desk.words(row.get("description"))):
        said.append(
            ChatMessage(
                "1", "customer", beside.names.get(asker, ""), desk.moment(row.get("created_at")), text
            )
        )
    found = desk.conversation(
        key, "zendesk", said,
        subject=desk.text_of(row.get("subject")) or desk.text_of(row.get("raw_subject")),
        resolved=True if row.get("status") in _SOLVED else None, passed=notes,
    )  # fmt: skip
    return desk.item_of(source, key, {**row, "comments": comments}, found)


def _comment(fallback: str, row: Row, text: str, asker: str, beside: _Beside) -> ChatMessage:
    author = desk.inner(row, "author")
    beside.person(author)
    author_id = desk.text_of(row.get("author_id")) or desk.text_of(author.get("id"))
    name = desk.text_of(author.get("name")) or beside.names.get(author_id, "")
    role: Role = "unknown"
    if author_id and author_id == asker:
        role = "customer"
    elif author_id in beside.agents:
        role = "agent" if beside.agents[author_id] else "customer"
    elif author_id == "-1":
        role = "bot"
    elif author_id and asker:
        role = "agent"
    return ChatMessage(
        desk.text_of(row.get("id")) or fallback, role, name, desk.moment(row.get("created_at")), text
    )
