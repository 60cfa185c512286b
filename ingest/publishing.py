"""Rows of trusted FAQ and article files, published as they are: one row, one article, never merged.

A row that is read again changes nothing; a row that was edited becomes a new revision of its article.
"""

from __future__ import annotations

import re

from ingest.items import ArticleEntry, FaqEntry
from kb import articles, chunking, history, languages
from kb.content import TITLE_LIMIT, Content, Draft, Labels, Origin, Phrasing
from kb.database import Session
from kb.tables import Article

TITLE_LENGTH = 90


def publish_row(
    session: Session, source: str, row: FaqEntry | ArticleEntry, digest: str
) -> tuple[Article, bool]:
    """Make the row's article say what the row says; return it and whether anything changed."""
    language = row.language or languages.detect(f"{_title(row)}\n{_body(row)}")
    labels = Labels(language, row.audience, row.category, row.tags)
    content = Content(title=_title(row), resolution=_body(row))
    phrasings = tuple(Phrasing(text, language) for text in getattr(row, "variants", ()))
    article = articles.imported(session, source, row.external_id) or articles.same_row(
        session, row.external_id, digest
    )
    if article is None:
        kind = "faq" if isinstance(row, FaqEntry) else "article"
        draft = Draft(
            content=content,
            labels=labels,
            phrasings=phrasings,
            origins=(Origin(kind, f"{source}#{row.external_id}"),),
            external_id=row.external_id,
            source=source,
            row_digest=digest,
        )
        article = articles.create(session, draft, note=history.note("imported"))
        articles.publish(session, article)
        return article, True
    if article.row_digest == digest:
        if article.status in {"published", "retired"}:  # a person who retired it knew better than the file
            return article, False
    else:
        articles.file(session, article, labels)
        articles.set_variants(session, article, phrasings)
        articles.revise(session, article, content, note=history.note("imported_again"))
        article.row_digest = digest
    articles.publish(session, article)
    return article, True


def _body(row: FaqEntry | ArticleEntry) -> str:
    return row.answer if isinstance(row, FaqEntry) else row.body


def _title(row: FaqEntry | ArticleEntry) -> str:
    given = row.question if isinstance(row, FaqEntry) else row.title
    return shorten(given, TITLE_LIMIT) or first_line(_body(row))


def first_line(markdown: str) -> str:
    """Return the beginning of a text that has no title of its own, to name it by."""
    text = " ".join(chunking.plain(markdown).split())
    spans = languages.sentences(text)
    return shorten(text[spans[0].start : spans[0].end] if spans else text, TITLE_LENGTH)


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word boundary so that it has at most `limit` characters, with an ellipsis if cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = re.sub(r"\s+\S*$", "", cut)
    return (at_word if len(at_word) > limit // 2 else cut) + "…"
