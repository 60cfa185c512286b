"""The import ledger and queue, on both databases: sums always right, one import for one worker."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from kb import articles
from kb.archive import conversations, imports
from kb.archive.conversations import Opening
from kb.archive.imports import SILENCE, Entry
from kb.content import Content, Draft, Labels
from kb.database import Database, Session
from kb.errors import NotFoundError
from kb.tables import Import, ImportItem, Quarantine
from kb.tables.imports import OUTCOMES
from kb.tables.metadata import now


def entry(item: str, outcome: str = "imported", content: str = "h", **more: object) -> Entry:
    return Entry("faq.csv", item, "faq", outcome, content, **more)  # type: ignore[arg-type]


def queued(database: Database, paths: tuple[str, ...] = ("/a/faq.csv",)) -> int:
    with database.session() as session:
        return imports.create(session, paths).id


def an_article(session: Session) -> int:
    return articles.create(session, Draft(Content("Title", "Text"), Labels("en"))).id


def test_an_import_is_queued_as_asked(database: Database) -> None:
    with database.session() as session:
        made = imports.create(session, ("/a", "/b"), kind="chat", publish=True)
    with database.reading() as session:
        kept = imports.get(session, made.id)
        assert (kept.paths, kept.kind, kept.publish, kept.state) == (["/a", "/b"], "chat", True, "queued")
        with pytest.raises(NotFoundError, match="no import with id 999"):
            imports.get(session, 999)


@hypothesis_settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=20), committed=st.integers(0, 20))
def test_sums_equal_the_items_entered_wherever_it_stops(
    database: Database, outcomes: list[str], committed: int
) -> None:
    import_id = queued(database)

    def enter(start: int, stop: int) -> None:
        with database.session() as session:
            for number in range(start, min(stop, len(outcomes))):
                imports.enter(session, import_id, entry(str(number), outcomes[number]), b"raw")
            if stop > committed:
                raise KeyboardInterrupt

    enter(0, committed)
    with pytest.raises(KeyboardInterrupt):
        enter(committed, committed + 1000)
    with database.reading() as session:
        kept = imports.get(session, import_id)
        counted = {name: getattr(kept, name) for name in OUTCOMES}
        rows = Counter(session.scalars(select(ImportItem.outcome).filter_by(import_id=import_id)))
    expected = Counter(outcomes[:committed])
    assert rows == expected
    assert counted == {name: expected[name] for name in OUTCOMES}
    assert kept.items == sum(counted.values()) == len(outcomes[:committed])


def test_two_workers_of_one_import_lose_no_count(database: Database) -> None:
    import_id = queued(database)

    def work(worker: int) -> None:
        for number in range(10):
            with database.session() as session:
                imports.enter(session, import_id, entry(f"{worker}/{number}"))
                imports.count(session, import_id, drafts=1)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        kept = imports.get(session, import_id)
        assert (kept.items, kept.imported, kept.drafts) == (30, 30, 30)


def test_only_a_failed_item_is_kept_in_quarantine_and_each_content_once(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        imports.enter(session, import_id, entry("1", "imported", "good"), b"fine")
        imports.enter(session, import_id, entry("2", "skipped", "dull"), b"dull")
        imports.enter(session, import_id, entry("3", "failed", "bad", reason="no header"), b"\x00\xff bad")
        imports.enter(session, import_id, entry("4", "failed", "bad", reason="no header"), b"\x00\xff bad")
        imports.enter(session, import_id, entry("5", "failed", "unread", reason="gone"))
    with database.reading() as session:
        kept = session.scalars(select(Quarantine)).all()
        assert [(row.content_hash, row.item, row.raw) for row in kept] == [("bad", "3", b"\x00\xff bad")]
        found = imports.problems(session, import_id)
        assert [(row.item, row.outcome, row.reason) for row in found] == [
            ("2", "skipped", ""),
            ("3", "failed", "no header"),
            ("4", "failed", "no header"),
            ("5", "failed", "gone"),
        ]


@pytest.mark.postgres
def test_two_imports_that_meet_the_same_broken_item_both_note_it(request: pytest.FixtureRequest) -> None:
    """SQLite has one writer at a time; on PostgreSQL both find the quarantine empty."""
    from kb.settings import Settings

    database = Database(Settings(database_url=request.getfixturevalue("postgres_database")).sqlalchemy_url)
    first, second = queued(database), queued(database)
    met = threading.Event()

    def meet() -> None:
        with database.session() as session:
            imports.enter(session, first, entry("1", "failed", "bad"), b"bad")
            met.set()
            other.join(timeout=0.5)

    def follow() -> None:
        met.wait(timeout=5)
        with database.session() as session:
            imports.enter(session, second, entry("1", "failed", "bad"), b"bad")

    other = threading.Thread(target=follow)
    one = threading.Thread(target=meet)
    other.start()  # first, for the one waits for it; it waits until they meet
    one.start()
    one.join()
    other.join()
    with database.reading() as session:
        assert [imports.get(session, number).failed for number in (first, second)] == [1, 1]
        assert len(session.scalars(select(Quarantine)).all()) == 1
    database.close()


def test_an_import_goes_to_one_worker(database: Database) -> None:
    wanted = [queued(database) for _ in range(6)]
    taken: list[int] = []
    start = threading.Barrier(4, timeout=10)

    def work() -> None:
        start.wait()
        while True:
            with database.session() as session:
                job = imports.claim(session)
                if job is None:
                    return
                taken.append(job.id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == wanted


def test_imports_are_claimed_in_order_or_by_name(database: Database) -> None:
    first, second, third = (queued(database) for _ in range(3))
    with database.session() as session:
        assert imports.claim(session, second).id == second  # type: ignore[union-attr]
    with database.session() as session:
        assert imports.claim(session, second) is None
        assert imports.claim(session).id == first  # type: ignore[union-attr]
    with database.session() as session:
        job = imports.claim(session)
        assert job is not None
        assert (job.id, job.state, job.worker) == (third, "running", imports.worker_name())
        assert imports.claim(session) is None


def test_the_import_of_a_worker_that_fell_silent_is_taken_over(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        imports.claim(session)
    with database.session() as session:
        assert imports.claim(session) is None
        gone = now() - SILENCE - timedelta(seconds=1)
        session.execute(update(Import).values(heartbeat=gone, worker="elsewhere:1"))
    with database.session() as session:
        job = imports.claim(session)
        assert job is not None
        assert (job.id, job.worker) == (import_id, imports.worker_name())
        assert imports.claim(session) is None


def test_a_worker_that_gives_signs_of_life_keeps_its_import(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        imports.claim(session)
        session.execute(update(Import).values(heartbeat=now() - SILENCE * 2))
        imports.beat(session, import_id)
    with database.session() as session:
        assert imports.claim(session) is None


@pytest.mark.parametrize(("error", "state"), [("", "done"), ("the encoder is missing", "failed")])
def test_a_finished_import_says_how_it_ended_and_is_not_claimed(
    database: Database, error: str, state: str
) -> None:
    import_id = queued(database)
    with database.session() as session:
        imports.claim(session)
        imports.finish(session, import_id, error)
    with database.session() as session:
        kept = imports.get(session, import_id)
        assert (kept.state, kept.error) == (state, error)
        assert kept.finished_at is not None
        assert imports.claim(session) is None


def test_a_resumed_import_knows_what_it_entered(database: Database) -> None:
    one, other = queued(database), queued(database)
    with database.session() as session:
        imports.enter(session, one, entry("1"))
    with database.session() as session:
        asked = [("faq.csv", "1"), ("faq.csv", "2"), ("other.csv", "1")]
        assert imports.entered(session, one, asked) == {("faq.csv", "1")}
        assert imports.entered(session, other, asked) == set()
        assert imports.entered(session, one, []) == set()


def test_an_item_is_known_by_id_and_content_from_whatever_file(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        article_id = an_article(session)
        talk = conversations.start(session, Opening("c", "chats.jsonl", "chat")).id
        imports.enter(session, import_id, entry("1", content="same", article_id=article_id))
        imports.enter(session, import_id, entry("2", content="same", conversation_id=talk))
        imports.enter(session, import_id, entry("3", "failed", content="same"))
        imports.enter(session, import_id, entry("4", "unchanged", content="same", article_id=article_id))
    with database.session() as session:
        assert imports.known(session, "1", "same").article_id == article_id  # type: ignore[union-attr]
        assert imports.known(session, "2", "same").conversation_id == talk  # type: ignore[union-attr]
        assert imports.known(session, "1", "edited") is None
        assert imports.known(session, "3", "same") is None
        session.delete(articles.get(session, article_id))
    with database.session() as session:
        assert imports.known(session, "1", "same") is None, "what it became is gone, so it is new again"


def test_counters_that_get_nothing_are_left_alone(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        imports.count(session, import_id, drafts=0, merged=2, published=False)
        imports.count(session, import_id)
    with database.reading() as session:
        kept = imports.get(session, import_id)
        assert (kept.drafts, kept.merged, kept.published) == (0, 2, 0)


def test_how_far_an_import_is_and_how_fast_it_goes_is_kept(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        assert imports.pace(imports.claim(session)) is None  # type: ignore[arg-type]
        imports.progress(session, import_id, "reading", 0, 100)
        job = imports.get(session, import_id)
        assert imports.pace(job) is None
        begun = job.step_started_at
        assert begun is not None
        imports.progress(session, import_id, "reading", 30, 100)
        assert job.step_started_at == begun
        job.heartbeat = begun + timedelta(seconds=10)
        assert imports.pace(job) == imports.Pace(rate=3.0, left=pytest.approx(70 / 3))
        job.step_total = None
        assert imports.pace(job) == imports.Pace(rate=3.0, left=None)
        imports.progress(session, import_id, "drafting", 0, 7)
        assert (job.step, job.step_done, job.step_total) == ("drafting", 0, 7)
        assert job.step_started_at >= begun
        imports.finish(session, import_id)
        session.refresh(job)
        assert imports.pace(job) is None


def test_a_worker_that_lost_its_import_is_told(database: Database) -> None:
    import_id = queued(database)
    with database.session() as session:
        imports.claim(session)
        assert imports.beat(session, import_id)
        session.execute(update(Import).values(worker="elsewhere:1"))
        assert not imports.beat(session, import_id)


def test_the_expected_number_of_items_is_kept(database: Database) -> None:
    with database.session() as session:
        job = imports.create(session, ["a.mbox"])
        imports.expect(session, job.id, 1200)
    with database.reading() as session:
        assert imports.get(session, job.id).total == 1200
