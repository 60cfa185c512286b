"""What an article is made of, as values on their way into `kb.articles`: fields, labels, evidence, phrasings.

Nothing here is stored, and only `check` checks; a value can be built by any step without a database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from kb.errors import ResolutionMissingError, TitleMissingError, TitleTooLongError

TITLE_LIMIT = 300  # characters


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


def kind_tag(kind: str, name: str) -> str:
    """Return the tag that files an article under a product or segment: `product:Barg Care+`."""
    return f"{kind}:{' '.join(name.split())}"


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
    account: Account | None = None


@dataclass(frozen=True)
class Account:
    """What one conversation says of an issue: enough to put an article together from several.

    Attributes:
        standing: how sure it is that this solved it: 3 the archive and the reading agree, 2 solved, 1 not known.
        told_at: when somebody last spoke in it.
        key: tells accounts apart the same way in whatever order they came.
    """

    content: Content
    language: str
    evidence: tuple[EvidenceSpan, ...]
    standing: int
    told_at: datetime | None
    key: str
    written: bool = False  # a FAQ row or document: put down by somebody to be read

    def stored(self) -> dict[str, Any]:
        """Return it as JSON; quotes stay in the messages."""
        fields = asdict(self.content) | {
            "language": self.language,
            "standing": self.standing,
            "key": self.key,
        }
        spans = [[span.field, span.message_id, span.start, span.end] for span in self.evidence]
        return fields | {"written": self.written, "spans": spans}


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


def check(content: Content) -> None:
    """Refuse what is no article.

    Raises:
        TitleMissingError, TitleTooLongError, ResolutionMissingError: as they say.
    """
    if not content.title.strip():
        raise TitleMissingError
    if len(content.title) > TITLE_LIMIT:
        raise TitleTooLongError(most=TITLE_LIMIT)
    if not content.resolution.strip():
        raise ResolutionMissingError
