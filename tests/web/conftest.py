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
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.access import keys
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.settings import Settings
from tests.web.every_page import prepare
from tests.web.gallery import Gallery
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
    shutil.rmtree(settings.home, ignore_errors=True)  # a thread of the server may write its last


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


class Server:
    """One real server for each worker process; each test puts its own application behind it."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.app: FastAPI | None = None
        config = uvicorn.Config(
            self._serve, "127.0.0.1", port, log_level="error", lifespan="off", interface="asgi3"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        if self.app is None:
            raise ConnectionAbortedError  # a browser of an earlier test still asks
        await self.app(scope, receive, send)

    def stop(self) -> None:
        """End it, whoever is still connected."""
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def address(library: Library, _server: Server) -> Iterator[str]:
    """The address of a real server over the seeded knowledge base, for a real browser."""
    library.settings = library.settings.model_copy(update={"public_url": _server.address})
    _server.app = create_app(library)
    yield _server.address
    _server.app = None


@pytest.fixture(scope="session")
def gallery(_seeded: tuple[Path, Shop], encoder: Encoder, tmp_path_factory: Any) -> Iterator[Gallery]:
    """Every page of every room, collected once for each worker process."""
    homes = tmp_path_factory.mktemp("gallery")
    subprocess.run(["cp", "-r", "--sparse=always", _seeded[0], homes / "shop"], check=True)
    settings = Settings(cache=encoder_cache(), threads=1, secret_key="only for tests")
    opened = [Library.open(settings.model_copy(update={"home": homes / name})) for name in ("shop", "empty")]
    for library in opened:
        library.encoder = encoder
    yield Gallery(*opened, _seeded[1], prepare(opened[0]))
    for library in opened:
        library.close()
    shutil.rmtree(homes, ignore_errors=True)


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where journeys keep their screenshots, to be looked at."""
    beside = Path(__file__).resolve().parents[2] / "test-artefacts"
    folder = Path(os.environ.get("DANESH_TEST_PICTURES", beside))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visits(chromium: Any, address: str) -> Iterator[Callable[..., Callable[..., Any]]]:
    """Sign in with a role, from a page on which something must be seen; no page may complain to the browser."""
    opened = []
    complaints: list[str] = []

    def heard(said: Any) -> None:
        if said.type in {"error", "warning"}:
            complaints.append(said.text)

    def signed_in(role: str, start: str, seen: str) -> Callable[..., Any]:
        def open_page(code: str = "en", **options: Any) -> Any:
            opened.append(chromium.new_context(base_url=address, **options))
            page = opened[-1].new_page()
            page.on("console", heard)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"/account/sign-in?language={code}&after={start}")
            page.fill("#email", f"{role}@shop.example")
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_selector(seen)
            page.wait_for_load_state()  # only then its script listens
            return page

        return open_page

    yield signed_in
    for context in opened:
        context.close()
    assert not complaints
