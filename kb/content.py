"""What an article is made of, as values on their way into `kb.articles`: fields, labels, evidence, phrasings.

Nothing here is stored or checked; a value can be built by any step without a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Content:
    """What one revision says: a title and Markdown in the KCS fields."""

    title: str
    resolution: str
    issue: str = ""
    environment: str = ""
    cause: str = ""


@dataclass(frozen=True)
class EvidenceSpan:
    """Where a sentence of a field comes from: `messages.text[start:end] == quote` (code points)."""

    field: str
    sentence: str
    message_id: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Labels:
    """How an article is filed."""

    language: str
    audience: str = "public"
    category: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrasing:
    """A question as a customer put it, and the conversation it is from."""

    text: str
    language: str
    conversation_id: int | None = None


@dataclass(frozen=True)
class Origin:
    """What an article was made from."""

    kind: str
    reference: str
    conversation_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """All that a new article is made of."""

    content: Content
    labels: Labels
    evidence: tuple[EvidenceSpan, ...] = ()
    phrasings: tuple[Phrasing, ...] = ()
    origins: tuple[Origin, ...] = field(default=())
    external_id: str | None = None
    source: str | None = None
    row_digest: str | None = None
