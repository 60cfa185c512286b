"""Opens the database: SQLite in WAL mode or PostgreSQL, migrated to the newest tables.

`Session` is the unit of work; other packages take it as an argument and never import SQLAlchemy themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from kb.errors import DatabaseUnavailableError
from kb.turns import Turns

__all__ = ["Database", "Session"]

BUSY_MILLISECONDS = 30_000  # a writer waits for those of other processes
PATIENCE = 300.0  # seconds a writer waits for those of its own
RETRY = 0.01  # seconds between tries to switch a new SQLite file to WAL mode
READERS = 20  # SQLite connections kept open: one beyond them is opened and prepared anew each time
MIGRATIONS = Path(__file__).with_name("migrations")


class Database:
    """One database and its sessions, its tables brought to a revision: the newest unless said."""

    def __init__(self, url: str, revision: str = "head") -> None:
        try:
            self.engine = _engine(url)
            self._migrate(revision)
        except (DatabaseError, ArgumentError, NoSuchModuleError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise DatabaseUnavailableError(reason=reason) from error
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._turns = Turns(PATIENCE) if self.engine.dialect.name == "sqlite" else None

    def _migrate(self, revision: str) -> None:
        try:
            migrate(self.engine, revision)
        except BaseException:
            self.engine.dispose()
            raise

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session that commits at the end, or rolls back when an error leaves the block."""
        with self._turns.turn() if self._turns else nullcontext(), self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads: it never waits for a writer and sees everything as of one moment."""
        with (
            self.engine.connect().execution_options(**_reading(self.engine)) as connection,
            Session(connection) as session,
        ):
            yield session

    def wipe(self) -> None:
        """Take what was deleted out of SQLite's log as well; PostgreSQL clears away by itself."""
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    pool = {}
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        pool = {"pool_size": READERS, "max_overflow": READERS}
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000}, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _reading(engine: Engine) -> dict[str, Any]:
    if engine.dialect.name == "postgresql":
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {"read_only": True}  # see `_begin_immediate`


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late for a consistent read
    _keep_a_log(connection)
    for pragma in (
        "synchronous=FULL",  # a commit survives power loss
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, not only forgotten
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_a_log(connection: Any) -> None:
    """Switch a new file to WAL mode; SQLite refuses that at once, without its busy timeout, while another writes."""
    until = monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or monotonic() > until:
                raise
            sleep(RETRY)
        else:
            return


def _begin_immediate(connection: Any) -> None:
    # A deferred transaction that turns into a writer half way fails at once with "database is locked";
    # one that waits for the lock at its start does not. Readers that never write say so by `read_only`.
    mode = "DEFERRED" if connection.get_execution_options().get("read_only") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision, the newest unless said; safe when several processes start at once.

    Raises:
        DatabaseUnavailableError: the tables are those of a version that this one does not know.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _migrating(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            reason = f"its tables are those of another version of Danesh ({error})"
            raise DatabaseUnavailableError(reason=reason) from error


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Give a transaction for changing tables, one at a time for all processes."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727001)")
                yield connection
            return
        # SQLite changes some columns by copying the table and dropping the old one, and a dropped table takes
        # along what refers to it. The switch works outside of transactions only.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def revisions() -> list[str]:
    """The revisions of the tables, oldest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]
