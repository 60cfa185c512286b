"""Opens a mailbox folder for reading: connects with TLS, signs in, and selects it with EXAMINE.

Nothing is ever written to a mailbox. Whatever goes wrong becomes one sentence without the password and without
words of the server, which may quote what it was sent.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from ingest.reasons import Reason, because
from ingest.sources.mailbox_address import MailboxAddress
from kb.errors import DaneshError
from kb.settings import Settings

PATIENCE = 30.0  # seconds a server may take to answer


class MailboxUnavailableError(DaneshError):
    """The mailbox {mailbox} cannot be read: {reason}."""


class MailboxRefusedError(MailboxUnavailableError):
    """The mailbox {mailbox} cannot be read: {reason}."""  # trying again soon may lock the account


@dataclass(frozen=True)
class Folder:
    """An open folder; `uid_next` is the lowest UID that is not given away yet, 0 where the server does not say."""

    client: IMAPClient
    uid_validity: int
    uid_next: int
    pushes: bool


@contextlib.contextmanager
def opened(settings: Settings, address: MailboxAddress, folder: str) -> Iterator[Folder]:
    """Open one folder of a mailbox, read-only.

    Raises:
        MailboxUnavailableError: it cannot be reached or read, now or at any time within the block.
        MailboxRefusedError: the server does not let this user in.
    """
    name = address.name(folder)
    with named(name), contextlib.ExitStack() as closing:
        client = _connected(settings, address)
        closing.callback(_close, client)
        _sign_in(client, settings, address, name)
        answer = _examine(client, folder, name)
        validity = int(answer.get(b"UIDVALIDITY", 0))
        following = int(answer.get(b"UIDNEXT", 0))
        yield Folder(client, validity, following, client.has_capability("IDLE"))


@contextlib.contextmanager
def named(mailbox: str) -> Iterator[None]:
    """Turn what libraries raise into one sentence about this mailbox."""
    try:
        yield
    except (OSError, IMAPClientError) as error:
        raise MailboxUnavailableError(mailbox=mailbox, reason=_reason(error)) from error


def _reason(error: Exception) -> Reason:  # noqa: PLR0911 - a table of cases
    match error:
        case ssl.SSLCertVerificationError():
            return because("mailbox_certificate", detail=error.verify_message)
        case ssl.SSLError():
            return because("mailbox_no_tls")
        case socket.gaierror():
            return because("mailbox_unknown")
        case ConnectionRefusedError():
            return because("mailbox_silent")
        case TimeoutError():
            return because("mailbox_slow", seconds=PATIENCE)
        case CapabilityError():
            return because("mailbox_lacks")
        case IMAPClientAbortError() | ConnectionError():
            return because("mailbox_ended")
        case OSError():
            return because("mailbox_unreachable", detail=(error.strerror or type(error).__name__).lower())
        case _:
            return because("mailbox_error")


def _connected(settings: Settings, address: MailboxAddress) -> IMAPClient:
    try:
        trusted = ssl.create_default_context(cafile=settings.imap_ca_file or None)
    except OSError as error:
        reason = because("mailbox_ca_file", detail=error.strerror or because("no_pem"))
        raise MailboxUnavailableError(mailbox=address.name(address.folders[0]), reason=reason) from error
    encrypted = address.security == "tls"
    client = IMAPClient(
        address.host,
        port=address.port,
        ssl=encrypted,
        ssl_context=trusted if encrypted else None,
        timeout=PATIENCE,
    )
    if address.security == "starttls":
        try:
            client.starttls(trusted)
        except BaseException:
            _close(client)
            raise
    return client


def _sign_in(client: IMAPClient, settings: Settings, address: MailboxAddress, name: str) -> None:
    secret = _secret(settings, name)
    try:
        if settings.imap_auth == "xoauth2":
            client.oauth2_login(address.user, secret)
        else:
            client.login(address.user, secret)
    except IMAPClientAbortError:
        raise
    except (LoginError, UnicodeError):
        # Without the server's own words and without the cause: they may hold what was sent.
        raise MailboxRefusedError(mailbox=name, reason=because("mailbox_refused")) from None


def _secret(settings: Settings, name: str) -> str:
    """Return the password or token; a file is read each time, so a token may be renewed in it."""
    secret = settings.imap_password
    if settings.imap_password_file:
        try:
            secret = Path(settings.imap_password_file).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise MailboxRefusedError(mailbox=name, reason=because("mailbox_password_file")) from None
    if not secret:
        raise MailboxRefusedError(mailbox=name, reason=because("mailbox_no_password"))
    return secret


def _examine(client: IMAPClient, folder: str, name: str) -> dict[bytes, int]:
    try:
        answer: dict[bytes, int] = client.select_folder(folder, readonly=True)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise MailboxUnavailableError(mailbox=name, reason=because("mailbox_no_folder")) from error
    return answer


def _close(client: IMAPClient) -> None:
    """Say goodbye where that is still possible; never raise."""
    with contextlib.suppress(Exception):
        client.logout()
        return
    with contextlib.suppress(Exception):
        client.shutdown()
