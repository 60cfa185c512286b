"""One mail, from bytes to `Mail`, and the mails it holds.

Invariant: any bytes give at least one item and never an exception; the first is the mail itself. The key is the
Message-ID, or the digest of the bytes where a mail has none.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from email import message_from_bytes
from itertools import islice
from typing import TYPE_CHECKING

from ingest.items import Address, Failed, Item, Mail, Skipped
from ingest.readers.mail_attached import documents, is_digest, mails_inside
from ingest.readers.mail_automatic import automatic
from ingest.readers.mail_body import attachments, body
from ingest.readers.mail_headers import POLICY, addresses, header, raw_headers, sent_at
from ingest.readers.mail_limits import bounded
from ingest.readers.tnef import unpack
from ingest.reasons import Reason, because
from ingest.threads import message_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path

    from ingest.items import Content, Kind

LARGEST_MAIL = 64 * 2**20  # bytes; what is beyond cannot be a mail anybody reads
KEPT_OF_TOO_LARGE = 2**20  # bytes read of it, enough for its words
_MOST_INSIDE = 500  # mails inside one mail
_DEEPEST_MAIL = 20  # mails inside mails inside mails
_TOO_DEEP = because("mail_too_deep")
_LONGEST_ID = 500
LONGEST_TEXT = 1_000_000  # characters; longer ones are logs that were pasted
_CUT = because("mail_long", limit=LONGEST_TEXT)
_KNOWN = (
    *("from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "delivered-to"),
    *("mime-version", "content-type", "in-reply-to", "references", "reply-to", "sender", "resent-from"),
)
_START = re.compile(rb"(?:\xef\xbb\xbf|\s)*(?:>?From [^\n]*\n)*[A-Za-z][A-Za-z0-9-]{1,60}:", re.ASCII)
_POSTMARKS = re.compile(rb"(?:>?From [^\n]*\n)+")
_HEADER_LINE = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)


def read_mail(path: Path, wanted: Kind = "mail") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The mail of a file of any name, then the mails inside it."""
    source = str(path)
    with path.open("rb") as file:
        large = path.stat().st_size > LARGEST_MAIL
        raw = file.read(KEPT_OF_TOO_LARGE if large else LARGEST_MAIL)
    if large:
        yield too_large(source, raw)
    else:
        yield from mail_items(source, raw)


def mail_item(source: str, raw: bytes) -> Item:
    """The item of one mail, whatever its bytes are, without the mails inside it."""
    return next(iter(mail_items(source, raw)))


def mail_items(source: str, raw: bytes) -> Iterator[Item]:
    """The items of one mail: itself, then each mail that is attached to it or is a part of a digest."""
    if not raw.strip():
        yield _failed(source, raw, because("mail_empty"))
        return
    try:
        limited = bounded(raw)
        message = parsed(limited.raw)
    except RecursionError:
        yield _failed(source, raw, _TOO_DEEP)
    except Exception as error:  # noqa: BLE001  the parser of the standard library raises nearly anything
        yield _failed(source, raw, because("mail_malformed", error=type(error).__name__))
    else:
        yield from message_items(source, raw, message, limited.problems)


def message_items(
    source: str, raw: bytes, message: Message, problems: tuple[Reason, ...] = ()
) -> Iterator[Item]:
    """The items of a parsed mail: itself, then the mails inside it, each after the one that holds it."""
    waiting = [(message, 0)]
    met = 0
    while waiting:
        here, depth = waiting.pop()
        its_bytes = raw if here is message else as_bytes(here)
        content, key, inside = _read(here, its_bytes, depth)
        if here is message and problems and isinstance(content, Mail):
            content = replace(content, problems=(*problems, *content.problems))
        yield Item(source=source, key=key, kind="mail", raw=its_bytes, content=content)
        room = max(0, _MOST_INSIDE - met)
        met += len(inside[:room])
        waiting += [(inner, depth + 1) for inner in reversed(inside[:room])]


