"""Counts which open questions each draft would have answered, so that it ranks by them as well.

An open question counts for one article at most, the nearest; where readers can see that one already, for none. Only a
column of the articles is written, never their date, and counting again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from kb import facts
from kb.database import Session
from kb.index import Filter
from kb.index.protocol import Found
from kb.issues.sameness import Said, names_differ
from kb.library import Library
from kb.tables import Article, Passage, Source
from kb.tables.articles import AUDIENCES
from kb.usage.gaps import Unanswered, unanswered
from kb.worth import weigh

WAITING = ("draft", "in_review")
NEIGHBOURS = 20  # pieces looked at for each question
TOGETHER = 256  # questions asked of the index in one call
#: Least cosines, in one language and across two, chosen on the hand-made issues (docs/quality.md): levelled, and as
#: an encoder gives them that was not measured.
LEVELLED = (0.74, 0.65)
AS_GIVEN = (0.93, 0.88)


@dataclass(frozen=True)
class _Piece:
    """A title or phrasing as it stands in the index, and whether its article waits for a decision."""

    text: str
    language: str
    waits: bool


def count(library: Library) -> int:
    """Count anew for all articles that wait; return how many of them have another count now.

    Raises:
        IndexUnavailableError, EncoderUnavailableError: as they say; the counts stay as they were.
    """
    with library.database.reading() as session:
        questions = unanswered(session)
        own = _own(session, questions)
    awaited = _awaited(library, questions, own) if questions else Counter[int]()
    with library.database.session() as session:
        return _write(session, awaited)


def _own(session: Session, questions: Iterable[Unanswered]) -> set[tuple[int, int]]:
    """Return which articles already rest on the conversation of an open question: it counts as a source there."""
    asked = {one.conversation_id for one in questions if one.conversation_id is not None}
    rows = session.execute(
        select(Source.article_id, Source.conversation_id)
        .join(Article, Article.id == Source.article_id)
        .where(Article.status.in_(WAITING), Source.conversation_id.is_not(None))
    )
    return {(article_id, conversation) for article_id, conversation in rows if conversation in asked}


def _awaited(library: Library, questions: Sequence[Unanswered], own: set[tuple[int, int]]) -> Counter[int]:
    """Return for each waiting article how many of the questions it is the nearest answer to."""
    texts = list(dict.fromkeys((one.text, one.language) for one in questions))
    vectors = library.encoder.passages([text for text, _ in texts])
    rows, _ = library.levelling.passages(vectors, [language for _, language in texts])
    where = Filter(audiences=AUDIENCES, statuses=(*WAITING, "published"))
    nearest: dict[tuple[str, str], int] = {}
    for start in range(0, len(texts), TOGETHER):
        some = texts[start : start + TOGETHER]
        found = library.index.nearest(list(rows[start : start + TOGETHER]), where, NEIGHBOURS)
        with library.database.reading() as session:
            pieces = _pieces(session, {piece.id for one in found for piece in one})
        bounds = LEVELLED if library.levelling.means else AS_GIVEN
        for asked, near in zip(some, found, strict=True):
            article = _answering(asked, near, pieces, bounds)
            if article is not None:
                nearest[asked] = article
    met = ((nearest.get((one.text, one.language)), one.conversation_id) for one in questions)
    return Counter(article for article, by in met if article is not None and (article, by) not in own)


def _answering(
    asked: tuple[str, str],
    near: Sequence[Found],
    pieces: Mapping[str, _Piece],
    bounds: tuple[float, float],
) -> int | None:
    """Return the nearest article that asks the same, None where it does not wait, or where none does."""
    text, language = asked
    for found in near:
        piece = pieces.get(found.id)
        if piece is None or found.score < bounds[piece.language != language]:
            continue
        one, other = Said(text, "", language), Said(piece.text, "", piece.language)
        if not names_differ(one, other) and not facts.contrary(text, piece.text):
            return found.article_id if piece.waits else None
    return None


def _pieces(session: Session, ids: Iterable[str]) -> dict[str, _Piece]:
    rows = session.execute(
        select(Passage.id, Passage.text, Article.language, Article.status)
        .join(Article, Article.id == Passage.article_id)
        .where(Passage.id.in_(list(ids)), Passage.kind != "passage")
    )
    return {row.id: _Piece(row.text, row.language, row.status in WAITING) for row in rows}


def _write(session: Session, awaited: Mapping[int, int]) -> int:
    counted = select(Article).where((Article.awaited != 0) | Article.id.in_(list(awaited)))
    changed = 0
    for article in session.scalars(counted).all():
        number = awaited.get(article.id, 0) if article.status in WAITING else 0
        if article.awaited == number:
            continue
        changed += 1
        worth = weigh(session, article, number)
        session.execute(
            update(Article)
            .filter_by(id=article.id)
            .values(awaited=number, worth=worth, updated_at=Article.updated_at)
            .execution_options(synchronize_session=False)
        )
        session.expire(article)
    return changed
