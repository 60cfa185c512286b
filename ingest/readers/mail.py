"""One mail, from bytes to `Mail`.

Invariant: any bytes give exactly one item and never an exception. The key is the Message-ID, or the digest of
the bytes where a mail has none.
"""

from __future__ import annotations

import hashlib
import re
from email import message_from_bytes
from typing import TYPE_CHECKING

from ingest.items import Address, Failed, Item, Mail, Skipped
from ingest.readers.mail_automatic import automatic
from ingest.readers.mail_body import attachments, body
from ingest.readers.mail_headers import POLICY, addresses, header, raw_headers, sent_at
from ingest.threads import message_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path

    from ingest.items import Content, Kind

LARGEST_MAIL = 64 * 2**20  # bytes; what is beyond cannot be a mail anybody reads
_KEPT_OF_TOO_LARGE = 2**16  # bytes kept of it, enough to see what it was
_LONGEST_ID = 500
_KNOWN = (
    *("from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "delivered-to"),
    *("mime-version", "content-type", "in-reply-to", "references", "reply-to", "sender", "resent-from"),
)
_START = re.compile(rb"(?:\xef\xbb\xbf|\s)*(?:>?From [^\n]*\n)*[A-Za-z][A-Za-z0-9-]{1,60}:", re.ASCII)
_POSTMARKS = re.compile(rb"(?:>?From [^\n]*\n)+")
_HEADER_LINE = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)


def read_mail(path: Path, wanted: Kind = "mail") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The one mail of a file of any name."""
    with path.open("rb") as file:
        raw = file.read(LARGEST_MAIL + 1)
    yield mail_item(str(path), raw) if len(raw) <= LARGEST_MAIL else too_large(str(path), raw)


def mail_item(source: str, raw: bytes) -> Item:
    """The item of one mail, whatever its bytes are."""
    key = hashlib.sha256(raw).hexdigest()
    content: Content
    if not raw.strip():
        content = Failed("the mail is empty")
    else:
        try:
            message = _parsed(raw)
            key = _message_id(message) or key
            content = _content(message, key)
        except RecursionError:
            content = Failed("the parts of the mail are nested too deeply")
        except Exception as error:  # noqa: BLE001  the parser of the standard library raises nearly anything
            content = Failed(f"the mail is malformed ({type(error).__name__})")
    return Item(source=source, key=key, kind="mail", raw=raw, content=content)


def too_large(source: str, raw: bytes) -> Item:
    """The item of a mail that is larger than any mail should be; only its beginning is kept."""
    item = mail_item(source, raw[:_KEPT_OF_TOO_LARGE])
    reason = f"the mail is larger than {LARGEST_MAIL // 2**20} MB"
    return Item(source=source, key=item.key, kind="mail", raw=item.raw, content=Failed(reason))


def looks_like_mail(start: bytes) -> bool:
    """Whether the first bytes of a file are mail headers: at least two that every mail program writes."""
    if _START.match(start) is None:
        return False
    head = re.split(rb"\r?\n\r?\n", start.lstrip(), maxsplit=1)[0]
    names = {name.decode("ascii").lower() for name in _HEADER_LINE.findall(head)}
    return len(names & set(_KNOWN)) > 1


def _parsed(raw: bytes) -> Message:
    """The mail by the lenient parser; the strict policy raises on headers that are merely ugly."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    postmark = _POSTMARKS.match(raw)  # the lines an mbox puts before a mail
    return message_from_bytes(raw[postmark.end() :] if postmark else raw, policy=POLICY)


def _content(message: Message, key: str) -> Content:
    if not any(raw_headers(message, name) for name in _KNOWN):
        return Failed("the file has no mail headers")
    if reason := automatic(message):
        return Skipped(f"{reason}, not written by a person")
    sender = next(iter(addresses(message, "from", "sender", "reply-to")), Address("", ""))
    return Mail(
        message_id=key,
        in_reply_to=_ids(message, "in-reply-to"),
        references=_ids(message, "references"),
        subject=header(message, "subject"),
        from_address=sender.address,
        from_name=sender.name,
        to=addresses(message, "to"),
        cc=addresses(message, "cc"),
        sent_at=sent_at(message),
        text=body(message),
        attachments=attachments(message),
    )


def _message_id(message: Message) -> str:
    """The id of a mail, or "" where it has none that could serve as one."""
    for value in raw_headers(message, "message-id"):
        found = message_ids(value)
        bare = found[0] if found else value.strip(" \t\r\n<>")
        if bare and len(bare) <= _LONGEST_ID and bare.isascii() and not re.search(r"\s", bare):
            return bare
    return ""


def _ids(message: Message, name: str) -> tuple[str, ...]:
    """The ids in all headers of that name; what is too long or not ASCII is no id."""
    found = [one for value in raw_headers(message, name) for one in message_ids(value)]
    return tuple(dict.fromkeys(one for one in found if len(one) <= _LONGEST_ID and one.isascii()))
