"""Keeps the index a projection of SQL: `sync` brings it up to what `kb.planning` says, `check` compares them.

`sync` runs after the commit that changed an article and writes the marker last, so that a crash at any point
leaves work to do again, never a lie. `check` never repairs; `reindex` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.orm import selectinload

from kb import languages
from kb.database import Session
from kb.index import Index, Piece, growth
from kb.inference.encoder import Vectors
from kb.library import Library
from kb.planning import Planned, labels, plan
from kb.tables import Article, IndexState, Passage, Revision, Variant

BATCH = 128  # articles a round: enough to fill the encoder, little enough to lose
PIECES = 512  # after so many pieces a round is full, for articles may be long


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


def sync(
    library: Library, progress: Callable[[int], None] | None = None, until: Callable[[], bool] = lambda: False
) -> int:
    """Bring the index up to date with everything committed; return how many articles were brought up.

    While one round is encoded, the next is planned and the one before is stored; each is stored in the order of
    `_store`, so that a crash leaves it to be done again.

    Args:
        progress: is told after each round how many articles are done.
        until: asked after each round whether to leave the rest for later.

    Raises:
        IndexUnavailableError, EncoderUnavailableError: nothing is lost; the next sync goes on from there.
    """
    done = added = 0
    with (
        library.index_lock(),
        ThreadPoolExecutor(1, "plan") as planner,
        ThreadPoolExecutor(1, "store") as store,
    ):
        index = library.index
        batch = _next_batch(library)
        while batch:
            ahead = planner.submit(_next_batch, library, batch[-1].article_id)
            storing: Future[None] | None = None
            while batch:
                fresh = _fresh(batch)
                vectors = _vectors(library, fresh)
                if storing is not None:
                    storing.result()
                storing = store.submit(_store, library, index, batch, fresh, vectors)
                done, added = done + len(batch), added + len(fresh)
                if progress:
                    progress(done)
                batch = ahead.result() if not until() else []
                if batch:
                    ahead = planner.submit(_next_batch, library, batch[-1].article_id)
            if storing is not None:
                storing.result()
            batch = _next_batch(library) if not until() else []  # what changed meanwhile, with smaller ids
        growth.tidy(index, added)
    return done


def count_waiting(library: Library) -> int:
    """Count the articles that the index is behind with."""
    with library.database.reading() as session:
        behind = IndexState.wanted != IndexState.done
        return session.scalar(select(func.count()).select_from(IndexState).where(behind)) or 0


@dataclass(frozen=True)
class _Work:
    """An article that is behind: what it should have, what it has, and the state this will satisfy."""

    article_id: int
    wanted: int
    planned: tuple[Planned, ...]
    have: dict[str, str]


def _next_batch(library: Library, after: int = 0) -> list[_Work]:
    batch: list[_Work] = []
    pieces = 0
    with library.database.reading() as session:
        behind = select(IndexState).where(IndexState.wanted != IndexState.done, IndexState.article_id > after)
        states = session.scalars(behind.order_by(IndexState.article_id).limit(BATCH)).all()
        for work in _works(session, states):
            batch.append(work)
            pieces += len(work.planned)
            if pieces >= PIECES:
                break
    return batch


def _works(session: Session, states: Sequence[IndexState]) -> Iterator[_Work]:
    """Plan articles that are behind, read in a few statements: one by one, SQL took as long as the planning."""
    ids = [state.article_id for state in states]
    articles = select(Article).where(Article.id.in_(ids)).options(selectinload(Article.variants))
    by_id = {article.id: article for article in session.scalars(articles)}
    held = session.scalars(
        select(Revision).join(Article, Revision.article_id == Article.id)
        .where(Article.id.in_(ids), Revision.number == _SHOWN)
    )  # fmt: skip
    revisions = {revision.article_id: revision for revision in held}
    have: dict[int, dict[str, str]] = {}
    noted = select(Passage.article_id, Passage.id, Passage.content_hash).where(Passage.article_id.in_(ids))
    for row in session.execute(noted):
        have.setdefault(row.article_id, {})[row.id] = row.content_hash
    for state in states:
        number = state.article_id
        planned = tuple(plan(by_id[number], revisions.get(number)))
        yield _Work(number, state.wanted, planned, have.get(number, {}))


_SHOWN = case((Article.status == "published", Article.published), else_=Article.latest)


def shown(session: Session, article: Article) -> Revision | None:
    """Return the revision that the index should hold: the published one, else the newest draft."""
    of_it = select(Revision).join(Article, Revision.article_id == Article.id).where(Article.id == article.id)
    return session.scalar(of_it.where(Revision.number == _SHOWN))


def _fresh(batch: Sequence[_Work]) -> list[Planned]:
    """The pieces of a round that the index lacks or has in another form."""
    return [
        piece for work in batch for piece in work.planned if work.have.get(piece.id) != piece.content_hash
    ]


def _store(
    library: Library, index: Index, batch: Sequence[_Work], fresh: Sequence[Planned], vectors: Vectors
) -> None:
    """Put a round into the index, then note in SQL what it holds."""
    index.upsert(_pieces(library, fresh, vectors))
    index.prune([work.article_id for work in batch], [piece.id for work in batch for piece in work.planned])
    index.flush()
    with library.database.session() as session:
        session.execute(delete(Passage).where(Passage.article_id.in_([work.article_id for work in batch])))
        rows = [_row(piece) for work in batch for piece in work.planned]
        if rows:
            session.execute(insert(Passage), rows)
        for work in batch:
            session.execute(update(IndexState).filter_by(article_id=work.article_id).values(done=work.wanted))


@dataclass(frozen=True)
class Shown:
    """How an article was last shown: its state and labels then, and the id of its newest phrasing."""

    wanted: int
    labels: tuple[str | None, ...]
    newest: int


def show(library: Library, known: dict[int, Shown]) -> None:
    """Let `duplicates` find articles that were just committed, before the `sync` that makes them last.

    Only titles and phrasings are put in, and nothing is noted in SQL. The caller holds the index lock.

    Args:
        known: how which article was shown before; brought up to date here. What thousands joined is read as a whole
            the first time, and only what is new of it after that.
    """
    with library.database.reading() as session:
        behind = session.scalars(select(IndexState).where(IndexState.wanted != IndexState.done)).all()
        states = [
            one
            for one in behind
            if (before := known.get(one.article_id)) is None or before.wanted != one.wanted
        ]
        work, seen = _news(session, states, known)
    fresh = [piece for piece in _fresh(work) if piece.kind != "passage"]
    noted = {piece for one in work for piece in one.have}
    again = [piece.id for piece in fresh if piece.id in noted]
    if again:  # a label that changes twice would look as if it never had
        with library.database.session() as session:
            session.execute(delete(Passage).where(Passage.id.in_(again)))
    if fresh:
        library.index.upsert(_pieces(library, fresh, _vectors(library, fresh)))
    known.update(seen)


def _news(
    session: Session, states: Sequence[IndexState], known: Mapping[int, Shown]
) -> tuple[list[_Work], dict[int, Shown]]:
    """Plan what is new of articles since they were shown: all of one that was not, or has other labels now."""
    ids = [state.article_id for state in states]
    now = {
        article.id: labels(article) for article in session.scalars(select(Article).where(Article.id.in_(ids)))
    }
    news = [
        one
        for one in states
        if one.article_id in known and known[one.article_id].labels == now[one.article_id]
    ]
    whole = [one for one in states if one not in news]
    work = [*_works(session, whole), *(_further(session, one, known[one.article_id].newest) for one in news)]
    last = select(Variant.article_id, func.max(Variant.id)).where(Variant.article_id.in_(ids))
    newest = dict(session.execute(last.group_by(Variant.article_id)).all())
    seen = {
        one.article_id: Shown(one.wanted, now[one.article_id], newest.get(one.article_id, 0))
        for one in states
    }
    return work, seen


def _further(session: Session, state: IndexState, newest: int) -> _Work:
    article = session.get_one(Article, state.article_id)
    added = (
        select(Variant.text).where(Variant.article_id == article.id, Variant.id > newest).order_by(Variant.id)
    )
    planned = tuple(plan(article, shown(session, article), session.scalars(added).all()))
    noted = select(Passage.id, Passage.content_hash).where(Passage.id.in_([piece.id for piece in planned]))
    return _Work(article.id, state.wanted, planned, dict(session.execute(noted).all()))


def _vectors(library: Library, planned: Sequence[Planned]) -> Vectors:
    return library.encoder.passages([piece.embedded for piece in planned])


def _pieces(library: Library, planned: Sequence[Planned], vectors: Vectors) -> list[Piece]:
    rows, lengths = library.levelling.passages(vectors, [piece.language for piece in planned])
    names = ("id", "article_id", "kind", "content_hash", "audience", "status", "language", "category", "tags")
    return [
        Piece(
            **{name: getattr(piece, name) for name in names},
            vector=vector,
            words=" ".join(languages.tokens(piece.embedded)),
            length=length,
        )
        for piece, vector, length in zip(planned, rows, lengths, strict=True)
    ]


def _row(piece: Planned) -> dict[str, object]:
    names = ("id", "article_id", "revision", "position", "kind", "heading", "start", "content_hash")
    cut = piece.kind == "passage"  # from its revision, where it is read from again
    text = {"text": "" if cut else piece.text, "length": len(piece.text) if cut else 0}
    return {name: getattr(piece, name) for name in names} | text


def check(library: Library) -> Difference:
    """Compare what the index holds with what SQL says it should hold; change nothing."""
    with library.index_lock():
        stored = {piece.id: piece.content_hash for piece in library.index.stored()}
        wanted: dict[str, str] = {}
        with library.database.reading() as session:
            states = session.scalars(select(IndexState).order_by(IndexState.article_id)).all()
            for first in range(0, len(states), BATCH):
                for work in _works(session, states[first : first + BATCH]):
                    wanted |= {piece.id: piece.content_hash for piece in work.planned}
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
