"""A help center with articles in three languages, an internal one, and drafts; clients in every role; a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.access import keys
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.settings import Settings
from tests.web.shop import PASSWORD, Shop, seed, send
from web.app import create_app


@pytest.fixture(scope="session")
def _seeded(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[Path, Shop]:
    home = tmp_path_factory.mktemp("shop") / "home"
    with Library.open(
        Settings(home=home, cache=encoder_cache(), threads=2, secret_key="only for tests")
    ) as library:
        library.encoder = encoder
        shop = seed(library)
    return home, shop


def encoder_cache() -> Path:
    return Settings().cache


@pytest.fixture
def shop(_seeded: tuple[Path, Shop]) -> Shop:
    return _seeded[1]


@pytest.fixture
def library(_seeded: tuple[Path, Shop], settings: Settings, encoder: Encoder) -> Iterator[Library]:
    """The seeded knowledge base, a copy for each test."""
    # The index has sparse files of 200 MB: Python's own copying would fill them, and nobody needs them afterwards.
    subprocess.run(["cp", "-r", "--sparse=always", _seeded[0], settings.home], check=True)
    with Library.open(settings) as opened:
        opened.encoder = encoder
        yield opened
    shutil.rmtree(settings.home)


@pytest.fixture
def app(library: Library) -> FastAPI:
    return create_app(library)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A customer's browser."""
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def signed_in(app: FastAPI) -> Callable[[str], TestClient]:
    """Return a browser in which somebody of this role has signed in."""

    def make(role: str) -> TestClient:
        browser = TestClient(app, follow_redirects=False)
        fields = {"email": f"{role}@shop.example", "password": PASSWORD}
        assert send(browser, "/account/sign-in", fields).status_code == 303
        return browser

    return make


@pytest.fixture
def key(library: Library) -> Callable[[str], dict[str, str]]:
    """Return the header of a new API key of this role."""

    def make(role: str) -> dict[str, str]:
        with library.database.session() as session:
            return {"Authorization": f"Bearer {keys.create(session, name='test', role=role)}"}

    return make


@pytest.fixture
def address(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a real server over the seeded knowledge base, for a real browser."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    library.settings = library.settings.model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    server = uvicorn.Server(
        uvicorn.Config(create_app(library), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where journeys keep their screenshots, to be looked at."""
    beside = Path(__file__).resolve().parents[2] / "test-artefacts"
    folder = Path(os.environ.get("DANESH_TEST_PICTURES", beside))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
