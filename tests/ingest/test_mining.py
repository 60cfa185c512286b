"""Conversations are read in batches and kept one by one: what comes out does not depend on where a batch ends."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from ingest import mining, pipeline, receiving
from kb import database, indexing
from kb.archive import conversations
from kb.archive.conversations import Incoming
from kb.errors import EncoderUnavailableError
from kb.library import Library
from kb.tables import Article, Conversation
from tests.conftest import copy_database
from tests.flows.contents import contents_of
from tests.kb.digest_encoder import DigestEncoder

SOLUTION = "Please hold the power button for ten seconds, then the router starts again."


@pytest.fixture
def digests(library: Library) -> Library:
    library.encoder = DigestEncoder("", library.settings.cache)
    return library


def chat(number: int, problem: str, answer: str = SOLUTION) -> dict[str, object]:
    texts = [("customer", problem), ("agent", answer), ("customer", "Thank you, that works now.")]
    messages = [{"id": f"{number}/{at}", "role": role, "text": text} for at, (role, text) in enumerate(texts)]
    return {"id": f"chat-{number}", "channel": "chat", "messages": messages}


def write(folder: Path, chats: list[dict[str, object]]) -> Path:
    file = folder / "chats.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in chats))
    return file


def some(number: int) -> list[dict[str, object]]:
    """Chats about a few issues, each issue again and again."""
    return [chat(at, f"My router number {at % 3} does not start after the storm.") for at in range(number)]


def run(library: Library, file: Path) -> dict[str, int]:
    import_id = pipeline.enqueue(library, [file])
    pipeline.run(library, import_id)
    with library.database.reading() as session:
        job = pipeline.imports.get(session, import_id)
        return {name: getattr(job, name) for name in ("imported", "drafts", "merged", "failed")}


def test_duplicates_within_one_batch_find_each_other(either_library: Library, tmp_path: Path) -> None:
    library = either_library
    library.encoder = DigestEncoder("", library.settings.cache)
    assert run(library, write(tmp_path, some(12))) == {"imported": 12, "drafts": 3, "merged": 9, "failed": 0}
    assert indexing.check(library).clean


@pytest.mark.parametrize("size", [1, 2, 5])
def test_where_a_batch_ends_changes_nothing(
    library_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    file = write(tmp_path, some(12))
    whole, cut = library_at("whole"), library_at("cut")
    run(whole, file)
    monkeypatch.setattr(mining, "BATCH", size)
    run(cut, file)
    assert contents_of(cut) == contents_of(whole)


def test_a_batch_of_long_conversations_is_a_small_one(
    digests: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mining, "MESSAGES", 5)
    sizes: list[int] = []
    read = mining._read
    monkeypatch.setattr(mining, "_read", lambda at, waiting: sizes.append(len(waiting)) or read(at, waiting))
    run(digests, write(tmp_path, some(6)))
    assert sizes == [2, 2, 2]


def test_a_conversation_that_went_on_meanwhile_is_read_again(
    digests: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = mining._read

    def and_then(library: Library, waiting: list[int]) -> list[mining.Reading]:
        readings = read(library, waiting)
        with library.database.session() as session:
            first = conversations.get(session, 1)
            if len(first.messages) == 3:
                conversations.append(session, first, Incoming("late", "One more thing.", role="customer"))
        return readings

    monkeypatch.setattr(mining, "_read", and_then)
    assert run(digests, write(tmp_path, some(3)))["drafts"] == 3
    with digests.database.reading() as session:
        first = conversations.get(session, 1)
        assert first.mined
        assert first.messages[-1].text == "One more thing."


def test_one_that_cannot_be_read_keeps_no_other_from_it(
    digests: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = mining.resolve

    def stumble(conversation, *more):
        if conversation.external_id == "chat-1":
            raise KeyError("unforeseen")
        return resolve(conversation, *more)

    monkeypatch.setattr(mining, "resolve", stumble)
    assert run(digests, write(tmp_path, some(3)))["drafts"] == 2
    with digests.database.reading() as session:
        said = [one.unresolved for one in session.query(Conversation).order_by(Conversation.id)]
    assert said == ["", "It could not be read (KeyError).", ""]


def test_without_an_encoder_all_wait_and_nothing_is_lost(
    digests: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, some(3))

    def missing(*_: object) -> None:
        raise EncoderUnavailableError(name="x", reason="gone")

    with monkeypatch.context() as without:
        without.setattr(DigestEncoder, "_encode", missing)
        with pytest.raises(EncoderUnavailableError):
            run(digests, file)
    assert mining.mine(digests, batches=1) == 3
    assert mining.mine(digests) == 0
    with digests.database.reading() as session:
        assert session.query(Article).count() == 3


@pytest.fixture
def library_at(settings, sqlite_template):
    """Open empty libraries by name; they are closed at the end."""
    opened: list[Library] = []

    def open_at(name: str) -> Library:
        own = settings.model_copy(update={"home": settings.home.with_name(name)})
        copy_database(sqlite_template, own)
        library = Library.open(own)
        library.encoder = DigestEncoder("", settings.cache)
        opened.append(library)
        return library

    yield open_at
    for library in opened:
        library.close()


def test_an_endless_chat_is_cut_into_conversations_and_loses_nothing(
    digests: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LONGEST_CHAT", 4)
    talk = chat(0, "My router does not start.")
    said = [{"id": f"m{at}", "role": "customer", "text": f"Line {at}."} for at in range(10)]
    assert run(digests, write(tmp_path, [{**talk, "messages": said[:6]}]))["imported"] == 1
    assert run(digests, write(tmp_path, [{**talk, "messages": said}]))["imported"] == 1
    with digests.database.reading() as session:
        kept = {one.external_id: [said.text for said in one.messages] for one in conversations.every(session)}
    assert list(kept) == ["chat-0", "chat-0/4", "chat-0/8"]
    assert [text for part in kept.values() for text in part] == [f"Line {at}." for at in range(10)]


def test_a_long_keep_makes_nobody_give_up_who_reads_ahead(
    library_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 50)
    monkeypatch.setattr(mining, "BATCH", 2)
    keep = mining.keep

    def slowly(*asked):
        time.sleep(0.2)
        return keep(*asked)

    monkeypatch.setattr(mining, "keep", slowly)
    assert run(library_at("slow"), write(tmp_path, some(8)))["drafts"] == 3
