"""What other systems send: a mail or a conversation in the body of a request, spooled and queued.

The same delivery is one import however often it comes; a mail that comes in another wrapping is known by its
Message-ID, a conversation that grew by its id.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ingest import spool
from ingest.items import Failed, Skipped
from ingest.readers.jsonl import LARGEST_ROW
from ingest.readers.mail import LARGEST_MAIL, looks_like_mail
from ingest.readers.rows import content_of, row_id
from kb.archive import live_sources
from kb.archive.live_sources import Parcel
from kb.errors import UnusableInputError
from kb.library import Library

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
MAIL_TYPES = ("message/rfc822", "message/global", "application/octet-stream")
FORM_TYPE = "application/x-www-form-urlencoded"
# The field that holds the whole mail: SendGrid (raw), Mailgun (route to …/mime), CloudMailin (raw), Postmark, others.
MAIL_FIELDS = ("email", "body-mime", "message", "RawEmail", "mime", "raw")


class DeliveryUnusableError(UnusableInputError):
    """The delivery cannot be used: {reason}."""


class DeliveryTooLargeError(UnusableInputError):
    """The delivery is larger than {limit} MB."""


@dataclass(frozen=True)
class Payload:
    """The one thing that was delivered: its bytes, and what reads them ("email" or "chat")."""

    kind: str
    content: bytes

    @property
    def file(self) -> str:
        """The name of its file in the spool."""
        return "mail.eml" if self.kind == "email" else "conversation.jsonl"


def unwrap(media: str, body: bytes) -> Payload:
    """Return what the body of a request holds; forms in parts are `from_fields`.

    Args:
        media: the content type, without parameters.
        body: the whole body.

    Raises:
        DeliveryUnusableError: it holds neither a mail nor a conversation.
        DeliveryTooLargeError: it is larger than any of them may be.
    """
    if media in MAIL_TYPES:
        return _mail(body)
    if media == FORM_TYPE:
        # Latin-1 both ways gives back the very bytes, whatever charset the mail is in.
        pairs = parse_qsl(body.decode("latin-1"), encoding="latin-1", max_num_fields=200)
        return from_fields({name: value.encode("latin-1", "replace") for name, value in pairs})
    if media == "application/json" or media.endswith("+json"):
        return _json(body)
    raise DeliveryUnusableError(
        reason="its content type must be message/rfc822, application/json or that of a form"
    )


def from_fields(fields: Mapping[str, bytes]) -> Payload:
    """Return the mail in a form; the other fields, which repeat parts of it, are left alone.

    Raises:
        DeliveryUnusableError: no field holds a whole mail.
    """
    for name in MAIL_FIELDS:
        if fields.get(name, b"").strip():
            return _mail(fields[name])
    raise DeliveryUnusableError(
        reason=f"no field holds the whole mail; it must be one of {', '.join(MAIL_FIELDS)}"
    )


def _mail(raw: bytes) -> Payload:
    if len(raw) > LARGEST_MAIL:
        raise DeliveryTooLargeError(limit=LARGEST_MAIL // 2**20)
    if not looks_like_mail(raw[:65536]):
        raise DeliveryUnusableError(reason="it does not begin with the headers of a mail")
    return Payload("email", raw)


def _json(body: bytes) -> Payload:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise DeliveryUnusableError(reason="it is not valid JSON") from None
    if not isinstance(value, dict):
        raise DeliveryUnusableError(reason="it must be one JSON object")
    if "messages" in value:
        return _conversation(value)
    found = {name: one.encode("utf-8", "replace") for name, one in value.items() if isinstance(one, str)}
    if "raw_base64" in found:
        try:
            return _mail(base64.b64decode(found["raw_base64"], validate=True))
        except binascii.Error:
            raise DeliveryUnusableError(reason="raw_base64 is not base64") from None
    return from_fields(found)


def _conversation(row: dict[str, object]) -> Payload:
    if not row_id(row):
        raise DeliveryUnusableError(reason="the conversation has no id")
    content = content_of(row, "chat", fallback_id="")
    if isinstance(content, Failed | Skipped):
        raise DeliveryUnusableError(reason=content.reason)
    line = json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace") + b"\n"
    if len(line) > LARGEST_ROW:
        raise DeliveryTooLargeError(limit=LARGEST_ROW // 2**20)
    return Payload("chat", line)


def deliver(library: Library, source: str, payload: Payload, *, person_id: int | None = None) -> int:
    """Spool and queue what was delivered; return the import, the same one for the same delivery.

    Raises:
        DeliveryUnusableError: the source's name is not of small letters, digits, dots, dashes.
    """
    if not NAME.fullmatch(source):
        raise DeliveryUnusableError(
            reason="a source is named with up to 40 small letters, digits, dots and dashes"
        )
    known_by = f"{source}\0{payload.kind}\0".encode() + payload.content
    name = f"inbound-{hashlib.sha256(known_by).hexdigest()[:40]}"
    with library.database.reading() as session:
        known = live_sources.delivered(session, name)
    if known is not None and known.state != "failed":
        return known.id
    with spool.filling(library.settings, name) as box:
        (box / payload.file).write_bytes(payload.content)
    path = spool.folder(library.settings) / name / payload.file
    parcel = Parcel((str(path),), 1, kind=payload.kind, spool=name, person_id=person_id)
    with library.database.session() as session:
        source_id = live_sources.ensure(session, "inbound", f"inbound:{source}").id
        import_id = live_sources.deliver(session, source_id, parcel)
        live_sources.succeeded(session, source_id)
    return import_id
