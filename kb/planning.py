"""Plans what an article should look like in the index: its pieces, with what each is embedded from and its labels.

Pure: the same article gives the same pieces with the same ids, whatever the index holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kb import chunking
from kb.piece_ids import piece_id
from kb.tables import Article, Revision

HASHED = 16  # hex digits of a hash that is only compared with others of the same piece


@dataclass(frozen=True)
class Planned:
    """A piece as it should stand in the index, before it is embedded.

    Attributes:
        start: where a passage begins in `body(revision)`; 0 for titles and variants.
    """

    id: str
    article_id: int
    revision: int
    position: int
    kind: str
    heading: str
    text: str
    start: int
    embedded: str
    content_hash: str
    audience: str
    status: str
    language: str
    category: str | None
    tags: tuple[str, ...]


def plan(article: Article, revision: Revision | None, asked: Sequence[str] | None = None) -> list[Planned]:
    """Say which pieces an article should have in the index: none when it is retired.

    The title, the issue and each question variant are pieces of their own, so that a customer's phrasing meets
    a phrasing; the body is cut at its headings, each passage embedded with the title before it. A title that
    only repeats how the body begins (the source had none) adds nothing and is left out.

    Args:
        article: with its labels.
        revision: the one that is to be found.
        asked: which of the article's question variants to plan; all by default.
    """
    if revision is None or article.status == "retired":
        return []
    named = not revision.resolution.startswith(revision.title.removesuffix("…"))
    texts = [("title", "", revision.title, 0, revision.title)] if named else []
    phrasings = [variant.text for variant in article.variants] if asked is None else list(asked)
    if revision.issue:
        phrasings.append(" ".join(chunking.plain(revision.issue).split()))
    texts += [("variant", "", text, 0, text) for text in dict.fromkeys(phrasings)]
    for passage in chunking.passages(body(revision), title=revision.title):
        heading = " › ".join(passage.heading_path)
        parts = (revision.title if named else "", heading, chunking.plain(passage.text))
        embedded = "\n".join(part for part in parts if part)
        texts.append(("passage", heading, passage.text, passage.start, embedded))
    planned: dict[str, Planned] = {}
    for text in texts:
        piece = _planned(article, revision, len(planned), *text)
        planned.setdefault(piece.id, piece)
    return list(planned.values())


def body(revision: Revision) -> str:
    """Return the Markdown that is cut into passages: environment, cause and resolution in this order."""
    return "\n\n".join(part for part in (revision.environment, revision.cause, revision.resolution) if part)


def labels(article: Article) -> tuple[str | None, ...]:
    """Return what every piece of an article is filed under: audience, status, language, category and tags."""
    category = article.category.name if article.category else None
    return (
        article.audience,
        article.status,
        article.language,
        category,
        *sorted(map(str, article.tags or ())),
    )


def _planned(
    article: Article,
    revision: Revision,
    position: int,
    kind: str,
    heading: str,
    text: str,
    start: int,
    embedded: str,
) -> Planned:
    given = labels(article)
    _, _, _, category, *tags = given
    return Planned(
        id=piece_id(article.id, kind, article.language, embedded),
        article_id=article.id,
        revision=revision.number,
        position=position,
        kind=kind,
        heading=heading,
        text=text,
        start=start,
        embedded=embedded,
        content_hash=hashlib.sha256(repr((embedded, given)).encode()).hexdigest()[:HASHED],
        audience=article.audience,
        status=article.status,
        language=article.language,
        category=category,
        tags=tuple(map(str, tags)),
    )
