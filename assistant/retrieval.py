"""Finds the articles that may answer a question: dense and lexical search fused, one hit an article.

Falls back to words alone when the encoder or the index is down, and says so (`degraded`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant import everyday, exact, lexical, spoken
from assistant.across import comparable
from assistant.question import ALL, Only, Query, understand
from assistant.retyping import retyped
from assistant.spelling import mistyped, respelled
from assistant.suggesting import Suggestion, suggest
from assistant.vocabulary import vocabulary
from assistant.weighting import alone, candidates, weigh
from kb import languages
from kb.database import Session
from kb.errors import (
    EncoderUnavailableError,
    IndexLockedError,
    IndexMismatchError,
    IndexUnavailableError,
)
from kb.index import Found, Fused, Ranked
from kb.issues.neighbours import nearest
from kb.library import Library
from kb.reading import passages, synonyms

__all__ = ["Evidence", "Hit", "SearchResult", "Suggestion", "retrieve", "search", "suggest"]

DEPTH = 100  # pieces from each search
PIECES = 600  # of the articles looked at closely
SPARE = 20  # articles looked at besides, for some may have been retired since they were indexed
EXCERPT = 320  # characters of a passage shown with a hit


@dataclass(frozen=True)
class Hit:
    """An article found, with the passage that speaks for it.

    Attributes:
        score: fused score in 0..1, comparable within one search only.
        dense: levelled cosine of the best piece, 0 when none.
        lexical: BM25 score of the best piece, 0 when none.
        passage: the passage's Markdown, verbatim from the revision.
    """

    article_id: int
    external_id: str | None
    title: str
    language: str
    audience: str
    path: str
    score: float
    passage: str
    revision: int
    heading: str
    category: str | None = None
    dense: float = 0.0
    lexical: float = 0.0
    kind: str = "passage"
    piece_id: str = ""


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first; `degraded` when meaning could not be searched."""

    hits: tuple[Hit, ...]
    degraded: bool
    language: str


@dataclass(frozen=True)
class Evidence:
    """Everything retrieval found out, for the steps that judge and answer.

    Attributes:
        most_by_words: the lexical score of a piece that held every word of the question.
    """

    query: Query
    ranked: Ranked
    hits: tuple[Hit, ...]
    degraded: bool
    most_by_words: float = 0.0


def search(
    library: Library,
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    only: Only = ALL,
    limit: int = 10,
) -> SearchResult:
    """Find articles for a reader; `only` narrows down which.

    Raises:
        UnusableInputError: the question, language or audience cannot be used.
        IndexLockedError, IndexMismatchError: the operator has to act.
    """
    query = understand(library, question, language=language, audience=audience, only=only)
    evidence = retrieve(library, query, limit)
    return SearchResult(evidence.hits, evidence.degraded, query.language)


def retrieve(library: Library, query: Query, limit: int) -> Evidence:
    """Search, fuse and read the hits' texts from SQL, where status and audience are checked again."""
    if not any(map(str.isalnum, query.text)):  # something lies nearest even to a smile
        return Evidence(query, Ranked((), ()), (), degraded=query.vector is None)
    known = vocabulary(library)
    query = retyped(library, query, known)
    text = spoken.written(query.text) if query.written == "fa" else query.text
    meant = mistyped(library, text, known)
    own = tuple(languages.tokens(text))
    with library.database.reading() as session:
        groups = synonyms.every(session)
    words = _looked_for(query, groups, [*own, *meant.values()])
    heard = everyday.instead(synonyms.instead(groups, text, known.held), own, known.held)
    query = replace(respelled(library, query, heard, meant), words=words)
    most = known.most(meant.get(word, word) for word in own)
    with library.searching():
        return _found(library, query, most, limit)


def _found(library: Library, query: Query, most: float, limit: int) -> Evidence:
    """Search for a question that was understood; `most` is the score of a piece that holds all its words."""
    degraded = query.vector is None
    pieces: tuple[Found, ...] = ()
    exactly = True
    try:
        ranked, pieces = _searched(library, query)
        lists = comparable(library, query, ranked, pieces)
    except (IndexLockedError, IndexMismatchError):
        raise
    except (IndexUnavailableError, EncoderUnavailableError):  # without its model an index cannot be opened
        ranked, degraded, exactly = lexical.scan(library, query, DEPTH), True, False
        lists = ranked, pieces
    coverage = min(1.0, ranked.lexical[0].score / most) if ranked.lexical and most else 0.0
    if alone(ranked, query.written) and pieces:
        fused = _unlevelled(library, query, ranked, coverage)
    else:
        fused = weigh(*lists, query.written, coverage)
    if exactly:
        fused = exact.first(library, query, fused)
    return Evidence(query, ranked, _read(library, query, fused, ranked, limit), degraded, most)


