"""What is attached to a mail and can be read: documents as text, other mails as mails.

Invariant: nothing attached is ever run, and what cannot be read costs a sentence, never the mail. A sentence names
an attachment by its number and kind, for file names tell about people.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from typing import TYPE_CHECKING

from ingest.items import MailDocument
from ingest.readers.attached import AttachmentUnreadableError, is_readable, read_attachment
from ingest.readers.charsets import decode
from ingest.readers.mail_headers import POLICY, raw_headers
from ingest.readers.mail_parts import DEEPEST, children, content, file_name, is_attached, leaves, name_of
from ingest.readers.mapi import mail_of
from ingest.readers.ole_mail import stored_mail
from ingest.readers.sniffing import START, is_noise
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

MOST_DOCUMENTS = 20
LONGEST_DOCUMENT = 1_000_000  # characters
# Read as they stand: nothing in them has to be parsed.
_PLAIN = (".txt", ".text", ".log", ".md", ".markdown", ".csv", ".tsv", ".patch", ".diff")
_BY_TYPE = {
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}
# Nobody expects words in these: pictures, sounds, calendars, cards, signatures.
_WORDLESS = re.compile(
    r"(?:image|audio|video|font|model|message|multipart)/|text/(?:calendar|(?:x-)?vcard|directory|css)"
    r"|application/(?:(?:x-)?pkcs7|pgp-|ics|applefile|ms-tnef)",
    re.IGNORECASE,
)
_WORDLESS_NAMES = re.compile(
    r"\.(?:png|jpe?g|gif|bmp|svg|webp|heic|tiff?|mp[34]|wav|m4a|amr|mov|avi|ics|vcf|p7s|p7m|asc|sig|eml|msg)$",
    re.IGNORECASE,
)
_ODD = re.compile(r"[^a-z0-9.]")


def documents(message: Message) -> tuple[tuple[MailDocument, ...], tuple[Reason, ...]]:
    """The readable documents attached to a mail in order, and a sentence for each file that could not be read."""
    found: list[MailDocument] = []
    problems: list[Reason] = []
    for number, part in enumerate(_attached(message), start=1):
        name = name_of(part)
        if _WORDLESS.match(part.get_content_type()) or _WORDLESS_NAMES.search(name):
            continue
        if len(found) + len(problems) >= MOST_DOCUMENTS:
            problems.append(because("attachments_many", limit=MOST_DOCUMENTS))
            break
        try:
            text = _text(part, name)
        except AttachmentUnreadableError as error:
            problems.append(because("attachment", number=number, detail=_kind(name), reason=error.reason))
        else:
            found.append(MailDocument(name, text))
    return tuple(found), tuple(problems)


def mails_inside(message: Message) -> Iterator[Message]:
    """The mails directly inside a mail: attached, forwarded as a whole, or the parts of a digest."""
    for part in leaves(message):
        if part.get_content_type() in {"message/rfc822", "message/global"}:
            yield from (_undone(part, inner) for inner in children(part)[:1])
        elif file_name(part).lower().endswith(".eml"):
            yield message_from_bytes(content(part), policy=POLICY)
        elif file_name(part).lower().endswith(".msg") and (stored := stored_mail(content(part))):
            yield mail_of(stored)


def is_digest(message: Message) -> bool:
    """Whether a mail only carries others that have nothing to do with each other."""
    return any(part.get_content_type() == "multipart/digest" for part in message.walk())


def _undone(part: Message, inner: Message) -> Message:
    """A mail that was encoded before it was put in, which no standard allows and some programs do."""
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    if "base64" not in encoding and "quoted" not in encoding:
        return inner
    if raw_headers(inner, "from") or raw_headers(inner, "subject"):
        return inner
    inner["Content-Transfer-Encoding"] = encoding
    return message_from_bytes(content(inner), policy=POLICY)


def _attached(message: Message) -> Iterator[Message]:
    """The attached leaves, without those that are only another version of the text."""
    versions = {id(part) for part in _versions(message, 0)}
    for part in leaves(message):
        if is_attached(part, is_whole=part is message) and id(part) not in versions:
            yield part


def _versions(part: Message, depth: int) -> Iterator[Message]:
    inside = children(part) if depth <= DEEPEST and part.get_content_maintype() == "multipart" else []
    for child in inside:
        if part.get_content_subtype() == "alternative" and not file_name(child):
            yield child
        yield from _versions(child, depth + 1)


def _text(part: Message, name: str) -> str:
    """The text of an attached file.

    Raises:
        AttachmentUnreadableError: It has none, or is of no kind that is read.
    """
    kind = part.get_content_type()
    data = content(part)
    extension = _extension(name)
    is_text = part.get_content_maintype() == "text" and kind not in _BY_TYPE
    if extension in _PLAIN or (is_text and not is_readable(name)):
        return _plain(data, part)
    if not is_readable(name) and kind in _BY_TYPE:
        name = f"{name}{_BY_TYPE[kind]}"
    return read_attachment(name, data).markdown


def _plain(data: bytes, part: Message) -> str:
    label = part.get_param("charset")
    if is_noise(data[:START]):
        raise AttachmentUnreadableError(because("attachment_wordless"))
    text = decode(data, label if isinstance(label, str) else None).strip()
    if not text:
        raise AttachmentUnreadableError(because("empty"))
    if len(text) > LONGEST_DOCUMENT:
        raise AttachmentUnreadableError(because("attachment_long", limit=LONGEST_DOCUMENT))
    return text


def _extension(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""


def _kind(name: str) -> str:
    return _ODD.sub("", _extension(name))[:12] or because("without_extension")
