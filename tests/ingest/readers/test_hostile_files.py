"""Files made to harm: each is one named item, in bounded time and memory, and nothing else is lost."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from ingest.items import DocumentEntry, Failed, FaqEntry, Skipped
from ingest.readers import count, read

FAQ = '{"question": "Where?", "answer": "There."}\n'


def reasons(path, kind="auto"):
    return {
        item.key: getattr(item.content, "reason", type(item.content).__name__) for item in read([path], kind)
    }


def in_time(work, seconds=5):
    """Run something that might wait for ever."""
    done = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert done, "it waits"
    return done[0]


@pytest.mark.parametrize("kind", ["auto", "email", "faq"])
def test_pipes_and_sockets_are_never_opened(tmp_path, kind):
    for name in ("a.jsonl", "a.csv", "a.mbox", "a.pdf", "a"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "device.md").symlink_to("/dev/zero")
    (tmp_path / "b.jsonl").write_text(FAQ)
    server = socket.socket(socket.AF_UNIX)
    os.chdir(tmp_path)  # the path of a socket is short
    server.bind("s.txt")
    assert in_time(lambda: count([tmp_path], kind)) == 8
    found = in_time(lambda: reasons(tmp_path, kind))
    server.close()
    found.pop("row 1", None)
    found.pop("b.jsonl", None)
    assert set(found.values()) == {"not a regular file"}
    assert len(found) == 7


def test_links_in_a_circle_are_named(tmp_path):
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "c").symlink_to(tmp_path)
    (tmp_path / "d.jsonl").write_text(FAQ)
    found = reasons(tmp_path)
    assert found.pop("row 1") == "FaqEntry"
    assert set(found) == {"a.md", "b.md"}
    assert count([tmp_path]) == 3


def test_a_folder_named_like_a_file_is_a_folder(tmp_path):
    (tmp_path / "x.pdf").mkdir()
    (tmp_path / "x.pdf/a.jsonl").write_text(FAQ)
    assert reasons(tmp_path) == {"row 1": "FaqEntry"}


def test_a_folder_that_may_not_be_opened_is_named_and_costs_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.jsonl").write_text(FAQ)
    original = Path.iterdir

    def iterdir(self):
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return original(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert reasons(tmp_path) == {
        "row 1": "FaqEntry",
        "closed": "the file cannot be opened (permission denied)",
    }
    assert count([tmp_path]) == 2


def test_a_name_in_no_encoding_can_be_stored(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9\x01.md"
    with open(path, "wb") as file:  # noqa: PTH123  the name is bytes
        file.write(b"# Coffee\n\nBlack.")
    (item,) = read([tmp_path])
    assert isinstance(item.content, DocumentEntry)
    for text in (item.source, item.key, item.content.external_id, item.content.title):
        text.encode()
        assert "\x01" not in text


def test_a_pdf_under_a_text_files_name_is_read_as_a_pdf(tmp_path):
    data = (Path(__file__).parent / "files/english.pdf").read_bytes()
    for name in ("a.txt", "b.md", "c.csv", "d.jsonl", "e.html"):
        (tmp_path / name).write_bytes(data)
    for item in read([tmp_path]):
        assert item.content.title == "Delivery guide"
    assert reasons(tmp_path / "c.csv", "chat") == {"c.csv": "no chat reader for .csv files"}


def test_old_office_files_are_named_with_a_hint(tmp_path):
    for name in ("a.xls", "b.doc", "c.ppt"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert reasons(tmp_path) == {
        "a.xls": "no reader for .xls files (save it as .xlsx)",
        "b.doc": "no reader for .doc files (save it as .docx)",
        "c.ppt": "no reader for .ppt files (save it as .pptx)",
    }
    assert reasons(tmp_path / "a.xls", "faq") == {"a.xls": "no faq reader for .xls files (save it as .xlsx)"}


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.xlsx"])
def test_a_file_larger_than_any_is_not_read(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.write(b"words " if name[2] in "tmh" else b"%PDF-1.7 ")
        file.truncate(2**33)  # sparse: it takes no room
    found = reasons(tmp_path)[name]
    assert found in {
        "the file is larger than 32 MB",
        "the file is larger than 256 MB",
        f"binary data in a {name[1:]} file",
    }


def test_nul_bytes_and_lone_surrogates_do_not_reach_the_store(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"question": "a\\u0000b \\ud800 c?", "answer": "d\\udfff"}\n')
    (tmp_path / "b.csv").write_bytes(b"question,answer\nq\0uestion?,a\xed\xa0\x80nswer\n")
    for item in read([tmp_path]):
        assert isinstance(item.content, FaqEntry)
        text = item.content.question + item.content.answer
        text.encode()
        assert "\0" not in text


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.csv", "a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.xlsx", "a.eml"]
)
def test_files_of_no_bytes_are_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    (item,) = read([tmp_path])
    assert isinstance(item.content, Skipped | Failed)
    assert "empty" in item.content.reason


@pytest.mark.parametrize("piece", ["{},", "[[1]],", "1,"])
def test_a_row_of_countless_tiny_values_is_refused_before_it_takes_memory(tmp_path, piece):
    row = '{"id": "1", "messages": [' + piece * (2_000_000 // len(piece) + 400_000) + "{}]}"
    path = tmp_path / "rows.jsonl"
    path.write_text(row + '\n{"id": "2", "question": "Why?", "answer": "Because."}\n')
    first, second = (item.content for item in read([path]))
    assert first == Failed("line 1: the row holds more than 400,000 values")
    assert isinstance(second, FaqEntry)
