"""The JSON shapes of the contract, the same on the command line and over HTTP.

A key here is a promise to other programs; it changes only with a decision record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.citations import Citation
    from assistant.pipeline import Outcome
    from assistant.retrieval import Hit, SearchResult
    from kb.archive.live_sources import Status
    from kb.desk.review import Dossier
    from kb.reading.catalogue import Card
    from kb.tables import Conversation


def search(found: SearchResult, address: str) -> dict[str, Any]:
    """Shape the hits of a search."""
    return {"hits": [hit(one, address) for one in found.hits], "degraded": found.degraded}


def hit(one: Hit, address: str) -> dict[str, Any]:
    """Shape one hit."""
    return {
        "article_id": one.article_id,
        "external_id": one.external_id,
        "title": one.title,
        "language": one.language,
        "audience": one.audience,
        "url": address + one.path,
        "score": one.score,
        "passage": one.passage,
    }


def ask(outcome: Outcome, address: str) -> dict[str, Any]:
    """Shape an answer or abstention."""
    return {
        "answer": outcome.text,
        "abstained": outcome.abstained,
        "confidence": outcome.confidence,
        "reason": outcome.reason,
        "language": outcome.language,
        "sentences": [
            {"text": sentence.text, "citations": list(sentence.citations)} for sentence in outcome.sentences
        ],
        "citations": [citation(one, address) for one in outcome.citations],
    }


def waiting(language: str) -> dict[str, Any]:
    """Shape what is said where a person has taken over the conversation: nothing."""
    return {
        "answer": None,
        "abstained": True,
        "confidence": 0.0,
        "reason": "with_a_person",
        "language": language,
        "sentences": [],
        "citations": [],
        "answer_id": None,
    }


def more(outcome: Outcome, asked: Sequence[tuple[str, Card]], after: str, address: str) -> dict[str, Any]:
    """Shape what can be offered besides an answer (decision 19); `asked` is what people also asked."""
    return {
        "after": after,
        "understood": outcome.understood,
        "handover": outcome.handover,
        "choices": [choice(one, address) for one in outcome.choices],
        "also_asked": [question(text, card, address) for text, card in asked],
    }


def choice(one: Hit, address: str) -> dict[str, Any]:
    """Shape an article that is offered."""
    return {
        "article_id": one.article_id,
        "title": one.title,
        "language": one.language,
        "url": address + one.path,
    }


def question(text: str, card: Card, address: str) -> dict[str, Any]:
    """Shape what people asked, with the article that answers it."""
    return {
        "article_id": card.article_id,
        "title": text,
        "language": card.language,
        "url": address + card.path,
    }


def citation(one: Citation, address: str) -> dict[str, Any]:
    """Shape one citation."""
    return {
        "number": one.number,
        "article_id": one.article_id,
        "external_id": one.external_id,
        "title": one.title,
        "url": address + one.path,
        "revision": one.revision,
        "quote": one.quote,
    }


def conversation(one: Conversation) -> dict[str, Any]:
    """Shape a conversation with its cleaned, masked messages."""
    return {
        "id": one.external_id,
        "channel": one.channel,
        "subject": one.subject,
        "language": one.language,
        "solved": one.solved,
        "messages": [
            {
                "id": message.external_id,
                "role": message.role,
                "sent_at": message.sent_at.isoformat() if message.sent_at else None,
                "text": message.text or "",
            }
            for message in one.messages
        ],
    }


def draft(dossier: Dossier) -> dict[str, Any]:
    """Shape a draft with the evidence of every sentence."""
    return {
        "id": dossier.article_id,
        "title": dossier.content.title,
        "language": dossier.language,
        "issue": dossier.content.issue,
        "resolution": dossier.content.resolution,
        "variants": list(dossier.phrasings),
        "conversations": [origin.external_id for origin in dossier.origins if origin.external_id],
        "evidence": [
            {
                "field": proof.field,
                "sentence": proof.sentence,
                "message_id": proof.message.external_id,
                "start": proof.start,
                "end": proof.end,
                "quote": proof.quote,
            }
            for proof in dossier.proofs
        ],
    }


def source_shape(status: Status) -> dict[str, Any]:
    """Shape how a live source is doing; moments as ISO 8601 in UTC."""
    return {
        "kind": status.kind,
        "name": status.name,
        "last_success": status.last_success.isoformat() if status.last_success else None,
        "last_error": status.last_error,
        "last_error_at": status.last_error_at.isoformat() if status.last_error_at else None,
        "last_uid": status.last_uid,
        "items": status.items,
        "waiting": status.waiting,
        "holder": status.holder,
    }
