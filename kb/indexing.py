"""Keeps the index a projection of SQL: `plan` what an article should look like there, `sync` it, `check` it.

`sync` runs after the commit that changed an article and writes the marker last, so that a crash at any point
leaves work to do again, never a lie. `check` never repairs; `reindex` does.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from kb import chunking, languages
from kb.database import Session
from kb.index import Index, Piece
from kb.library import Library
from kb.tables import Article, IndexState, Passage, Revision

NAMESPACE = uuid.UUID("6f0b6c0e-6f5e-5d0a-9d0f-0d6d6e657368")
BATCH = 64  # articles a round: enough to fill the encoder, little enough to lose
OPTIMIZE_FROM = 2_000  # pieces added in one go that make building the search graph worth while


@dataclass(frozen=True)
class Planned:
    """A piece as it should stand in the index, before it is embedded."""

    id: str
    article_id: int
    revision: int
    position: int
    kind: str
    heading: str
    text: str
    embedded: str
    content_hash: str
    audience: str
    status: str
    language: str
    category: str | None


@dataclass(frozen=True)
class Difference:
    """How index and SQL differ: piece ids only one of them has, or that they hold in different form."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    pieces: int = 0

    @property
    def clean(self) -> bool:
        """Whether both hold the same."""
        return not (self.missing or self.extra or self.stale)


def plan(article: Article, revision: Revision | None) -> list[Planned]:
    """Say which pieces an article should have in the index: none when it is retired.

    The title, the issue and each question variant are pieces of their own, so that a customer's phrasing meets
    a phrasing; the body is cut at its headings, each passage embedded with the title before it. A title that
    only repeats how the body begins (the source had none) adds nothing and is left out.
    """
    if revision is None or article.status == "retired":
        return []
    named = not revision.resolution.startswith(revision.title.removesuffix("…"))
    texts = [("title", "", revision.title, revision.title)] if named else []
    asked = [variant.text for variant in article.variants]
    if revision.issue:
        asked.append(" ".join(chunking.plain(revision.issue).split()))
    texts += [("variant", "", text, text) for text in dict.fromkeys(asked)]
    for passage in chunking.passages(body(revision), title=revision.title):
        heading = " › ".join(passage.heading_path)
        parts = (revision.title if named else "", heading, chunking.plain(passage.text))
        texts.append(("passage", heading, passage.text, "\n".join(part for part in parts if part)))
    planned: dict[str, Planned] = {}
    for kind, heading, text, embedded in texts:
        piece = _planned(article, revision, len(planned), kind, heading, text, embedded)
        planned.setdefault(piece.id, piece)
    return list(planned.values())


def body(revision: Revision) -> str:
    """Return the Markdown that is cut into passages: environment, cause and resolution in this order."""
    return "\n\n".join(part for part in (revision.environment, revision.cause, revision.resolution) if part)


def _planned(
    article: Article, revision: Revision, position: int, kind: str, heading: str, text: str, embedded: str
) -> Planned:
    category = article.category.name if article.category else None
    labels = (article.audience, article.status, article.language, category)
    return Planned(
        id=str(uuid.uuid5(NAMESPACE, f"{article.id}\n{kind}\n{embedded}")),
        article_id=article.id,
        revision=revision.number,
        position=position,
        kind=kind,
        heading=heading,
        text=text,
        embedded=embedded,
        content_hash=hashlib.sha256(repr((embedded, labels)).encode()).hexdigest()[:32],
        audience=article.audience,
        status=article.status,
        language=article.language,
        category=category,
    )


def sync(library: Library, progress: Callable[[int], None] | None = None) -> int:
    """Bring the index up to date with everything committed; return how many articles were brought up.

    Raises:
        IndexUnavailableError, EncoderUnavailableError: nothing is lost; the next sync goes on from there.
    """
    done = added = 0
    with library.index_lock():
        index = library.index
        while batch := _next_batch(library):
            added += _carry_out(library, index, batch)
            done += len(batch)
            if progress:
                progress(done)
        if added >= OPTIMIZE_FROM:
            index.optimize()
    return done


