"""A chat that is exported again, elsewhere and grown, is the same conversation; another desk's of that id is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import pipeline
from kb.archive import conversations, imports
from kb.library import Library
from tests.kb.digest_encoder import DigestEncoder

BEGUN = 1_714_550_400  # 1 May 2024, 08:00 UTC
SAID = [
    ("Ann", "My lamp does not light up after the storm, what can I do?"),
    ("Bob", "Please hold the button for ten seconds, then the lamp is set back."),
    ("Ann", "Thank you, it lights up again now."),
    ("Ann", "One more thing: is the guarantee still valid?"),
]


def slack(folder: Path, first: int, last: int) -> Path:
    (folder / "help").mkdir(parents=True)
    people = [{"id": f"U{name}", "name": name} for name in ("Ann", "Bob")]
    (folder / "users.json").write_text(json.dumps(people))
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "help", "members": []}]))
    rows = [
        {"type": "message", "user": f"U{name}", "text": text, "ts": f"{BEGUN + 60 * at}.000100"}
        for at, (name, text) in enumerate(SAID)
    ][first:last]
    (folder / "help" / "2024-05-01.json").write_text(json.dumps(rows))
    return folder


def telegram(folder: Path, first: int, last: int) -> Path:
    folder.mkdir(parents=True)
    rows = [
        {"id": at + 7, "type": "message", "date": "2024-05-01T08:00:00", "date_unixtime": str(BEGUN + 60 * at),
         "from": name, "from_id": f"user{name}", "text": text}
        for at, (name, text) in enumerate(SAID)
    ][first:last]  # fmt: skip
    chat = {"name": "Ann", "type": "personal_chat", "id": 99, "messages": rows}
    (folder / "result.json").write_text(json.dumps(chat))
    return folder


def whatsapp(folder: Path, first: int, last: int) -> Path:
    folder.mkdir(parents=True)
    rows = [f"[2024-05-01, 08:{at:02}:00] {name}: {text}\n" for at, (name, text) in enumerate(SAID)]
    name = "WhatsApp Chat with Ann.txt" if last < len(SAID) else "WhatsApp Chat with Ann (1).txt"
    (folder / name).write_text("".join(rows[first:last]))
    return folder


def zendesk(folder: Path, first: int, last: int) -> Path:
    folder.mkdir(parents=True)
    comments = [
        {"id": at + 1, "author_id": 1 if name == "Ann" else 2, "plain_body": text, "public": True,
         "created_at": f"2024-05-01T08:{at:02}:00Z"}
        for at, (name, text) in enumerate(SAID)
    ][first:last]  # fmt: skip
    ticket = {"id": 5, "subject": "Lamp", "status": "solved", "requester_id": 1, "comments": comments}
    (folder / "tickets.json").write_text(json.dumps({"tickets": [ticket]}))
    return folder


def intercom(folder: Path, first: int, last: int) -> Path:
    folder.mkdir(parents=True)
    parts = [
        {"id": str(at), "part_type": "comment", "body": text, "created_at": BEGUN + 60 * at,
         "author": {"type": "user" if name == "Ann" else "admin", "name": name}}
        for at, (name, text) in enumerate(SAID)
    ][first:last]  # fmt: skip
    source = {"id": "s", "body": "Hello", "author": {"type": "user", "name": "Ann"}}
    row = {"type": "conversation", "id": "77", "created_at": BEGUN - 60, "source": source,
           "conversation_parts": {"conversation_parts": parts}}  # fmt: skip
    (folder / "conversations.json").write_text(json.dumps({"conversations": [row]}))
    return folder


def chatwoot(folder: Path, first: int, last: int) -> Path:
    folder.mkdir(parents=True)
    rows = [
        {"id": at + 1, "content": text, "message_type": 0 if name == "Ann" else 1, "private": False,
         "created_at": BEGUN + 60 * at, "conversation_id": 3, "sender": {"name": name}}
        for at, (name, text) in enumerate(SAID)
    ][first:last]  # fmt: skip
    (folder / "messages.json").write_text(json.dumps({"payload": rows}))
    return folder


def jsonl(folder: Path, first: int, last: int, said: list[tuple[str, str]] = SAID) -> Path:
    folder.mkdir(parents=True)
    rows = [{"role": "customer" if name == "Ann" else "agent", "text": text} for name, text in said]
    talk = {"id": "c1", "channel": "chat", "messages": rows[first:last]}
    (folder / "chats.jsonl").write_text(json.dumps(talk) + "\n")
    return folder


EXPORTS = [slack, telegram, whatsapp, zendesk, intercom, chatwoot, jsonl]


@pytest.fixture
def digests(library: Library) -> Library:
    library.encoder = DigestEncoder("", library.settings.cache)
    return library


def run(library: Library, path: Path) -> dict[str, int]:
    import_id = pipeline.enqueue(library, [path])
    pipeline.run(library, import_id)
    with library.database.reading() as session:
        job = imports.get(session, import_id)
        return {name: getattr(job, name) for name in ("imported", "unchanged", "failed", "drafts")}


def kept(library: Library) -> list[list[str]]:
    with library.database.reading() as session:
        return [
            [message.raw.text for message in conversation.messages if message.raw]
            for conversation in conversations.every(session)
        ]


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_grown_and_elsewhere_grows_the_same_conversation(
    digests: Library, tmp_path: Path, export: Callable[..., Path]
) -> None:
    before = run(digests, export(tmp_path / "may", 0, 3))
    assert before["imported"] == 1
    assert before["failed"] == 0
    again = run(digests, export(tmp_path / "copy" / "of it", 0, 3))
    assert (again["imported"], again["unchanged"]) == (0, 1)
    grown = run(digests, export(tmp_path / "june", 0, 4))
    assert (grown["imported"], grown["drafts"]) == (1, 0), "its draft follows, no second one is made"
    [talk] = kept(digests)
    assert talk[-4:] == [text for _, text in SAID]


@pytest.mark.parametrize("export", [slack, telegram, whatsapp])
def test_an_export_of_a_room_that_begins_in_the_middle_joins_what_is_known(
    digests: Library, tmp_path: Path, export: Callable[..., Path]
) -> None:
    run(digests, export(tmp_path / "may", 0, 3))
    run(digests, export(tmp_path / "june", 2, 4))
    assert kept(digests) == [[text for _, text in SAID]]


def test_conversations_of_two_desks_with_one_id_stay_apart(digests: Library, tmp_path: Path) -> None:
    other: list[tuple[Any, Any]] = [SAID[0], ("Bob", "Lamps are not repaired here.")]
    run(digests, jsonl(tmp_path / "one", 0, 4))
    run(digests, jsonl(tmp_path / "two", 0, 2, other))
    assert [len(talk) for talk in kept(digests)] == [4, 2]
