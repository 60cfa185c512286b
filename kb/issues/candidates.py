"""Reads what near articles say, for all of them at once: the question that was met, and the answer.

Two queries, however many articles are near: a chain of shops has a hundred look-alikes of every question.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from functools import lru_cache

from sqlalchemy import case, select

from kb import chunking
from kb.database import Session
from kb.issues.sameness import Said
from kb.planning import NAMESPACE
from kb.tables import Article, Revision, Variant

_plain = lru_cache(4096)(chunking.plain)


def said(session: Session, pieces: Mapping[int, str]) -> dict[int, Said]:
    """Return what each article says in the revision that the index holds.

    Args:
        pieces: for each article id, the id of its piece that was met; the question is that piece's text, or the title
            where it is not there any more.
    """
    shown = case((Article.status == "published", Article.published), else_=Article.latest)
    rows = session.execute(
        select(Article.id, Article.language, Revision.title, Revision.issue, Revision.resolution)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == shown))
        .where(Article.id.in_(pieces))
    ).all()
    asked = _phrasings(session, pieces)
    return {
        row.id: Said(
            _met(row.id, pieces[row.id], [*asked.get(row.id, ()), _line(row.issue)]) or row.title,
            _plain(row.resolution),
            row.language,
        )
        for row in rows
    }


def _phrasings(session: Session, articles: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = (
        select(Variant.article_id, Variant.text).where(Variant.article_id.in_(articles)).order_by(Variant.id)
    )
    for article_id, text in session.execute(query):
        found.setdefault(article_id, []).append(text)
    return found


def _line(markdown: str) -> str:
    return " ".join(_plain(markdown).split())


def _met(article_id: int, piece: str, texts: list[str]) -> str:
    return next((text for text in texts if piece == _piece(article_id, text)), "")


@lru_cache(16_384)
def _piece(article_id: int, text: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{article_id}\nvariant\n{text}"))
