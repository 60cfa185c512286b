"""Positions, leases and deliveries of live sources, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from kb.archive import imports, live_sources
from kb.archive.live_sources import Parcel, Stamp
from kb.library import Library
from kb.tables import Import, LiveSource
from kb.tables.metadata import now

HIGH = 2**32 - 1  # the highest UID and UIDVALIDITY there are


@pytest.fixture
def library(either_library: Library) -> Library:
    return either_library


@pytest.fixture
def source_id(library: Library) -> int:
    with library.database.session() as session:
        return live_sources.ensure(session, "imap", "imaps://u@h/INBOX").id


@contextmanager
def status(library: Library) -> Iterator[live_sources.Status]:
    with library.database.reading() as session:
        [found] = live_sources.statuses(session)
    yield found


def test_a_source_is_added_once_whoever_comes_first(library, source_id):
    def add(_: int) -> int:
        with library.database.session() as session:
            return live_sources.ensure(session, "folder", "/in").id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(add, range(8)))) == 1


def test_a_position_only_grows_within_one_numbering(library, source_id):
    def move(validity: int, uid: int) -> int:
        with library.database.session() as session:
            live_sources.advance(session, source_id, validity, uid)
        with library.database.reading() as session:
            return live_sources.position(session, source_id, validity)

    assert move(HIGH, 7) == 7
    assert move(HIGH, 3) == 7, "an older pass that ends late moves nothing back"
    assert move(HIGH, HIGH) == HIGH
    with library.database.reading() as session:
        assert live_sources.position(session, source_id, 5) == 0, "another numbering begins anew"
    assert move(5, 2) == 2


def test_one_process_at_a_time_holds_a_source(library, source_id):
    def hold(who: str) -> str:
        with library.database.session() as session:
            return live_sources.hold(session, source_id, who)

    assert hold("a:1") == "a:1"
    assert hold("b:2") == "a:1"
    with library.database.session() as session:
        live_sources.let_go(session, source_id, "b:2")
    assert hold("b:2") == "a:1", "only who holds it can let it go"
    with library.database.session() as session:
        session.execute(update(LiveSource).values(held_until=now() - timedelta(seconds=1)))
    with status(library) as found:
        assert found.holder == "", "who gave no sign is not shown any more"
    assert hold("b:2") == "b:2"
    with status(library) as found:
        assert found.holder == "b:2"


def test_trouble_is_kept_until_it_is_over(library, source_id):
    with library.database.session() as session:
        live_sources.failed(session, source_id, "It is gone.")
    with status(library) as found:
        assert (found.last_error, found.last_success) == ("It is gone.", None)
        assert found.last_error_at is not None
    with library.database.session() as session:
        live_sources.succeeded(session, source_id)
    with status(library) as found:
        assert (found.last_error, found.last_error_at) == ("", None)
        assert found.last_success is not None


def test_the_same_parcel_is_one_import_also_at_once(library, source_id):
    def deliver(_: int) -> int:
        with library.database.session() as session:
            return live_sources.deliver(session, source_id, Parcel(("/spool/x/mail.eml",), 1, spool="x"))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(deliver, range(8)))) == 1
    with library.database.reading() as session:
        assert session.scalar(select(func.count(Import.id))) == 1
    with status(library) as found:
        assert (found.items, found.waiting) == (1, 1)


def test_what_could_not_go_on_is_tried_again_until_it_is_too_old(library, source_id):
    with library.database.session() as session:
        mine = live_sources.deliver(session, source_id, Parcel(("/a",), 1, spool="a"))
        by_hand = imports.create(session, ("/b",)).id
        for one in (mine, by_hand):
            imports.finish(session, one, "the encoder is away")
        assert live_sources.cut_short(session, 180) == [], "not at once"
        session.execute(update(Import).values(finished_at=now() - timedelta(hours=1)))
        assert live_sources.cut_short(session, 180) == [mine]
        live_sources.retry(session, [mine])
        session.expire_all()
        assert (imports.get(session, mine).state, imports.get(session, by_hand).state) == ("queued", "failed")
    with library.database.session() as session:
        long_ago = now() - timedelta(days=181)
        session.execute(update(Import).values(state="failed", created_at=long_ago, finished_at=long_ago))
        assert live_sources.cut_short(session, 180) == []
        assert live_sources.cut_short(session, 0) == [mine], "0 days: kept for ever"


def test_files_are_known_as_they_were_queued(library, source_id):
    big = Stamp(2**40, 1_700_000_000_123_456_789)
    with library.database.session() as session:
        live_sources.note_files(session, source_id, {"/a": Stamp(1, 1), "/ب": big})
        live_sources.note_files(session, source_id, {"/a": Stamp(2, 2)})
    with library.database.reading() as session:
        assert live_sources.watched(session, source_id) == {"/a": Stamp(2, 2), "/ب": big}


def test_an_import_is_named_after_its_source_only_when_its_files_are_in_the_spool(library, source_id):
    with library.database.session() as session:
        spooled = live_sources.deliver(session, source_id, Parcel(("/s/a",), 1, spool="a"))
        watched = live_sources.deliver(session, source_id, Parcel(("/in/a.eml",), 1))
        assert live_sources.spooled_from(session, [spooled, watched]) == {spooled: "imaps://u@h/INBOX"}
        assert live_sources.states(session, ["a", "b"]) == {"a": "queued"}


def test_what_waited_in_the_spool_of_a_backup_is_read_anew(library, source_id):
    with library.database.session() as session:
        done = live_sources.deliver(session, source_id, Parcel(("/s/a",), 1, spool="a"))
        imports.finish(session, done)
        live_sources.advance(session, source_id, 5, 10)
        assert live_sources.forget_spooled(session) == 0
        assert live_sources.position(session, source_id, 5) == 10
        waiting = live_sources.deliver(session, source_id, Parcel(("/s/b",), 1, spool="b"))
        watched = live_sources.deliver(session, source_id, Parcel(("/in/b",), 1))
        assert live_sources.forget_spooled(session) == 1
        session.expire_all()
        assert live_sources.position(session, source_id, 5) == 0
        assert imports.get(session, waiting).state == "failed"
        assert imports.get(session, watched).state == "queued", "its file is where it was"
        assert live_sources.cut_short(session, 0) == []
