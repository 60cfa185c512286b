"""What Outlook keeps of a mail (MAPI properties) as a mail of the internet.

Invariant: pure; whatever the properties are, a mail comes out that the readers of mails take. The numbers are those
of the open specifications [MS-OXPROPS] and [MS-OXCMSG].
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import TYPE_CHECKING

from ingest.readers import rtf_text
from ingest.readers.charsets import decode
from ingest.readers.mail_headers import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Value = bytes | str | int | datetime
Properties = dict[int, Value]

CLASS, SUBJECT, TRANSPORT_HEADERS, BODY, RTF, HTML = 0x001A, 0x0037, 0x007D, 0x1000, 0x1009, 0x1013
_MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x1035, 0x1039, 0x1042
_DATES = (0x0039, 0x0E06, 0x3007)  # submitted, delivered, created
_SENDERS = ((0x0042, 0x5D02, 0x0065), (0x0C1A, 0x5D01, 0x0C1F))  # of whom and by whom: name, SMTP, address
_NAME, _ADDRESS, _SMTP, _RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
DATA, FILE_NAME, LONG_NAME, MIME_TYPE, HIDDEN = 0x3701, 0x3704, 0x3707, 0x370E, 0x7FFE
_CODE_PAGES = (0x3FDE, 0x3FFD)
_KINDS = {1: "To", 2: "Cc"}
_OF_THE_BODY = {"content-type", "content-transfer-encoding", "mime-version", "content-disposition"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UTF8 = 65001


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment: its properties, and its bytes or the mail that it is."""

    properties: Properties
    data: bytes = b""
    mail: StoredMail | None = None


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail as Outlook stores it; `recipients` are properties of one person each."""

    properties: Properties
    recipients: Sequence[Properties] = ()
    files: Sequence[StoredFile] = ()


def moment(ticks: int) -> datetime:
    """A date of Windows (tenths of microseconds since 1601); the first one where it is out of range."""
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return _EPOCH


def text(properties: Properties, name: int) -> str:
    """A property as text, bytes by the code page the mail names."""
    value = properties.get(name, "")
    if isinstance(value, bytes):
        return decode(value, code_page(properties)).strip("\0")
    return value if isinstance(value, str) else ""


def code_page(properties: Properties) -> str | None:
    """The charset of a mail's bytes, or None where it names none."""
    number = next((found for name in _CODE_PAGES if isinstance(found := properties.get(name), int)), None)
    return None if number is None else "utf-8" if number == _UTF8 else f"cp{number}"


def mail_of(stored: StoredMail) -> Message:
    """The mail with its headers, its text in all versions, and what is attached."""
    message = _headers(stored)
    # A boundary that follows from the mail, so that the same mail always has the same bytes.
    mark = hashlib.blake2b(repr(sorted(stored.properties.items())).encode(), digest_size=12).hexdigest()
    message["Content-Type"] = f'multipart/mixed; boundary="=_{mark}"'
    message.set_payload([*parts_of(stored, with_text=True)])
    return message


def parts_of(stored: StoredMail, *, with_text: bool) -> Iterator[Message]:
    """The versions of the text as one part, where they are wanted, then a part for each attachment."""
    versions = list(_versions(stored.properties)) if with_text else []
    if len(versions) > 1:
        yield _alternatives(versions)
    yield from versions[:1] if len(versions) == 1 else ()
    for file in stored.files:
        yield _attachment(file)


def _versions(properties: Properties) -> Iterator[Message]:
    plain = text(properties, BODY)
    if plain.strip():
        yield _part("text/plain", plain)
    markup = text(properties, HTML)
    if not markup.strip() and not plain.strip() and isinstance(packed := properties.get(RTF), bytes):
        rich = rtf_text.unpacked(packed)
        if rtf_text.holds_html(rich):
            markup = rtf_text.html_of(rich)
        else:
            yield _part("text/plain", rtf_text.text_of(rich))
    if markup.strip():
        yield _part("text/html", markup)


def _part(kind: str, words: str) -> Message:
    part = Message(policy=POLICY)
    part["Content-Type"] = f"{kind}; charset=utf-8"
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(words.encode("utf-8", "replace").decode("ascii", "surrogateescape"))
    return part


def _alternatives(parts: list[Message]) -> Message:
    part = Message(policy=POLICY)
    part["Content-Type"] = 'multipart/alternative; boundary="=_versions"'
    part.set_payload([*parts])
    return part


def _attachment(file: StoredFile) -> Message:
    part = Message(policy=POLICY)
    if file.mail is not None:
        part["Content-Type"] = "message/rfc822"
        part.set_payload([mail_of(file.mail)])
        return part
    kind = text(file.properties, MIME_TYPE).strip() or "application/octet-stream"
    name = text(file.properties, LONG_NAME) or text(file.properties, FILE_NAME)
    if "/" not in kind or kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    part["Content-Type"] = _one_line(kind)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", _one_line(name)))
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(file.data.decode("ascii", "surrogateescape"))
    return part


def _headers(stored: StoredMail) -> Message:
    """The headers the mail came with; what they lack, or all of one never sent, from the properties."""
    message = Message(policy=POLICY)
    given = HeaderParser(policy=POLICY).parsestr(text(stored.properties, TRANSPORT_HEADERS).lstrip())
    for name, value in given.raw_items():
        if name.lower() not in _OF_THE_BODY:
            message[name] = value
    for name, value in _made_headers(stored):
        if value and name not in message:
            message[name] = _encoded(_one_line(value))
    return message


def _made_headers(stored: StoredMail) -> Iterator[tuple[str, str]]:
    properties = stored.properties
    yield "Message-ID", text(properties, _MESSAGE_ID)
    yield "In-Reply-To", text(properties, _IN_REPLY_TO)
    yield "References", text(properties, _REFERENCES)
    yield "Subject", text(properties, SUBJECT)
    for name, *addresses in _SENDERS:
        yield "From", _person(text(properties, name), [text(properties, one) for one in addresses])
    for number, header in _KINDS.items():
        people = [one for one in stored.recipients if one.get(_RECIPIENT_KIND, 1) == number]
        named = (_person(text(one, _NAME), [text(one, _SMTP), text(one, _ADDRESS)]) for one in people)
        yield header, ", ".join(filter(None, named))
    dates = (properties.get(name) for name in _DATES)
    sent = next((date for date in dates if isinstance(date, datetime) and date > _EPOCH), None)
    yield "Date", format_datetime(sent) if sent else ""


def _person(name: str, addresses: Sequence[str]) -> str:
    """A person as in a header; addresses inside an Exchange server (`/O=…`) are none."""
    address = next((one for one in addresses if "@" in one), "")
    name = name.replace('"', "").replace("\\", "").strip(" '")
    quoted = f'"{name}" ' if name and name != address else ""
    return f"{quoted}<{address}>" if address else quoted.strip()


def _encoded(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8", maxlinelen=10_000).encode()


def _one_line(value: str) -> str:
    return " ".join(value.split()).replace("\0", "")
