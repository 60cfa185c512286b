"""What a reader yields: one item for each mail, row, conversation or document it met.

Invariant: every item read becomes exactly one `Item`, whether it could be understood (`Mail`, `FaqEntry`, …),
is not support material (`Skipped`) or could not be read (`Failed`); its raw bytes travel with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.reasons import Reason

if TYPE_CHECKING:
    from datetime import datetime

Kind = Literal["mail", "faq", "article", "chat", "document", "unknown"]
Role = Literal["customer", "agent", "bot", "unknown"]
Audience = Literal["public", "agents"]


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address with its display name; `address` is lower case, either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MailDocument:
    """A readable file that was attached to a mail: its name and its text, documents as Markdown."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its author wrote it: headers decoded, body as plain text with quotes still in it.

    `message_id`, `in_reply_to` and `references` are ids without angle brackets, in the order of the header.
    `sent_at` is in UTC, or None when the date is missing or unreadable. `text` uses newlines only; quoted
    lines of an HTML body start with "> " as in plain text. `automatic` is None for a mail a person wrote.
    `attachments` names all files sent along, `documents` holds those that could be read as text; `problems` are
    sentences about what could not be, or was cut.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    from_address: str
    from_name: str
    to: tuple[Address, ...]
    sent_at: datetime | None
    text: str
    cc: tuple[Address, ...] = ()
    attachments: tuple[str, ...] = ()
    automatic: str | None = None
    documents: tuple[MailDocument, ...] = ()
    problems: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer (Markdown or plain text) and further phrasings of the question."""

    external_id: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    language: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    audience: Audience = "public"


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """A written article; `body` is Markdown."""

    external_id: str
    title: str
    body: str
    language: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    audience: Audience = "public"


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document turned into Markdown: headings as `#` lines, tables as Markdown tables."""

    external_id: str
    title: str
    body: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of an exported chat; `sent_at` is in UTC, or None when the export has no time."""

    external_id: str
    role: Role
    author: str
    sent_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class ChatEntry:
    """One exported conversation, its messages in the order of the export."""

    external_id: str
    channel: str
    subject: str
    language: str | None
    resolved: bool | None
    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The item is whole but is no support material; `reason` is one sentence."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Failed:
    """The item could not be read; `reason` is one sentence without personal data or raw text."""

    reason: Reason


Content = Mail | FaqEntry | ArticleEntry | ChatEntry | DocumentEntry | Skipped | Failed


@dataclass(frozen=True, slots=True)
class Item:
    """One thing found in a source, with where it was found and the bytes it was read from.

    `source` is the absolute path of its file (for a Maildir the single file). `key` is unique within the
    source and the same at every reading: Message-ID, row id, heading or file name; a second, different item
    with the same key gets "#2". `raw` serves the content hash and the quarantine.
    """

    source: str
    key: str
    kind: Kind
    raw: bytes
    content: Content
