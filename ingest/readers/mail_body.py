"""The body of a mail as plain text.

Invariant: of several versions of one text exactly one is taken; inline texts keep their order; quotes stay
as "> " lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers import html_text
from ingest.readers.charsets import decode
from ingest.readers.mail_parts import DEEPEST, children, content, is_attached, leaves, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_RICH = {"html", "enriched"}


def body(message: Message) -> str:
    """The text of a mail: newlines only, no trailing white space, no empty lines around it."""
    texts = (text.strip("\n") for text in _texts(message, 0))
    joined = "\n\n".join(text for text in texts if text.strip())
    return "\n".join(line.rstrip() for line in joined.split("\n")).strip("\n")


def attachments(message: Message) -> tuple[str, ...]:
    """The names of the attached files in order; an attached mail goes by its subject."""
    return tuple(name_of(part) for part in leaves(message) if is_attached(part, is_whole=part is message))


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


def _texts(part: Message, depth: int) -> Iterator[str]:
    """The texts of a part in order, one version of each."""
    if depth > DEEPEST or part.get_content_maintype() == "message":
        return
    inside = children(part)
    if not inside:
        if not is_attached(part, is_whole=depth == 0):
            yield text_of(part)
    elif part.get_content_subtype() == "alternative":
        yield _best_version(inside, depth)
    elif part.get_content_subtype() == "related":
        yield from _texts(inside[0], depth + 1)
    else:
        for child in inside:
            yield from _texts(child, depth + 1)


def _best_version(versions: list[Message], depth: int) -> str:
    """The plain version, unless it is empty or a mere "your program cannot show this"."""
    plain_text, rich_text, enriched = "", "", ""
    for version in versions:
        if version.get_content_type() == "text/enriched":
            enriched = enriched or text_of(version).strip()
            continue
        text = "\n\n".join(_texts(version, depth + 1)).strip()
        if any(part.get_content_subtype() in _RICH for part in version.walk()):
            rich_text = text or rich_text
        else:
            plain_text = plain_text or text
    stub = len(plain_text) < 200 and len(rich_text) > 5 * len(plain_text)
    return (rich_text if stub or not plain_text else plain_text) or enriched


def _unflowed(text: str, *, del_space: bool) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676), each quote depth by itself."""
    paragraphs: list[tuple[int, list[str]]] = []
    open_at: int | None = None  # the depth of the last line when it ends softly
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        is_delimiter = rest == "-- "
        if open_at != depth or is_delimiter:
            paragraphs.append((depth, []))
        soft = rest.endswith(" ") and not is_delimiter
        paragraphs[-1][1].append(rest[:-1] if soft and del_space else rest)
        open_at = depth if soft else None
    return "\n".join((">" * depth + " " if depth else "") + "".join(parts) for depth, parts in paragraphs)
