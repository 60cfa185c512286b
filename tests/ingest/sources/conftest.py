"""A mail server for each worker process, a mailbox of its own for each test, and a library that costs nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from ingest import pipeline
from kb.library import Library
from kb.tables import Import, Message, RawMessage
from tests.ingest.sources.mail_server import PASSWORD, MailServer
from tests.kb.digest_encoder import DigestEncoder

_folders = itertools.count(1)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def mailbox(mail_server: MailServer) -> str:
    """The name of a new, empty folder on the server."""
    name = f"Support {next(_folders)}"
    with mail_server.client() as client:
        client.create_folder(name)
    return name


@pytest.fixture
def library(library: Library) -> Library:
    library.encoder = DigestEncoder("", library.settings.cache)
    return library


@pytest.fixture
def configure(library: Library) -> Callable[..., Library]:
    """Give the library other settings."""

    def set_to(**values: Any) -> Library:
        values = {"imap_password": PASSWORD, **values}
        library.settings = library.settings.model_copy(update=values)
        return library

    return set_to


def run_all(library: Library) -> list[Import]:
    """Run what waits, as a worker does; return all imports."""
    while pipeline.run(library) is not None:
        pass
    with library.database.reading() as session:
        found = list(session.scalars(select(Import).order_by(Import.id)))
    assert all(job.items == job.imported + job.unchanged + job.skipped + job.failed for job in found)
    return found


def message_ids(library: Library) -> list[str]:
    """The ids of every stored message, one for each row."""
    with library.database.reading() as session:
        return sorted(session.scalars(select(Message.external_id)))


def raw_texts(library: Library) -> list[str]:
    with library.database.reading() as session:
        return list(session.scalars(select(RawMessage.text)))
