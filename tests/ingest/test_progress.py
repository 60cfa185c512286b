"""An import is told about while it runs, and kept from being taken over however long one item takes."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import update

from ingest import progress
from ingest.indexer import Indexing
from ingest.progress import ImportTakenOverError, Progress, Teller
from kb import indexing
from kb.archive import imports
from kb.archive.imports import SILENCE
from kb.errors import EncoderUnavailableError
from kb.library import Library
from kb.tables import Import
from kb.tables.metadata import now


@pytest.fixture
def job(library: Library, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(progress, "BEAT", 0.02)
    with library.database.session() as session:
        made = imports.create(session, ["/a/mail.mbox"])
        imports.claim(session)
        return made.id


def wait_until(true) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_a_long_item_does_not_make_a_living_worker_silent(library: Library, job: int) -> None:
    def silent() -> None:
        with library.database.session() as session:
            session.execute(update(Import).values(heartbeat=now() - SILENCE * 2))

    def heard() -> bool:
        with library.database.reading() as session:
            found = imports.get(session, job).heartbeat
            return found is not None and found > now() - SILENCE

    silent()
    with Teller(library, job):
        wait_until(heard)
    silent()
    with library.database.session() as session:
        assert imports.claim(session) is not None, "nobody speaks for it any more"


def test_a_worker_whose_import_was_taken_over_stops(library: Library, job: int) -> None:
    with Teller(library, job) as teller:
        teller.tell("reading", 1)
        with library.database.session() as session:
            session.execute(update(Import).values(worker="elsewhere:1"))

        def stopped() -> bool:
            try:
                teller.tell("reading", 2)
            except ImportTakenOverError as error:
                return "nothing is lost" in str(error)
            return False

        wait_until(stopped)


def test_steps_are_told_at_once_and_kept_now_and_then(library: Library, job: int) -> None:
    told: list[Progress] = []
    with Teller(library, job, told.append) as teller:
        for done in range(50):
            teller.tell("reading", done, 100)
        with library.database.reading() as session:
            assert imports.get(session, job).step_done < 49, "not a commit for each"
        teller.tell("drafting", 0, 7)
    assert [one.done for one in told] == [*range(50), 0]
    with library.database.reading() as session:
        kept = imports.get(session, job)
        assert (kept.step, kept.step_done, kept.step_total) == ("drafting", 0, 7)


def test_what_goes_wrong_while_indexing_is_raised_where_it_reads(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> int:
        raise EncoderUnavailableError(name="x", reason="gone")

    monkeypatch.setattr(indexing, "sync", missing)

    def publish() -> None:
        with Indexing(library) as indexer:
            indexer.more()
            wait_until(lambda: indexer._error is not None)
            indexer.more()

    with pytest.raises(EncoderUnavailableError):
        publish()
