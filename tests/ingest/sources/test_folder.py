"""A watched folder: every file is imported once it is whole, again when it changed, and not again after a restart."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources import following
from ingest.sources.folder import FolderUnavailableError, look, settled, take
from ingest.sources.following import Following, Sources, folders
from kb.archive import live_sources
from kb.archive.live_sources import Stamp
from tests.ingest.sources.conftest import message_ids, run_all
from tests.ingest.sources.mail_server import mail
from tests.ingest.sources.test_mailbox import status, wait_for

STAMPS = st.dictionaries(st.sampled_from("abcde"), st.builds(Stamp, st.integers(0, 2), st.integers(0, 2)))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def source_id(library, inbox) -> int:
    with library.database.session() as session:
        return live_sources.ensure(session, "folder", str(inbox)).id


@given(STAMPS, STAMPS, STAMPS)
def test_only_what_stands_still_and_is_new_is_taken(known, before, now):
    for path, stamp in now.items():
        assert (path in settled(known, before, now)) == (before.get(path) == stamp != known.get(path))
    assert set(settled(known, before, now)) <= now.keys()


def test_a_file_is_taken_when_it_stopped_growing(library, inbox, source_id):
    file = inbox / "a.eml"
    file.write_bytes(mail(1)[:100])
    first = look(inbox)
    assert take(library, source_id, {}, first) == []
    with file.open("ab") as growing:
        growing.write(mail(1)[100:])
    second = look(inbox)
    assert take(library, source_id, first, second) == [], "it is still growing"
    assert len(take(library, source_id, second, look(inbox))) == 1
    assert take(library, source_id, second, look(inbox)) == [], "not twice"
    [job] = run_all(library)
    assert (job.items, job.imported) == (1, 1)


def test_a_changed_file_is_read_again_and_doubles_nothing(library, inbox, source_id):
    file = inbox / "a.mbox"
    box = b"From x Mon Mar  4 10:00:00 2024\n%s\n"
    file.write_bytes(box % mail(1))
    seen = look(inbox)
    take(library, source_id, seen, seen)
    run_all(library)
    file.write_bytes(file.read_bytes() + box % mail(2))
    seen = look(inbox)
    take(library, source_id, seen, seen)
    jobs = run_all(library)
    assert [(job.imported, job.unchanged) for job in jobs] == [(1, 0), (1, 1)]
    assert message_ids(library) == ["1@example.com", "2@example.com"]


def test_what_is_half_written_hidden_or_no_file_is_passed_over(inbox):
    for name in ("a.eml", "b.eml.part", "c.crdownload", "d.tmp", ".hidden.eml", "e.eml~"):
        (inbox / name).write_bytes(mail(1))
    (inbox / "deep").mkdir()
    (inbox / "deep" / "f.eml").write_bytes(mail(2))
    (inbox / "nowhere.eml").symlink_to(inbox / "missing")
    assert [Path(path).name for path in look(inbox)] == ["a.eml", "f.eml"]


def test_a_folder_that_is_not_there_is_one_sentence_and_is_waited_for(library, inbox, monkeypatch):
    monkeypatch.setattr(following, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(following, "SCAN_EVERY", 0.1)
    missing = inbox / "mounted later"
    with pytest.raises(FolderUnavailableError, match="there is no such folder"):
        look(missing)
    followed = Sources(library, folders([str(missing)]))
    followed.start()
    try:
        wait_for(lambda: "no such folder" in status(library).last_error)
        missing.mkdir()
        (missing / "a.eml").write_bytes(mail(1))
        wait_for(lambda: status(library).items == 1)
        wait_for(lambda: status(library).last_error == "")
    finally:
        followed.stop()


def test_files_are_taken_while_it_is_watched_and_not_again_after_a_restart(library, inbox, monkeypatch):
    monkeypatch.setattr(following, "SCAN_EVERY", 0.1)
    (inbox / "a.eml").write_bytes(mail(1))
    for expected, name in ((1, "b.eml"), (2, "c.eml")):
        followed = Sources(library, folders([str(inbox)]))
        followed.start()
        wait_for(lambda expected=expected: status(library).items == expected)
        (inbox / name).write_bytes(mail(expected + 1))
        wait_for(lambda expected=expected: status(library).items == expected + 1)
        time.sleep(0.3)
        followed.stop()
    assert status(library).items == 3
    jobs = run_all(library)
    assert [job.imported for job in jobs] == [1, 1, 1]
    assert (inbox / "a.eml").exists(), "a watched folder is left as it is"


def test_a_crash_while_queueing_loses_nothing(library, inbox, source_id, monkeypatch):
    for number in range(1, 6):
        (inbox / f"{number}.eml").write_bytes(mail(number))
    monkeypatch.setattr("ingest.sources.folder.PARCEL_FILES", 2)
    seen, real, calls = look(inbox), live_sources.deliver, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as patched:
        patched.setattr(live_sources, "deliver", dies)
        with pytest.raises(KeyboardInterrupt):
            take(library, source_id, seen, seen)
    take(library, source_id, seen, look(inbox))
    jobs = run_all(library)
    assert [job.items for job in jobs] == [2, 2, 1]
    assert message_ids(library) == [f"{number}@example.com" for number in range(1, 6)]


def test_one_pass_takes_what_is_whole(library, inbox, monkeypatch):
    monkeypatch.setattr("ingest.sources.folder.SETTLE", 0.05)
    (inbox / "a.eml").write_bytes(mail(1))
    [source] = folders([str(inbox), str(inbox)])
    assert len(Following(library, source, threading.Event()).once()) == 1
    assert Following(library, source, threading.Event()).once() == []
