"""Slack exports: a folder, a zip, or one day's file of a channel.

Invariant: day files are streamed, channel after channel; a thread is one conversation, other talk in a channel
is cut at silences; what is no message of a person or bot is counted as passed over.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest.items import ChatMessage, Failed, Item, Skipped
from ingest.readers.chats.json_stream import JsonCutOffError, parts
from ingest.readers.chats.slack_text import words_of
from ingest.readers.chats.slack_tree import Export, Person, export, folder_export
from ingest.readers.chats.talk import PRIVATE, ROOM, Passed, entry, item, split
from ingest.readers.rows import RowError, moment_of
from ingest.readers.zipped import DAMAGE
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ingest.items import Kind, Role

_SAYING = {
    "",
    "bot_message",
    "me_message",
    "file_share",
    "thread_broadcast",
    "file_comment",
    "reply_broadcast",
}
_CHANGED, _DELETED = {"message_changed"}, {"message_deleted", "tombstone"}
_THREAD_ENDS = timedelta(days=60)


def looks_like_day(top: str, fields: frozenset[str]) -> bool:
    """Whether the fields at the beginning of a JSON document are those of a channel's day."""
    return top == "array" and {"item.ts", "item.type"} <= fields and bool({"item.text", "item.user"} & fields)


def read_slack(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of an export folder."""
    yield from conversations(str(path), folder_export(path))


def read_day(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations of one day's file; names come from the export around it, where there is one."""
    root = path.parent.parent
    beside = [name for name in ("users.json", "channels.json", "groups.json") if (root / name).is_file()]
    day = f"{path.parent.name}/{path.name}"
    found = export([*beside, day], lambda name: path.open("rb") if name == day else (root / name).open("rb"))
    found = replace(found, days={path.parent.name: (day,)}, others=())
    yield from conversations(str(path), found)


def conversations(source: str, found: Export) -> Iterator[Item]:
    """The conversations of every channel, and what of the export is not read."""
    for folder, days in found.days.items():
        yield from _channel(source, found, folder, days)
    for name in found.others:
        content = Skipped(because("not_messages"))
        yield Item(source, name, "chat", name.encode(), content)


def _channel(source: str, found: Export, folder: str, days: Sequence[str]) -> Iterator[Item]:
    channel_id = found.room_ids.get(folder, folder)
    passed, broken = Passed(), list[Item]()
    threads: OrderedDict[str, list[ChatMessage]] = OrderedDict()

    def loose() -> Iterator[ChatMessage]:
        for thread, message in _messages(source, found, days, passed, broken):
            if thread:
                threads.setdefault(thread, []).append(message)
                threads.move_to_end(thread)
            else:
                yield message

    for talk in split(loose(), PRIVATE if channel_id.startswith("D") else ROOM):
        yield _talk(source, channel_id, talk)
        yield from (_talk(source, channel_id, *thread) for thread in _over(threads, talk[-1].sent_at))
    yield from (_talk(source, channel_id, said, thread) for thread, said in threads.items())
    yield from broken
    yield from passed.item(source, channel_id)


def _over(
    threads: OrderedDict[str, list[ChatMessage]], now: datetime | None
) -> Iterator[tuple[list[ChatMessage], str]]:
    """Take out the threads nobody wrote in for long."""
    while threads and now is not None:
        thread = next(iter(threads))
        last = threads[thread][-1].sent_at
        if last is None or now - last <= _THREAD_ENDS:
            return
        yield threads.pop(thread), thread


def _talk(source: str, channel_id: str, said: Sequence[ChatMessage], thread: str = "") -> Item:
    """The item of a conversation, named after its thread, else its first message."""
    key = f"{channel_id}/{thread or said[0].external_id}"
    return item(source, entry(key, "slack", _with_guests(said), within=channel_id))


def _with_guests(said: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
    """Where guests of the workspace take part they are the customers, and its members answer them."""
    if not any(one.role == "customer" for one in said):
        return said
    return [replace(one, role="agent") if one.role == "unknown" else one for one in said]


def _messages(
    source: str, found: Export, days: Sequence[str], passed: Passed, broken: list[Item]
) -> Iterator[tuple[str, ChatMessage]]:
    """The messages of a channel that say something, each with its thread ("" for none).

    The days are read twice: not every export marks the message that a thread began with.
    """
    begun = _threads(found, days)
    for day in days:
        try:
            with found.open(day) as file:
                for _, row in parts(file, {"item": "message"}):
                    if isinstance(row, dict):
                        yield from _said(found, row, begun, passed)
        except JsonCutOffError as error:
            reason = because("day_cut", reason=error.reason)
            broken.append(Item(source, day, "chat", b"", Failed(reason)))
        except DAMAGE:
            broken.append(Item(source, day, "chat", b"", Failed(because("day_damaged"))))


def _threads(found: Export, days: Sequence[str]) -> set[str]:
    """The threads of a channel, each by its first message."""
    threads: set[str] = set()
    for day in days:
        with suppress(JsonCutOffError, *DAMAGE), found.open(day) as file:
            threads.update(str(thread) for _, thread in parts(file, {"item.thread_ts": "thread"}) if thread)
    return threads


def _said(
    found: Export, row: Mapping[str, Any], begun: set[str], passed: Passed
) -> Iterator[tuple[str, ChatMessage]]:
    subtype = str(row.get("subtype") or "")
    if subtype in _CHANGED and isinstance(row.get("message"), dict):
        row, subtype = row["message"], str(row["message"].get("subtype") or "")
    if subtype in _DELETED or (row.get("hidden") is True and subtype not in _SAYING):
        passed.add(because("deleted"))
        return
    if subtype not in _SAYING or row.get("type", "message") != "message":
        passed.add(because("channel_notices"))
        return
    words = words_of(row, found.names)
    if not words:
        passed.add(because("files_alone"))
        return
    stamp = str(row.get("ts") or "")
    person = _author(found, row)
    role: Role = "bot" if person.bot else "customer" if person.guest else "unknown"
    thread = str(row.get("thread_ts") or (stamp if stamp in begun else ""))
    yield thread, ChatMessage(stamp, role, person.name, _moment(stamp), words)


def _author(found: Export, row: Mapping[str, Any]) -> Person:
    """Who wrote a message; bots often come with a name of their own."""
    user_id = str(row.get("user") or "")
    bot = row.get("subtype") == "bot_message" or (bool(row.get("bot_id")) and not user_id)
    known = found.people.get(user_id)
    if known is not None:
        return known
    profile = row.get("user_profile") or row.get("bot_profile")
    shown = profile if isinstance(profile, dict) else {}
    names = (row.get("username"), shown.get("real_name"), shown.get("name"), user_id, row.get("bot_id"))
    name = next((str(one) for one in names if isinstance(one, str) and one), "")
    return Person(name, bot=bot or bool(row.get("bot_profile")))


def _moment(stamp: str) -> datetime | None:
    try:
        return moment_of(float(stamp))
    except (ValueError, RowError):
        return None