def _read(message: Message, raw: bytes, depth: int) -> tuple[Content, str, list[Message]]:
    """What one mail says, its key, and the mails inside it; those of what no person wrote stay unread."""
    key = hashlib.sha256(raw).hexdigest()
    try:
        if depth:
            unpack(message)
        key = _message_id(message) or key
        content = _content(message, key)
        if not isinstance(content, Mail):
            return content, key, []
        inside = list(islice(mails_inside(message), _MOST_INSIDE + 1))
        return _with_inside(content, message, inside, depth), key, inside if depth < _DEEPEST_MAIL else []
    except RecursionError:
        return Failed(_TOO_DEEP), key, []
    except Exception as error:  # noqa: BLE001  the parser of the standard library raises nearly anything
        return Failed(because("mail_malformed", error=type(error).__name__)), key, []


def _with_inside(mail: Mail, message: Message, inside: list[Message], depth: int) -> Mail:
    """The mail tied to the one it forwards as a whole, and saying which mails inside it are not read."""
    if len(inside) == 1 and not is_digest(message) and (forwarded := _message_id(inside[0])):
        ties = tuple(dict.fromkeys((*mail.references, forwarded)))
        mail = replace(mail, references=ties)
    if inside and depth >= _DEEPEST_MAIL:
        mail = replace(mail, problems=(*mail.problems, because("mails_inside_deep")))
    if len(inside) > _MOST_INSIDE:
        many = because("mails_inside_many", limit=_MOST_INSIDE)
        mail = replace(mail, problems=(*mail.problems, many))
    return mail


def as_bytes(message: Message) -> bytes:
    """A parsed mail as bytes again, near enough to those it came from to be kept and compared."""
    try:
        return message.as_bytes(policy=POLICY)
    except Exception:  # noqa: BLE001  generators raise on what parsers let pass
        return repr(message.raw_items()).encode("utf-8", "replace")


def too_large(source: str, raw: bytes) -> Item:
    """The item of a mail that is larger than any mail should be, read as far as its beginning goes."""
    item = mail_item(source, raw[:KEPT_OF_TOO_LARGE])
    megabytes = LARGEST_MAIL // 2**20
    content: Content = Failed(because("mail_large", megabytes=megabytes))
    if isinstance(item.content, Mail) and item.content.text:
        said = (because("mail_begun", megabytes=megabytes), *item.content.problems)
        content = replace(item.content, problems=said)
    return replace(item, content=content)


def _failed(source: str, raw: bytes, reason: Reason) -> Item:
    key = hashlib.sha256(raw).hexdigest()
    return Item(source=source, key=key, kind="mail", raw=raw, content=Failed(reason))


def looks_like_mail(start: bytes) -> bool:
    """Whether the first bytes of a file are mail headers: at least two that every mail program writes."""
    if _START.match(start) is None:
        return False
    head = re.split(rb"\r?\n\r?\n", start.lstrip(), maxsplit=1)[0]
    names = {name.decode("ascii").lower() for name in _HEADER_LINE.findall(head)}
    return len(names & set(_KNOWN)) > 1


def parsed(raw: bytes) -> Message:
    """The mail by the lenient parser; the strict policy raises on headers that are merely ugly."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    postmark = _POSTMARKS.match(raw)  # the lines an mbox puts before a mail
    message = message_from_bytes(raw[postmark.end() :] if postmark else raw, policy=POLICY)
    unpack(message)
    return message


def _content(message: Message, key: str) -> Content:
    if not any(raw_headers(message, name) for name in _KNOWN):
        return Failed(because("mail_headless"))
    if what := automatic(message):
        return Skipped(because("automatic", what=what))
    sender = next(iter(addresses(message, "from", "sender", "reply-to")), Address("", ""))
    text, attached = body(message), documents(message)
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
        text=text[:LONGEST_TEXT],
        attachments=attachments(message),
        documents=attached[0],
        problems=attached[1] if len(text) <= LONGEST_TEXT else (_CUT, *attached[1]),
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