@dataclass(frozen=True)
class _Work:
    """An article that is behind: what it should have, what it has, and the state this will satisfy."""

    article_id: int
    wanted: int
    planned: tuple[Planned, ...]
    have: dict[str, str]


def _next_batch(library: Library) -> list[_Work]:
    with library.database.reading() as session:
        states = session.scalars(
            select(IndexState)
            .where(IndexState.wanted != IndexState.done)
            .order_by(IndexState.article_id)
            .limit(BATCH)
        ).all()
        return [_work(session, state) for state in states]


def _work(session: Session, state: IndexState) -> _Work:
    article = session.get_one(Article, state.article_id)
    have = session.execute(select(Passage.id, Passage.content_hash).filter_by(article_id=article.id))
    planned = tuple(plan(article, shown(session, article)))
    return _Work(article.id, state.wanted, planned, {row.id: row.content_hash for row in have})


def shown(session: Session, article: Article) -> Revision | None:
    """Return the revision that the index should hold: the published one, else the newest draft."""
    number = article.published if article.status == "published" else article.latest
    return session.scalar(select(Revision).filter_by(article_id=article.id, number=number))


def _carry_out(library: Library, index: Index, batch: Sequence[_Work]) -> int:
    fresh = [
        piece for work in batch for piece in work.planned if work.have.get(piece.id) != piece.content_hash
    ]
    index.upsert(embed(library, fresh))
    for work in batch:
        index.prune(work.article_id, [piece.id for piece in work.planned])
    index.flush()
    with library.database.session() as session:
        for work in batch:
            session.execute(delete(Passage).filter_by(article_id=work.article_id))
            session.add_all(_row(piece) for piece in work.planned)
            session.execute(update(IndexState).filter_by(article_id=work.article_id).values(done=work.wanted))
    return len(fresh)


def embed(library: Library, planned: Sequence[Planned]) -> list[Piece]:
    """Give the planned pieces their vectors and words."""
    vectors = library.encoder.passages([piece.embedded for piece in planned])
    return [
        Piece(
            id=piece.id,
            article_id=piece.article_id,
            kind=piece.kind,
            content_hash=piece.content_hash,
            audience=piece.audience,
            status=piece.status,
            language=piece.language,
            category=piece.category,
            vector=vector,
            words=" ".join(languages.tokens(piece.embedded)),
        )
        for piece, vector in zip(planned, vectors, strict=True)
    ]


def _row(piece: Planned) -> Passage:
    return Passage(
        id=piece.id,
        article_id=piece.article_id,
        revision=piece.revision,
        position=piece.position,
        kind=piece.kind,
        heading=piece.heading,
        text=piece.text,
        content_hash=piece.content_hash,
    )


def check(library: Library) -> Difference:
    """Compare what the index holds with what SQL says it should hold; change nothing."""
    with library.index_lock():
        stored = {piece.id: piece.content_hash for piece in library.index.stored()}
        wanted: dict[str, str] = {}
        with library.database.reading() as session:
            for article in session.scalars(select(Article).order_by(Article.id)):
                wanted |= {piece.id: piece.content_hash for piece in plan(article, shown(session, article))}
    return compare(wanted, stored)


def compare(wanted: dict[str, str], stored: dict[str, str]) -> Difference:
    """Compare two maps of piece id to content hash."""
    return Difference(
        missing=tuple(sorted(wanted.keys() - stored.keys())),
        extra=tuple(sorted(stored.keys() - wanted.keys())),
        stale=tuple(sorted(id_ for id_ in wanted.keys() & stored.keys() if wanted[id_] != stored[id_])),
        pieces=len(wanted),
    )


def reindex(library: Library, progress: Callable[[int], None] | None = None) -> int:
    """Throw the index away and build it again; a crash on the way is picked up by the next sync."""
    with library.index_lock():
        library.begin_anew(library.open_index(verify=False))
        return sync(library, progress)
