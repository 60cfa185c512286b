"""Qdrant Edge alone: one process at a time, safe against a kill, and a way out of every damaged folder."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import IndexLockedError, IndexUnavailableError
from kb.index import Filter, Piece, edge, open_index
from kb.index.edge import EdgeIndex
from kb.piece_ids import piece_id
from kb.settings import Settings

WRITER = """
import sys, time
from pathlib import Path
import numpy as np
from kb.index import Piece
from kb.index import edge
from kb.piece_ids import piece_id

edge.LOOSE = int(sys.argv[2])
index = edge.EdgeIndex(Path(sys.argv[1]), 8)
for number in range(100_000):
    vector = np.eye(8, dtype=np.float32)[number % 8]
    made = piece_id(number, "passage", "en", "")
    piece = Piece(made, number, "passage", "h", "public", "published", "en", None, vector, "w")
    index.upsert([piece])
    index.flush()
    print(number, flush=True)
"""
PIECE = Piece(
    piece_id(1, "passage", "en", ""), 1, "passage", "h", "public", "published", "en", None,
    np.eye(8, dtype=np.float32)[0], "parcel",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(params=[edge.LOOSE, 2], ids=["", "opened anew"])
def writer(request: pytest.FixtureRequest, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the index and goes on writing, saying what it has flushed."""
    command = [sys.executable, "-c", WRITER, folder, str(request.param)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "0\n"
    with process:
        yield process
        process.kill()


def test_a_second_process_is_told_who_holds_the_index(folder: Path, writer: subprocess.Popen[str]) -> None:
    with pytest.raises(IndexLockedError) as caught:
        EdgeIndex(folder, 8)
    message = str(caught.value)
    assert str(writer.pid) in message
    assert str(folder) in message
    assert "\n" not in message


def test_a_second_process_that_tries_does_not_disturb_the_first(
    folder: Path, writer: subprocess.Popen[str]
) -> None:
    """The engine's own lock comes too late: by then it has touched the files of the process that writes."""
    for _ in range(20):
        with pytest.raises(IndexLockedError):
            EdgeIndex(folder, 8)
        time.sleep(0.02)
    assert writer.poll() is None


def test_what_was_flushed_survives_a_kill(folder: Path, writer: subprocess.Popen[str]) -> None:
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(5)]
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    flushed = {int(line) for line in (*said, *writer.stdout.read().split())} | {0}
    index = EdgeIndex(folder, 8)
    found = {piece.article_id for piece in index.stored()}
    index.close()
    assert found >= flushed
    assert found <= {*flushed, max(flushed) + 1}


def test_a_closed_index_is_free_for_the_next(folder: Path) -> None:
    first = EdgeIndex(folder, 8)
    first.upsert([PIECE])
    first.close()
    second = EdgeIndex(folder, 8)
    found = second.search(PIECE.vector, "parcel", Filter(("public",)), 5)
    second.close()
    assert [hit.id for hit in (*found.dense, *found.lexical)] == [PIECE.id] * 2


def test_a_lock_without_a_note_of_its_owner_still_says_what_to_do(folder: Path) -> None:
    first = EdgeIndex(folder, 8)
    for note in ("half a no", "{}", "[1]"):
        (folder / "owner.json").write_text(note)
        with pytest.raises(IndexLockedError, match="in use by another process"):
            EdgeIndex(folder, 8)
    first.close()


@pytest.mark.parametrize(
    ("which", "content"),
    [
        ("edge_config.json", None),
        ("edge_config.json", b""),
        ("segment.json", None),
        ("is_null/status.dat", b""),
    ],
)
def test_a_damaged_folder_is_one_sentence_with_the_way_out(
    folder: Path, which: str, content: bytes | None
) -> None:
    index = EdgeIndex(folder, 8)
    index.upsert([PIECE])
    index.close()
    damaged = next(path for path in sorted(folder.rglob("*")) if str(path).endswith(which))
    damaged.unlink() if content is None else damaged.write_bytes(content)
    with pytest.raises(IndexUnavailableError, match=f"delete {folder} and it is filled again") as caught:
        EdgeIndex(folder, 8)
    assert "\n" not in str(caught.value)


def test_what_a_crash_left_while_clearing_is_removed(folder: Path) -> None:
    index = EdgeIndex(folder, 8)
    index.upsert([PIECE])
    index.close()
    (folder / "shard").rename(folder / "shard.1234")
    again = EdgeIndex(folder, 8)
    assert again.count() == 0
    again.close()
    assert sorted(path.name for path in folder.iterdir()) == ["owner.json", "shard"]


def test_clearing_takes_the_dimension_of_the_new_encoder(folder: Path) -> None:
    index = EdgeIndex(folder, 8)
    index.upsert([PIECE])
    index.close()
    other = EdgeIndex(folder, 4)
    other.clear()
    other.upsert([Piece(**{**PIECE.__dict__, "vector": np.eye(4, dtype=np.float32)[0]})])
    assert other.count() == 1
    other.close()


def test_settings_choose_the_adapter(settings: Settings) -> None:
    edge = open_index(settings, 8)
    assert isinstance(edge, EdgeIndex)
    assert (settings.home / "index" / "shard").is_dir()
    edge.close()


def test_a_server_that_does_not_answer_is_one_sentence(settings: Settings) -> None:
    with pytest.raises(IndexUnavailableError, match="cannot be reached") as caught:
        open_index(settings.model_copy(update={"qdrant_url": "http://127.0.0.1:1"}), 8)
    assert "\n" not in str(caught.value)


def test_searches_go_on_while_the_shard_is_opened_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine keeps in memory what was added since it was opened, so it is opened anew now and then."""
    monkeypatch.setattr("kb.index.edge.LOOSE", 20)
    index = EdgeIndex(folder, 8)
    index.upsert([PIECE])
    ended = threading.Event()

    def ask() -> int:
        asked = 0
        while not ended.is_set():
            found = index.search(PIECE.vector, "parcel", Filter(("public",), articles=(1,)), 5)
            assert [hit.id for hit in found.dense] == [hit.id for hit in found.lexical] == [PIECE.id]
            asked += 1
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for round_ in range(10):
            pieces = [
                replace(PIECE, id=piece_id(100 + round_, "passage", "en", str(n)), article_id=100 + round_)
                for n in range(20)
            ]
            index.upsert(pieces)
        index.optimize()
        ended.set()
        assert all(thread.result(30) for thread in asking)
    assert index.count() == 201
    index.close()
    again = EdgeIndex(folder, 8)
    assert again.count() == 201
    again.close()
