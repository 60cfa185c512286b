"""The parts of a mail: which are its text, which are files sent along, what they are called and hold.

Invariant: any structure is walked, to a fixed depth and a fixed number of parts; every leaf is either text of
the mail or attached, never both.
"""

from __future__ import annotations

import re
from email import message_from_string
from email.message import Message
from typing import TYPE_CHECKING

from ingest.readers.charsets import decode, plain
from ingest.readers.mail_headers import POLICY, decoded, header

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 60  # levels of parts inside parts; real mail stays below ten
# Texts people do not read as the mail itself. Enriched text is a version for programs of the nineties.
_DATA_TYPES = {
    f"text/{kind}" for kind in ("calendar", "css", "csv", "directory", "enriched", "vcard", "x-vcard", "xml")
}
_BOUNDARY = re.compile(r"^--([^\s\"\\][^\n\"\\]{0,198}[^\s\"\\-])[ \t]*\nContent-[A-Za-z-]+:", re.MULTILINE)


def is_attached(part: Message, *, is_whole: bool = False) -> bool:
    """Whether a part is a file sent along rather than the text of the mail.

    `is_whole`: the part is the whole body, so that neither a file name nor an odd type of text makes it an
    attachment.
    """
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        return False  # one whose boundary is missing or never comes: its text is all there is
    if not kind.startswith("text/") or (kind in _DATA_TYPES and not (is_whole and kind == "text/enriched")):
        return True
    return part.get_content_disposition() == "attachment" or (not is_whole and file_name(part) != "")


def content(part: Message) -> bytes:
    """The bytes of one part, its transfer encoding undone, damaged encodings as far as they go."""
    encoding = str(part.get("content-transfer-encoding", ""))
    if encoding and encoding != (clean := encoding.strip(" \t\r\n;\"'")):
        part.replace_header("content-transfer-encoding", clean)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def leaves(part: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold no further ones, in order; a mail inside the mail is one of them."""
    if depth > DEEPEST:
        return
    inside = [] if part.get_content_maintype() == "message" else children(part)
    if not inside:
        yield part
    for child in inside:
        yield from leaves(child, depth + 1)


def children(part: Message) -> list[Message]:
    """The parts directly inside a part."""
    payload = part.get_payload()
    if isinstance(payload, str) and part.get_content_maintype() == "multipart":
        payload = _parts_by_sight(payload)
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def name_of(part: Message) -> str:
    """What to call an attachment: its file name, the subject of an attached mail, else its type."""
    if name := file_name(part):
        return name
    inside = children(part)
    if part.get_content_type() == "message/rfc822" and inside:
        return header(inside[0], "subject") or "message/rfc822"
    return part.get_content_type()


def file_name(part: Message) -> str:
    """The file name of a part without the folders it came from; "" where it has none."""
    for header_name, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header_name)
        if isinstance(value, tuple):  # RFC 2231: (charset, language, raw text)
            value = decode(value[2].encode("latin-1", "replace"), value[0])
        name = re.split(r"[/\\]", plain(decoded(value or "")))[-1].strip()
        if name:
            return name
    return ""


def _parts_by_sight(text: str) -> list[Message]:
    """The parts of a multipart whose declared boundary never comes, by a line that looks like one."""
    boundary = _BOUNDARY.search(text)
    if boundary is None:
        return []
    head = f'Content-Type: multipart/mixed; boundary="{boundary[1]}"\n\n'
    parts = message_from_string(head + text, policy=POLICY).get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []
