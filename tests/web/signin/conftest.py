"""A real mail server in this process, and applications with settings of their own."""

from __future__ import annotations

import email
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.library import Library
from web.app import create_app

LINK = re.compile(r"https?://\S+/account/\w+/[\w-]+")


@dataclass
class Mailbox:
    """What the mail server was given, and its address."""

    url: str
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - the library calls it so
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    def text(self, number: int = -1) -> str:
        return self.mails[number].get_body(("plain",)).get_content()

    def html(self, number: int = -1) -> str:
        return self.mails[number].get_body(("html",)).get_content()

    def path(self) -> str:
        """Where the link in the last mail leads on our site."""
        return "/account/" + LINK.search(self.text())[0].partition("/account/")[2]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that takes everything."""
    box = Mailbox("")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    box.url = f"smtp+insecure://127.0.0.1:{port}"
    yield box
    server.stop()


@pytest.fixture
def configured(library: Library) -> Callable[..., FastAPI]:
    """Make an application whose settings differ from the usual ones."""

    def make(**settings) -> FastAPI:
        library.settings = library.settings.model_copy(update=settings)
        return create_app(library)

    return make


@pytest.fixture
def posting(mailbox: Mailbox, configured) -> FastAPI:
    """An application that sends mails."""
    return configured(
        smtp_url=mailbox.url, smtp_from="Barg <help@barg.example>", public_url="http://help.barg.example"
    )


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


def posted(app: FastAPI) -> None:
    """Wait until everything behind the requests was sent."""
    app.state.outbox.submit(lambda: None).result(10)