def _unlevelled(library: Library, query: Query, ranked: Ranked, coverage: float) -> list[Fused]:
    """Weigh by the encoder's own cosines; what a hit tells of its nearness stays levelled."""
    assert query.vector is not None, "there are pieces near it"
    asked = [query.vector]
    near = nearest(library, asked, query.where, DEPTH, query.written)[0][:DEPTH]
    plain = Ranked(near, ranked.lexical)
    where = replace(query.where, articles=candidates(plain))
    pieces = nearest(library, asked, where, PIECES, query.written)[0]
    levelled = {piece.article_id: piece.score for piece in reversed(ranked.dense)}
    least = ranked.dense[-1].score
    return [
        hit._replace(dense=max(0.0, levelled.get(hit.article_id, least)))
        for hit in weigh(plain, pieces, query.written, coverage, plain=True)
    ]


def _looked_for(query: Query, groups: Sequence[synonyms.Group], asked: Sequence[str]) -> tuple[str, ...]:
    """Return the words to search by: as written and meant, as typed, and what means the same."""
    same = synonyms.further(groups, asked)
    return tuple(dict.fromkeys([*asked, *query.words, *same, *everyday.further(asked)]))


def _searched(library: Library, query: Query) -> tuple[Ranked, tuple[Found, ...]]:
    """Search both ways, then look at every piece of the articles that came first."""
    words = " ".join(query.words)
    if query.vector is None:
        return library.index.search(None, words, query.where, DEPTH), ()
    vector = library.levelling.question(query.vector, query.written)
    ranked = library.index.search(vector, words, query.where, DEPTH)
    first = candidates(ranked)
    if not first:
        return ranked, ()
    return ranked, library.index.nearest([vector], replace(query.where, articles=first), PIECES)[0]


def _read(library: Library, query: Query, fused: list[Fused], ranked: Ranked, limit: int) -> tuple[Hit, ...]:
    speaking = _speaking(ranked)
    hits: list[Hit] = []
    with library.database.reading() as session:
        step = max(1, limit)
        for start in range(0, limit + SPARE, step):  # rarely more than once
            hits += _read_some(session, query, fused[start : start + step], speaking)
            if len(hits) >= limit or start + step >= len(fused):
                break
    return tuple(hits[:limit])


def _read_some(
    session: Session, query: Query, ahead: Sequence[Fused], speaking: Mapping[int, str]
) -> list[Hit]:
    """Read the texts of some articles, leaving out those that the reader may not see."""
    articles = passages.readable(session, [hit.article_id for hit in ahead], query.audience)
    spoken = {hit.article_id: speaking.get(hit.article_id, hit.piece_id) for hit in ahead}
    texts = passages.by_id(session, sorted({hit.piece_id for hit in ahead} | set(spoken.values())))
    shown = {
        hit.article_id: texts.get(spoken[hit.article_id], texts[hit.piece_id])
        for hit in ahead
        if hit.article_id in articles and hit.piece_id in texts
    }
    bare = [id_ for id_, text in shown.items() if text.kind != "passage"]  # found by title or phrasing
    if bare:
        shown |= passages.beginnings(session, bare)
    return [
        _hit(hit, articles[hit.article_id], shown[hit.article_id]) for hit in ahead if hit.article_id in shown
    ]


def _hit(found: Fused, article: passages.Readable, text: passages.Text) -> Hit:
    return Hit(
        article_id=article.article_id,
        external_id=article.external_id,
        title=article.title,
        language=article.language,
        audience=article.audience,
        path=article.path,
        score=round(found.score, 6),
        passage=text.text,
        revision=article.revision,
        heading=text.heading,
        category=article.category,
        dense=found.dense,
        lexical=found.lexical,
        kind=found.kind,
        piece_id=found.piece_id,
    )


def _speaking(ranked: Ranked) -> dict[int, str]:
    """Choose for each article the passage that speaks for it: the nearest one, else one with its words."""
    found: dict[int, str] = {}
    for piece in (*ranked.dense, *ranked.lexical):
        if piece.kind == "passage":
            found.setdefault(piece.article_id, piece.id)
    return found
