"""What the exports of help desks share: documents of rows, JSON or a row a line, streamed.

Invariant: each row is one item, whatever is wrong with it; what follows a damaged place in a JSON document is one
more item that says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.items import ChatEntry, ChatMessage, Failed, Item, Skipped
from ingest.readers.charsets import decode, plain
from ingest.readers.chats.json_stream import JsonCutOffError, parts
from ingest.readers.chats.talk import LONGEST_MESSAGE, NO_DATE, entry
from ingest.readers.html_text import to_text
from ingest.readers.jsonl import LARGEST_ROW, has_too_many, lines
from ingest.readers.rows import RowError, moment_of
from ingest.reasons import Reason, because

Row = Mapping[str, Any]
Told = ChatEntry | Skipped | Failed
_MARKUP = ("</", "<br", "<p>", "<div", "<img")


def rows(path: Path, places: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The rows of a file with the name of their place; of a file of lines every row is of the place "line".

    A row that cannot be read has the place "failed" and the reason as its value.
    """
    if is_lines(path):
        yield from _line_rows(path)
        return
    try:
        with path.open("rb") as file:
            yield from parts(file, places)
    except JsonCutOffError as error:
        yield "failed", because("export_cut", reason=error.reason)


def is_lines(path: Path) -> bool:
    """Whether a file holds one JSON object a line, not one document."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return True
    with path.open("rb") as file:
        first = file.readline(LARGEST_ROW).strip()
        more = file.readline(64).strip()
    return first.startswith(b"{") and first.endswith(b"}") and more.startswith(b"{")


def _line_rows(path: Path) -> Iterator[tuple[str, Any]]:
    with path.open("rb") as file:
        for number, raw in lines(file):
            if len(raw) > LARGEST_ROW:
                yield "failed", _in_line(number, because("row_large", megabytes=LARGEST_ROW // 2**20))
                continue
            if has_too_many(raw):
                yield "failed", _in_line(number, because("row_full"))
                continue
            try:
                yield "line", json.loads(decode(raw))
            except (ValueError, RecursionError):
                yield "failed", _in_line(number, because("row_broken"))


def _in_line(number: int, reason: Reason) -> Reason:
    return because("in_line", number=number, reason=reason)


def item_of(source: str, key: str, row: object, told: Told) -> Item:
    """The item of one row."""
    raw = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace")
    return Item(source, key or "row", "chat", raw, told)


def failed(source: str, reason: Reason) -> Item:
    """The item of what could not be read at all."""
    where = reason.partition(":")[0]
    return Item(source, where, "chat", reason.encode(), Failed(reason))


def conversation(
    key: str, channel: str, said: list[ChatMessage], *, subject: str, resolved: bool | None, passed: int
) -> Told:
    """A conversation, or why there is none in a row; `passed` counts its internal notes and events."""
    if said:
        dated = all(one.sent_at for one in said)
        in_order = sorted(said, key=lambda one: one.sent_at or NO_DATE) if dated else said
        return entry(key, channel, in_order, subject=subject, resolved=resolved)
    if passed:
        return Skipped(because("only_notes"))
    return Skipped(because("no_messages"))


def words(*candidates: object) -> str:
    """The first text among some fields, HTML turned into text."""
    for one in candidates:
        if isinstance(one, str) and one.strip():
            text = to_text(one) if any(mark in one.casefold() for mark in _MARKUP) else one
            return plain(text).strip()[:LONGEST_MESSAGE]
    return ""


def moment(*candidates: object) -> datetime | None:
    """The first usable moment among some fields."""
    for one in candidates:
        try:
            if found := moment_of(one):
                return found
        except RowError:
            continue
    return None


def text_of(value: object) -> str:
    """A short text field, "" for anything else; numbers are ids."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(plain(str(value)).split())[:500]


def listed(value: object) -> list[Row]:
    """The objects in a list, whatever else there is."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(row: Row, name: str) -> Row:
    """An object in a row, an empty one where there is none."""
    value = row.get(name)
    return value if isinstance(value, dict) else {}


Reader = Callable[[Path], Iterator[Item]]
