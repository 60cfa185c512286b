"""Makes a draft article of what was found in a conversation; nothing is worded here that nobody wrote.

Every sentence of every field is a quote, with its message and span as evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from ingest.publishing import first_line, shorten
from ingest.resolution import Evidence, Resolution
from kb import languages
from kb.content import TITLE_LIMIT, Account, Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.tables import Conversation, Message

WRITTEN = ("faq", "article", "document")  # channels whose text was written to be read: kept as it is


def from_resolution(conversation: Conversation, found: Resolution) -> Draft:
    """Draft an article from a conversation's resolution."""
    ids = {message.external_id: message.id for message in conversation.messages}
    fields: Mapping[str, tuple[Evidence, ...]] = {
        "issue": found.issue,
        "environment": found.environment,
        "cause": found.cause,
        "resolution": found.resolution,
    }
    content = Content(
        title=shorten(found.title, TITLE_LIMIT),
        **{name: _paragraphs(evidence) for name, evidence in fields.items()},
    )
    phrasing = Phrasing(" ".join(quote.quote for quote in found.issue), found.language, conversation.id)
    return Draft(
        content=content,
        labels=Labels(found.language),
        evidence=tuple(
            EvidenceSpan(name, quote.quote, ids[quote.message_id], quote.start, quote.end, quote.quote)
            for name, evidence in fields.items()
            for quote in evidence
        ),
        phrasings=(phrasing,) if phrasing.text.strip() else (),
        origins=(origin(conversation),),
    )


def origin(conversation: Conversation, told: Account | None = None) -> Origin:
    """Name a conversation as what an article rests on, with what it says."""
    return Origin(conversation.channel, conversation.external_id, conversation.id, told)


def account(conversation: Conversation, draft: Draft) -> Account:
    """Return what a conversation says, to be put together with what others say of the issue."""
    moments = [message.sent_at for message in conversation.messages if message.sent_at is not None]
    content = Content(**{name: text.strip() for name, text in asdict(draft.content).items()})
    return Account(
        content=content,
        language=draft.labels.language,
        evidence=draft.evidence,
        standing=_standing(conversation),
        told_at=max(moments, default=None),
        key=f"{conversation.source}\n{conversation.external_id}",
        written=conversation.channel in WRITTEN,
    )


def _standing(conversation: Conversation) -> int:
    """How sure it is that this helped: the archive and the reading agree, one says so, or nobody said."""
    if conversation.solved and conversation.resolved:
        return 3
    return 2 if conversation.solved else 1


def _paragraphs(evidence: Iterable[Evidence]) -> str:
    """Put quotes of one message into one paragraph, and each message into its own; lines stay lines."""
    paragraphs: dict[str, list[str]] = {}
    for quote in evidence:
        paragraphs.setdefault(quote.message_id, []).append(quote.quote)
    return "\n\n".join("\n".join(quotes) for quotes in paragraphs.values())


def from_written(conversation: Conversation, title: str) -> Draft:
    """Draft an article from a FAQ row, article row or document: its text as it is, every sentence evidence."""
    label = conversation.label
    question, text = _parts(conversation)
    body = text.text or ""
    language = conversation.language or languages.detect(f"{title}\n{body}")
    spans = [
        EvidenceSpan("resolution", quote, text.id, start, end, quote)
        for start, end, quote in _sentences(body)
    ]
    issue = ""
    if question is not None:
        issue = question.text or ""
        spans = [
            EvidenceSpan("issue", quote, question.id, start, end, quote)
            for start, end, quote in _sentences(issue)
        ] + spans
    return Draft(
        content=Content(
            title=shorten(title or issue, TITLE_LIMIT) or first_line(body), issue=issue, resolution=body
        ),
        labels=Labels(
            language, label.get("audience", "public"), label.get("category"), tuple(label.get("tags", ()))
        ),
        evidence=tuple(spans),
        phrasings=tuple(
            Phrasing(variant, language, conversation.id) for variant in label.get("variants", ())
        ),
        origins=(origin(conversation),),
        external_id=label.get("external_id"),
        source=conversation.source,
    )


def _parts(conversation: Conversation) -> tuple[Message | None, Message]:
    *before, text = conversation.messages
    return (before[0] if before else None), text


def _sentences(text: str) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, text[span.start : span.end]) for span in languages.sentences(text)]
