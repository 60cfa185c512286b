"""The open library: everything at first use, one index for all threads, one change of it at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient
from sqlalchemy import select

import kb.library
from kb import articles, indexing
from kb.content import Content, Draft, Labels
from kb.errors import DatabaseUnavailableError, IndexLockedError
from kb.index import Index
from kb.index.server import ServerIndex
from kb.library import Library
from kb.settings import Settings
from kb.tables import IndexMarker, IndexState
from tests.kb.digest_encoder import DigestEncoder


def add(library: Library, title: str = "Title") -> int:
    with library.database.session() as session:
        made = articles.create(session, Draft(Content(title, "Text"), Labels("en")))
        articles.publish(session, made)
        return made.id


def test_opening_makes_a_home_and_loads_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "deep" / "home", cache=tmp_path / "cache")
    with Library.open(settings) as library:
        assert {path.name for path in settings.home.iterdir()} >= {"danesh.sqlite3"}
        assert not settings.index_folder.exists()
        assert library.chat is None
    assert not (tmp_path / "cache").exists()


def test_a_database_that_cannot_be_had_is_named(settings: Settings) -> None:
    with pytest.raises(DatabaseUnavailableError):
        Library.open(
            settings.model_copy(update={"database_url": "postgresql://x@127.0.0.1:1/x?connect_timeout=1"})
        )


def test_threads_share_one_index(digest_library: Library) -> None:
    found: list[Index] = []
    start = threading.Barrier(8, timeout=10)

    def open_index() -> None:
        start.wait()
        found.append(digest_library.index)

    threads = [threading.Thread(target=open_index) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(index) for index in found}) == 1


def test_a_second_library_on_the_same_home_is_told_who_holds_the_index(digest_library: Library) -> None:
    _ = digest_library.index
    with Library.open(digest_library.settings) as second:
        second.encoder = digest_library.encoder
        with pytest.raises(IndexLockedError):
            _ = second.index
        digest_library.close()
        assert second.index.count() == 0


def test_a_closed_library_can_be_opened_again(settings: Settings) -> None:
    for _ in range(3):
        with Library.open(settings) as library:
            library.encoder = DigestEncoder("", settings.cache)
            add(library)
            assert indexing.sync(library) == 1


def test_a_known_index_is_opened_while_somebody_writes(digest_library: Library) -> None:
    """The first search of a server must not wait for an import that holds SQLite's only writer."""
    indexing.sync(digest_library)
    digest_library.index.close()
    digest_library._index = None
    with digest_library.database.session() as session:
        articles.create(session, Draft(Content("Title", "Text"), Labels("en")))
        session.flush()
        started = time.monotonic()
        assert digest_library.index.count() == 0
    assert time.monotonic() - started < 20, "less than a writer waits for another"


def test_the_index_lock_lets_one_thread_in_at_a_time_as_often_as_it_likes(either_library: Library) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        for _ in range(5):
            with either_library.index_lock(), either_library.index_lock():
                inside.append(number)
                most.append(len(inside))
                time.sleep(0.001)
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 20
    assert set(most) == {1}


def test_the_index_lock_is_given_back_after_an_error(either_library: Library) -> None:
    for _ in range(3):
        with pytest.raises(ValueError), either_library.index_lock():
            raise ValueError
    entered = threading.Event()

    def enter() -> None:
        with either_library.index_lock():
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join(timeout=5)
    assert entered.is_set()


@pytest.fixture
def two_processes(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Library, Library]]:
    """Two libraries on one PostgreSQL and one Qdrant, as two processes open them."""
    client = QdrantClient(":memory:")
    monkeypatch.setattr(client, "close", lambda **_: None)  # each closes its own connection only
    monkeypatch.setattr(kb.library, "open_index", lambda _settings, dimension: ServerIndex(client, dimension))
    url = request.getfixturevalue("postgres_database")
    shared = settings.model_copy(update={"database_url": url})
    with Library.open(shared) as web, Library.open(shared) as worker:
        for library in (web, worker):
            library.encoder = DigestEncoder("", library.settings.cache)
        yield web, worker


@pytest.mark.postgres
@pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
def test_two_processes_change_the_index_one_after_the_other(
    two_processes: tuple[Library, Library],
) -> None:
    web, worker = two_processes
    failures: list[BaseException] = []

    def work(library: Library, name: str) -> None:
        try:
            for number in range(6):
                add(library, f"{name} {number}")
                indexing.sync(library)
            indexing.reindex(library)
        except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(library, name))
        for library, name in ((web, "web"), (worker, "worker"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert indexing.check(web).clean
    assert indexing.check(worker).pieces == web.index.count() == 24


@pytest.mark.postgres
@pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
def test_two_processes_that_begin_an_index_at_once_begin_it_once(
    two_processes: tuple[Library, Library],
) -> None:
    web, worker = two_processes
    for number in range(3):
        add(web, f"Title {number}")
    start = threading.Barrier(2, timeout=10)

    def begin(library: Library) -> None:
        start.wait()
        indexing.sync(library)

    threads = [threading.Thread(target=begin, args=(library,)) for library in (web, worker)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert indexing.check(web).clean
    with web.database.reading() as session:
        assert len(session.scalars(select(IndexMarker)).all()) == 1
        assert all(state.wanted == state.done for state in session.scalars(select(IndexState)))


def at_once(library: Library) -> int:
    """Return how many of two searches were under way at the same time."""
    together, under_way, most = threading.Barrier(2), 0, 0

    def search() -> None:
        nonlocal under_way, most
        together.wait()
        with library.searching():
            under_way += 1
            most = max(most, under_way)
            time.sleep(0.05)
            under_way -= 1

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most


def test_searches_take_turns_where_the_index_is_in_this_process(settings: Settings) -> None:
    with Library.open(settings) as library:
        assert at_once(library) == 1


def test_searches_of_a_server_do_not_wait_for_each_other(settings: Settings) -> None:
    with Library.open(settings.model_copy(update={"qdrant_url": "http://127.0.0.1:1"})) as library:
        assert at_once(library) == 2


def test_a_search_that_fails_lets_the_next_go(settings: Settings) -> None:
    with Library.open(settings) as library:
        with pytest.raises(ZeroDivisionError), library.searching():
            _ = 1 / 0
        assert at_once(library) == 1
