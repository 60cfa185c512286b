"""What every test may ask for: settings in a temporary home, an open library, both databases, the real data.

No test sees the caller's installation: `DANESH_*` is taken out of the environment and the working directory is
the test's own. Everything here is safe under pytest-xdist: each worker process has its own servers and files.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.database import Database
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.settings import Settings
from kb.tables import Base

# Databases and indexes wait for the disk at every step; in memory the tests run several times faster. Only with
# plenty of room: a full one ends the test process without a word (SIGBUS) when the index touches its mapped files.
MEMORY = Path("/dev/shm")
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 8 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
FOLDER = os.environ.get("PYTEST_DEBUG_TEMPROOT")

# Read when the model libraries are first imported: a test that names an unknown model must not wait for a network.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that wait must not keep others from working

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = Path(os.environ.get("DANESH_REAL_DATA") or ROOT.parent / "shared" / "data")
CACHE = Settings().cache  # the caller's: the model is written once for each machine, not once for each test
THREADS = 1  # several test processes share the cores
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _own_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the caller's settings and from `./var` of wherever it was started."""
    for name in [name for name in os.environ if name.startswith("DANESH_")]:
        if not name.startswith("DANESH_TEST_"):
            monkeypatch.delenv(name)
    if Settings().cache != CACHE:
        monkeypatch.setenv("DANESH_CACHE", str(CACHE))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real public data; the tests that need it skip without it."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real data in {REAL_DATA}; DANESH_REAL_DATA names its folder")
    return REAL_DATA


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with all state in the test's folder: SQLite, Qdrant Edge, the bundled model."""
    return Settings(home=tmp_path / "home", cache=CACHE, threads=THREADS, secret_key="only for tests")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled encoder, loaded once in each worker process."""
    return Encoder("", CACHE, THREADS)


@pytest.fixture
def library(settings: Settings, sqlite_template: Path, encoder: Encoder) -> Iterator[Library]:
    """An empty library on SQLite and Qdrant Edge."""
    copy_database(sqlite_template, settings)
    with Library.open(settings) as opened:
        opened.encoder = encoder
        yield opened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_library(
    request: pytest.FixtureRequest, settings: Settings, sqlite_template: Path, encoder: Encoder
) -> Iterator[Library]:
    """An empty library on Qdrant Edge, once on each database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_database")
        settings = settings.model_copy(update={"database_url": url})
    else:
        copy_database(sqlite_template, settings)
    with Library.open(settings) as opened:
        opened.encoder = encoder
        yield opened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, settings: Settings, sqlite_template: Path) -> Iterator[Database]:
    """An empty, migrated database, once of each kind."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_database")
        settings = settings.model_copy(update={"database_url": url})
    else:
        copy_database(sqlite_template, settings)
    opened = Database(settings.sqlalchemy_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy: much faster than migrating for each test."""
    home = tmp_path_factory.mktemp("template")
    settings = Settings(home=home)
    Database(settings.sqlalchemy_url).close()
    return home / "danesh.sqlite3"


def copy_database(template: Path, settings: Settings) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, settings.home / "danesh.sqlite3")


class PostgresServer:
    """A PostgreSQL of our own, on a socket in a temporary folder, with nothing kept safe against power loss."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._owner = _unprivileged()
        # Not under pytest's folder: that one is closed to other users, and its path is too long for a socket.
        self._folder = Path(tempfile.mkdtemp(prefix="danesh-pg-", dir=FOLDER))
        if self._owner:
            os.chown(self._folder, self._owner.pw_uid, self._owner.pw_gid)
        self._run("initdb", "-D", "data", "-U", "danesh", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        log = (self._folder / "log").open("wb")
        options = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")
        self._process = subprocess.Popen(
            [*_ends_with_parent(), binaries / "postgres", "-D", "data", "-k", self._folder]
            + [part for option in options for part in ("-c", option)],
            cwd=self._folder, stdout=log, stderr=log, **self._as_owner(),
        )  # fmt: skip
        log.close()
        self._wait()

    def _as_owner(self) -> dict[str, object]:
        owner = self._owner
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / name, *arguments],
            cwd=self._folder, check=True, capture_output=True, timeout=60, **self._as_owner(),
        )  # fmt: skip

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self.sql("SELECT 1")
            except Exception as error:
                if self._process.poll() is not None:
                    raise OSError((self._folder / "log").read_text(errors="replace")[-300:]) from error
                time.sleep(0.05)
            else:
                return
        raise OSError("it did not answer within 15 seconds")

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://danesh@/{name}?host={self._folder}"

    def sql(self, statement: str) -> None:
        """Carry out one statement outside any transaction."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def create(self) -> str:
        """Add a database and return its name."""
        name = f"danesh_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return name

    def empty(self, url: str) -> None:
        """Delete every row of a database, end whatever a test left open in it, and count from 1 again."""
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            statements = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
            statements += ["SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"]
            connection.execute("; ".join(statements))

    def drop(self, name: str) -> None:
        """Delete a database, whoever is still connected."""
        self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """End the server and delete its files."""
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        self._process.wait(timeout=30)
        shutil.rmtree(self._folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _ends_with_parent() -> list[str]:
    """A prefix that makes the kernel end a program with its parent: a killed test run leaves no server behind."""
    return ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []


def _postgres_binaries() -> Path | None:
    found = shutil.which("postgres")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for each worker process."""
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: no initdb on the PATH or in /usr/lib/postgresql/*/bin")
    try:
        server = PostgresServer(binaries)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL cannot be started here: {getattr(error, 'stderr', None) or error}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of a migrated database; ask for `postgres_database` to have it empty."""
    url = postgres_server.url(postgres_server.create())
    Database(Settings(database_url=url).sqlalchemy_url).close()
    return url


@pytest.fixture
def new_postgres(postgres_server: PostgresServer) -> Iterator[Callable[[], str]]:
    """Make databases without any tables; they are deleted after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(postgres_server.create())
        return postgres_server.url(made[-1])

    yield make
    for name in made:
        postgres_server.drop(name)


@pytest.fixture
def postgres_database(postgres_server: PostgresServer, postgres_url: str) -> str:
    """The address of a migrated database, emptied for the test: ten times faster than a new one."""
    postgres_server.empty(postgres_url)
    return postgres_url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium; its tests skip with a reason where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    sync_api.expect.set_options(timeout=30_000)  # as long as every other step waits
    with sync_api.sync_playwright() as playwright:
        path = path or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip(
                "no Chromium here: install one (`playwright install chromium`) to run the browser tests"
            )
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
