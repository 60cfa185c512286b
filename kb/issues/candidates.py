"""Reads what near articles say, for all of them at once: the question that was met, and the answer.

A few queries, however many articles are near: a chain of shops has a hundred look-alikes of every question.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import case, select

from kb import chunking
from kb.database import Session
from kb.issues.sameness import Said
from kb.piece_ids import DIGEST, digest
from kb.tables import Article, Passage, Revision, Variant

ROWS = 256  # read at a time
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
    asked = _met(session, pieces)
    return {
        row.id: Said(
            asked.get(row.id) or _issue(row.id, pieces[row.id], row.issue) or row.title,
            _plain(row.resolution),
            row.language,
        )
        for row in rows
    }


def _met(session: Session, pieces: Mapping[int, str]) -> dict[int, str]:
    """Return for each article the phrasing that was met, where it was one and the article still has it.

    What stands in the index is noted with its text; only what was shown since the last sync is looked for among the
    phrasings, the newest first, for an article may have thousands.
    """
    noted = {
        row.id: row for row in session.execute(
            select(Passage.id, Passage.kind, Passage.text).where(Passage.id.in_(pieces.values()))
        )
    }  # fmt: skip
    found: dict[int, str] = {}
    texts = [row.text for row in noted.values() if row.kind == "variant"]
    still = select(Variant.article_id, Variant.text).where(
        Variant.article_id.in_(pieces), Variant.text.in_(texts)
    )
    for article_id, text in session.execute(still):
        row = noted.get(pieces[article_id])
        if row is not None and row.kind == "variant" and row.text == text:
            found[article_id] = text
    fresh = {article_id for article_id, piece in pieces.items() if piece not in noted}
    if fresh:
        found |= _among_phrasings(session, {article_id: pieces[article_id] for article_id in fresh})
    return found


def _among_phrasings(session: Session, pieces: Mapping[int, str]) -> dict[int, str]:
    query = select(Variant.article_id, Variant.text).where(Variant.article_id.in_(pieces))
    found: dict[int, str] = {}
    with session.execute(query.order_by(Variant.id.desc()), execution_options={"yield_per": ROWS}) as newest:
        for article_id, text in newest:
            if article_id not in found and pieces[article_id][:DIGEST] == _piece(article_id, text):
                found[article_id] = text
                if len(found) == len(pieces):
                    break
    return found


def _issue(article_id: int, piece: str, markdown: str) -> str:
    line = " ".join(_plain(markdown).split())
    return line if piece[:DIGEST] == _piece(article_id, line) else ""


@lru_cache(16_384)
def _piece(article_id: int, text: str) -> str:
    return digest(article_id, "variant", text)
