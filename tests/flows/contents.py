"""What a knowledge base holds, told without row ids and times, so that two of them can be compared."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kb import indexing
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.settings import Settings
from kb.tables import Article, Conversation, Message


def contents(home: Path, encoder: type[Encoder] = Encoder) -> dict[str, object]:
    """Everything true in the library of `home`, in the order it came; `encoder` is the kind it was filled with."""
    with Library.open(Settings(home=home, secret_key="only for tests")) as library:
        library.encoder = encoder("", library.settings.cache)
        return contents_of(library)


def contents_of(library: Library) -> dict[str, object]:
    """Everything true in an open library; its index must hold the same."""
    with library.database.reading() as session:
        messages = {message.id: message.external_id for message in session.query(Message)}
        articles = [_article(article, messages) for article in session.query(Article).order_by(Article.id)]
        conversations = [_conversation(one) for one in session.query(Conversation).order_by(Conversation.id)]
    assert indexing.check(library).clean
    return {"articles": articles, "conversations": conversations}


def digest(home: Path) -> str:
    return hashlib.sha256(json.dumps(contents(home), sort_keys=True, default=str).encode()).hexdigest()


def _article(article: Article, messages: dict[int, str]) -> dict[str, object]:
    return {
        "external_id": article.external_id,
        "labels": [
            article.language,
            article.audience,
            article.category and article.category.name,
            article.tags,
        ],
        "status": [article.status, article.latest, article.published],
        "revisions": [
            {
                "text": [
                    one.title,
                    one.slug,
                    one.issue,
                    one.environment,
                    one.cause,
                    one.resolution,
                    one.note,
                ],
                "evidence": [
                    [span.field, span.sentence, messages[span.message_id], span.start, span.end, span.quote]
                    for span in one.evidence
                ],
            }
            for one in article.revisions
        ],
        "variants": [variant.text for variant in article.variants],
        "sources": [[source.kind, source.reference] for source in article.sources],
    }


def _conversation(one: Conversation) -> dict[str, object]:
    return {
        "id": [
            one.external_id,
            one.channel,
            one.subject,
            one.language,
            one.solved,
            one.mined,
            one.unresolved,
        ],
        "messages": [[message.external_id, message.role, message.text] for message in one.messages],
    }
