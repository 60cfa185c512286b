"""Whatever a file does to its parser, reading ends in time, says why, and the next file is read."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from ingest.items import DocumentEntry, Failed
from ingest.readers import apart, read

HANDBOOK = next((Path(__file__).parents[3] / "samples").rglob("delivery-handbook.pdf"))
PAGE = b"<h1>Returns</h1><p>You have 30 days.</p>"


@pytest.fixture(autouse=True)
def _processes_of_our_own(monkeypatch):
    apart.close()
    yield
    apart.close()


@pytest.fixture
def page(tmp_path):
    (tmp_path / "page.html").write_bytes(PAGE)
    return tmp_path / "page.html"


def one(path):
    (item,) = read([path])
    return item.content


def process():
    (only,) = apart._idle
    return only._popen


def test_the_process_lives_on_from_file_to_file(page):
    used = set()
    for _ in range(6):
        assert isinstance(one(page), DocumentEntry)
        used.add(process().pid)
    assert len(used) == 1


def test_it_lives_on_beside_a_program_that_has_grown_large(page):
    large = bytearray(b"x") * (1200 * 2**20)
    used = set()
    for _ in range(2):
        one(page)
        used.add(process().pid)
    assert len(used) == 1, f"{len(large)} bytes of ours were counted as the parser's"


def test_a_machine_of_many_cores_leaves_the_parser_its_memory(tmp_path, monkeypatch):
    """Each thread of a numeric library takes tens of megabytes of what a parser may have."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "32")
    (tmp_path / "a.pdf").write_bytes(HANDBOOK.read_bytes())
    assert isinstance(one(tmp_path / "a.pdf"), DocumentEntry)
    lines = Path(f"/proc/{process().pid}/status").read_text().splitlines()
    data = next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmData"))
    assert data < apart.MEGABYTES / 2


def test_a_parser_that_hangs_is_stopped_and_the_next_file_is_read(page, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    monkeypatch.setattr(apart, "_GRACE", 0.5)
    apart._put_back(hung := apart._Process(0.5, apart.MEGABYTES))
    os.kill(hung._popen.pid, signal.SIGSTOP)
    started = time.monotonic()
    assert one(page) == Failed("reading it took longer than 0.5 seconds")
    assert time.monotonic() - started < 60, "else it would hang for ever"
    monkeypatch.setattr(apart, "SECONDS", 60)
    assert isinstance(one(page), DocumentEntry)


def test_the_process_stops_itself_when_nobody_can(page, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.05)  # less than it takes to load the parser
    monkeypatch.setattr(apart, "_GRACE", 60)
    assert one(page) == Failed("reading it took longer than 0.05 seconds")


def test_a_parser_that_swells_is_refused_its_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "MEGABYTES", 200)
    (tmp_path / "a.md").write_bytes(b"- a\n" * 2_000_000)
    assert one(tmp_path / "a.md").reason in {
        "reading it needs more than 200 MB of memory",
        "reading it crashed the parser or needed more than 200 MB of memory",
    }


def test_a_parser_that_crashes_costs_only_its_file(page):
    one(page)
    crashed = process()
    threading.Timer(0.05, crashed.kill).start()
    while crashed.poll() is None:
        with contextlib.suppress(Exception):
            one(page)
    assert isinstance(one(page), DocumentEntry)


def test_the_folder_it_was_started_in_may_go(page, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "faq.html").write_bytes(b"<h2>Where?</h2><p>Here.</p>")
    one(tmp_path / "faq.html")  # starts the process; the numeric libraries are first loaded by a document
    started = process().pid
    (tmp_path / "gone").rmdir()
    monkeypatch.chdir(tmp_path)
    assert isinstance(one(Path(page.name)), DocumentEntry), "relative to where we are now"
    assert process().pid == started


def test_a_process_that_ended_while_idle_is_replaced(page):
    one(page)
    process().kill()
    assert isinstance(one(page), DocumentEntry)


def test_the_process_knows_none_of_our_settings(monkeypatch):
    monkeypatch.setenv("DANESH_SECRET_KEY", "secret")
    assert not [name for name in apart._environment() if name.startswith("DANESH_")]


def test_giving_up_halfway_ends_the_process(page):
    items = apart.read(page, ".html", "unknown")
    next(items)
    items.close()
    assert not apart._idle
