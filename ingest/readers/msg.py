"""Outlook's `.msg` files: one mail each.

Invariant: as for any mail, whatever the bytes are; mails attached to the mail are items of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.items import Failed, Item, Skipped
from ingest.readers import mail, mapi
from ingest.readers.mail_automatic import automatic_class
from ingest.readers.ole_mail import stored_mail
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind


def read_msg(path: Path, wanted: Kind = "mail") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The mail of a `.msg` file, then the mails inside it."""
    with path.open("rb") as file:
        raw = file.read(mail.LARGEST_MAIL + 1)
    source = str(path)
    if len(raw) > mail.LARGEST_MAIL:
        reason = because("mail_large", megabytes=mail.LARGEST_MAIL // 2**20)
        yield Item(source, path.name, "mail", raw[: mail.KEPT_OF_TOO_LARGE], Failed(reason))
        return
    yield from msg_items(source, path.name, raw)


def msg_items(source: str, name: str, raw: bytes) -> Iterator[Item]:
    """The items of the bytes of a `.msg` file; `name` is the key where they are no mail."""
    stored = stored_mail(raw)
    if stored is None:
        yield Item(source, name, "mail", raw, Failed(because("mail_damaged")))
        return
    items = mail.message_items(source, raw, mapi.mail_of(stored))
    first = next(items)
    if what := automatic_class(mapi.text(stored.properties, mapi.CLASS)):
        yield replace(first, content=Skipped(because("automatic", what=what)))
        return
    yield first
    yield from items
