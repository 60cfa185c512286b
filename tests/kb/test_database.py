"""Opening and migrating a database; what a session and a reading promise on SQLite and PostgreSQL alike."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, select, text
from sqlalchemy.exc import IntegrityError, InternalError

from kb.database import Database, _engine, migrate, revisions
from kb.errors import DatabaseUnavailableError
from kb.settings import Settings
from kb.tables import Article, Base, Category, ImportItem, Question
from tests.kb.made_up_rows import contents, made_up

OPEN = "import sys; from kb.database import Database; Database(sys.argv[1]).close()"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any tables."""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_postgres")
        return Settings(database_url=make()).sqlalchemy_url
    return f"sqlite:///{tmp_path / 'fresh' / 'danesh.sqlite3'}"


@pytest.fixture
def fresh(fresh_url: str) -> Iterator[Database]:
    opened = Database(fresh_url)
    yield opened
    opened.close()


def category(name: str) -> Category:
    return Category(name=name, slug=name, language="en")


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Category.name)))


def test_migrating_again_changes_nothing(fresh: Database) -> None:
    with fresh.session() as session:
        session.add(category("kept"))
    migrate(fresh.engine)
    assert names(fresh) == {"kept"}


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_an_older_database_keeps_every_row_and_reference(fresh_url: str, revision: str) -> None:
    engine = _engine(fresh_url)
    migrate(engine, revision)
    before = made_up(engine)
    migrate(engine)
    after = contents(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
    for name, rows in before.items():
        assert rows, f"{name} was not filled"
        kept = rows[0].keys() & after[name][0].keys() if after[name] else set()
        assert [{key: row[key] for key in kept} for row in after[name]] == [
            {key: row[key] for key in kept} for row in rows
        ], name


def test_the_migrations_make_exactly_the_tables_of_the_code(fresh: Database) -> None:
    with fresh.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_every_constraint_of_the_code(fresh: Database) -> None:
    """Alembic does not compare check constraints or what a foreign key does on deletion."""
    seen = inspect(fresh.engine)
    for table in Base.metadata.sorted_tables:
        keys = {
            (key["constrained_columns"][0], key["options"].get("ondelete"))
            for key in seen.get_foreign_keys(table.name)
        }
        assert keys == {(key.parent.name, key.ondelete) for key in table.foreign_keys}, table.name
        checks = [check["name"] for check in seen.get_check_constraints(table.name)]
        named = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        assert len(checks) == len(named), table.name


def test_processes_may_migrate_a_new_database_at_once(fresh_url: str) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", OPEN, fresh_url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    errors = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], errors
    opened = Database(fresh_url)
    assert names(opened) == set()
    opened.close()


def test_a_new_database_that_another_process_writes_is_waited_for(tmp_path: Path) -> None:
    """SQLite refuses the switch to WAL mode at once while another writes, whatever its busy timeout says."""
    path = tmp_path / "danesh.sqlite3"
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("CREATE TABLE first (name TEXT)")
    tried = threading.Event()

    def sleep(_seconds: float) -> None:
        tried.set()

    with ThreadPoolExecutor(1) as pool, mock.patch("kb.database.sleep", sleep):
        opening = pool.submit(Database, f"sqlite:///{path}")
        assert tried.wait(30)
        writer.execute("COMMIT")
        opening.result(30).close()
    writer.close()
    with contextlib.closing(sqlite3.connect(path)) as then:
        assert then.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert then.execute("SELECT name FROM first").fetchall() == []


def _shape(database: Database) -> dict[str, object]:
    seen = inspect(database.engine)
    return {
        table: (
            [(column["name"], column["nullable"]) for column in seen.get_columns(table)],
            {
                (index["name"], *index["column_names"])
                for index in seen.get_indexes(table)
                if not index.get("duplicates_constraint")  # PostgreSQL lists those of unique constraints too
            },
            {tuple(unique["column_names"]) for unique in seen.get_unique_constraints(table)},
        )
        for table in seen.get_table_names()
    }


def test_both_databases_have_the_same_tables(sqlite_template: Path, request: pytest.FixtureRequest) -> None:
    url = Settings(database_url=request.getfixturevalue("postgres_url")).sqlalchemy_url
    databases = [Database(f"sqlite:///{sqlite_template}"), Database(url)]
    shapes = [_shape(database) for database in databases]
    for database in databases:
        database.close()
    assert shapes[0] == shapes[1]


def test_a_session_keeps_all_or_nothing(database: Database) -> None:
    def fail() -> None:
        with database.session() as session:
            session.add(category("lost"))
            session.flush()
            raise ValueError

    with database.session() as session:
        session.add(category("kept"))
    with pytest.raises(ValueError):
        fail()
    assert names(database) == {"kept"}


def test_foreign_keys_hold(database: Database) -> None:
    item = ImportItem(import_id=12345, source="s", item="i", kind="faq", outcome="imported", content_hash="h")
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(item)


def test_the_statuses_and_audiences_are_the_only_ones(database: Database) -> None:
    for wrong in ({"status": "live"}, {"audience": "everybody"}):
        with pytest.raises(IntegrityError), database.session() as session:
            session.add(Article(language="en", **wrong))


def test_moments_come_back_in_utc(database: Database) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    asked = datetime(2024, 3, 20, 6, 36, 30, 123456, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    with database.session() as session:
        session.add(Question(text="?", language="fa", audience="public", channel="api", asked_at=asked))
    with database.reading() as session:
        kept = session.scalars(select(Question.asked_at)).one()
    assert kept == asked
    assert kept.tzinfo is UTC


def test_text_that_no_database_takes_is_kept_readable(database: Database) -> None:
    """A NUL or half a character, from whatever door, must not fail on one of the databases; lengths stay."""
    with database.session() as session:
        session.add(Question(text="a\x00b\ud800c😀", language="en", audience="public", channel="api"))
        session.add(Article(language="en", tags=["a\x00b\ud800c"]))
    with database.reading() as session:
        assert session.scalars(select(Question.text)).one() == "a\ufffdb\ufffdc😀"
        assert session.scalars(select(Question.id).filter_by(text="a\x00b\ud800c😀")).all()
        assert session.scalars(select(Article.tags)).one()[0].startswith("a")


def test_reading_does_not_wait_for_a_writer_and_sees_no_half_work(database: Database) -> None:
    with database.session() as session:
        session.add(category("before"))
    with database.session() as writing:
        writing.add(category("half"))
        writing.flush()
        seen: list[set[str]] = []
        reader = threading.Thread(target=lambda: seen.append(names(database)))
        reader.start()
        reader.join(timeout=5)
        assert seen == [{"before"}]


def test_reading_sees_one_moment(database: Database) -> None:
    """A backup or a check that takes long must not mix what was true before and after a change."""
    with database.session() as session:
        session.add(category("one"))
    with database.reading() as reading:
        assert reading.scalars(select(Category.name)).all() == ["one"]
        with database.session() as session:
            session.add(category("two"))
        assert reading.scalars(select(Category.name)).all() == ["one"]
    assert names(database) == {"one", "two"}


def test_reading_keeps_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(category("written while reading"))
        with contextlib.suppress(InternalError):  # PostgreSQL refuses it outright
            session.flush()
        session.rollback()
    assert names(database) == set()


def test_writers_wait_for_each_other(database: Database) -> None:
    def write(number: int) -> None:
        with database.session() as session:
            known = len(session.scalars(select(Category.id)).all())
            session.add(category(f"{number}-{known}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(database)) == 8


def test_sqlite_writes_ahead_and_survives_power_loss(sqlite_template: Path) -> None:
    database = Database(f"sqlite:///{sqlite_template}")
    with database.reading() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nobody@127.0.0.1:1/x?connect_timeout=1",
        "nonsense://x",
        "no address at all",
        "sqlite:////proc/nowhere/danesh.sqlite3",
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match="DANESH_DATABASE_URL") as caught:
        Database(url)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "danesh.sqlite3"
    file.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(DatabaseUnavailableError, match="not a database"):
        Database(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"this is a letter")


def test_a_database_of_a_newer_danesh_is_left_alone(fresh: Database, fresh_url: str) -> None:
    with fresh.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailableError, match="9999"):
        Database(fresh_url)
