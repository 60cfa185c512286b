"""The body of a mail as plain text, and the names of what is attached to it.

Invariant: of several versions of one text exactly one is taken; inline texts keep their order; quotes stay
as "> " lines. Any structure is read, to a fixed depth.
"""

from __future__ import annotations

import re
from email import message_from_string
from email.message import Message
from typing import TYPE_CHECKING

from ingest.readers import html_text
from ingest.readers.charsets import decode, plain
from ingest.readers.mail_headers import POLICY, decoded, header

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 60  # levels of parts inside parts; real mail stays below ten
# Texts people do not read as the mail itself.
_DATA_TYPES = {f"text/{kind}" for kind in ("calendar", "css", "csv", "directory", "vcard", "x-vcard", "xml")}
_BOUNDARY = re.compile(r"^--([^\s\"\\][^\n\"\\]{0,198}[^\s\"\\-])[ \t]*\nContent-[A-Za-z-]+:", re.MULTILINE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)


def body(message: Message) -> str:
    """The text of a mail: newlines only, no trailing white space, no empty lines around it."""
    texts = (text.strip("\n") for text in _texts(message, 0))
    joined = "\n\n".join(text for text in texts if text.strip())
    return "\n".join(line.rstrip() for line in joined.split("\n")).strip("\n")


def attachments(message: Message) -> tuple[str, ...]:
    """The names of the attached files in order; an attached mail goes by its subject."""
    return tuple(_name(part) for part in _leaves(message, 0) if is_attached(part, is_whole=part is message))


def is_attached(part: Message, *, is_whole: bool = False) -> bool:
    """Whether a part is a file sent along rather than the text of the mail.

    `is_whole`: the part is the whole body, so that a file name does not make it an attachment.
    """
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        return False  # one whose boundary is missing or never comes: its text is all there is
    if not kind.startswith("text/") or kind in _DATA_TYPES:
        return True
    return part.get_content_disposition() == "attachment" or (not is_whole and _file_name(part) != "")


def content(part: Message) -> bytes:
    """The bytes of one part, its transfer encoding undone, damaged encodings as far as they go."""
    encoding = str(part.get("content-transfer-encoding", ""))
    if encoding and encoding != (clean := encoding.strip(" \t\r\n;\"'")):
        part.replace_header("content-transfer-encoding", clean)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _texts(part: Message, depth: int) -> Iterator[str]:
    """The texts of a part in order, one version of each."""
    if depth > _DEEPEST:
        return
    if part.get_content_maintype() == "message":
        return
    children = _children(part)
    if not children:
        if not is_attached(part, is_whole=depth == 0):
            yield text_of(part)
    elif part.get_content_subtype() == "alternative":
        yield _best_version(children, depth)
    elif part.get_content_subtype() == "related":
        yield from _texts(children[0], depth + 1)
    else:
        for child in children:
            yield from _texts(child, depth + 1)


def _best_version(versions: list[Message], depth: int) -> str:
    """The plain version, unless it is empty or a mere "your program cannot show this"."""
    plain_text, rich_text = "", ""
    for version in versions:
        text = "\n\n".join(_texts(version, depth + 1)).strip()
        if any(part.get_content_subtype() in {"html", "enriched"} for part in version.walk()):
            rich_text = text or rich_text
        else:
            plain_text = plain_text or text
    stub = len(plain_text) < 200 and len(rich_text) > 5 * len(plain_text)
    return rich_text if stub or not plain_text else plain_text


def text_of(part: Message) -> str:
    """The text of one text part: charset, format=flowed and HTML dealt with."""
    raw = content(part)
    label = part.get_param("charset")
    charset = label if isinstance(label, str) else None
    if part.get_content_subtype() == "html":
        if charset is None and (named := _META_CHARSET.search(raw[:4000])):
            charset = named[1].decode("ascii", "replace")
        return html_text.to_text(decode(raw, charset))
    text = decode(raw, charset)
    if part.get_content_subtype() == "enriched":
        return re.sub(r"</?[A-Za-z-]{1,20}>", "", text).replace("<<", "<")
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    return _unflowed(text, del_space=str(part.get_param("delsp") or "").lower() == "yes") if flowed else text


def _unflowed(text: str, *, del_space: bool) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676), each quote depth by itself."""
    lines: list[tuple[int, str, bool]] = []
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        soft = rest.endswith(" ") and rest != "-- "
        if lines and lines[-1][2] and lines[-1][0] == depth and rest != "-- ":
            before = lines.pop()[1]
            rest = (before[:-1] if del_space else before) + rest
        lines.append((depth, rest, soft))
    return "\n".join((">" * depth + " " if depth else "") + rest for depth, rest, _ in lines)


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    if depth > _DEEPEST:
        return
    children = [] if part.get_content_maintype() == "message" else _children(part)
    if not children:
        yield part
    for child in children:
        yield from _leaves(child, depth + 1)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    if isinstance(payload, str) and part.get_content_maintype() == "multipart":
        payload = _parts_by_sight(payload)
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _parts_by_sight(text: str) -> list[Message]:
    """The parts of a multipart whose declared boundary never comes, by a line that looks like one."""
    boundary = _BOUNDARY.search(text)
    if boundary is None:
        return []
    head = f'Content-Type: multipart/mixed; boundary="{boundary[1]}"\n\n'
    parts = message_from_string(head + text, policy=POLICY).get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _name(part: Message) -> str:
    """What to call an attachment: its file name, the subject of an attached mail, else its type."""
    if name := _file_name(part):
        return name
    children = _children(part)
    if part.get_content_type() == "message/rfc822" and children:
        return header(children[0], "subject") or "message/rfc822"
    return part.get_content_type()


def _file_name(part: Message) -> str:
    for header_name, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header_name)
        if isinstance(value, tuple):  # RFC 2231: (charset, language, raw text)
            value = decode(value[2].encode("latin-1", "replace"), value[0])
        name = re.split(r"[/\\]", plain(decoded(value or "")))[-1].strip()
        if name:
            return name
    return ""
