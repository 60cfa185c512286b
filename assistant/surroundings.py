"""What lies around a question, told against what is usual in this base: so that one threshold fits every base.

News that tell one story many times lie near each other and near any question about it; intents of one assistant do
not. What an unanswerable question finds is therefore learnt from the base itself, without anybody's labels: a
phrasing of an article is asked as if that article were not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.derived import Derived
from assistant.retrieval import Evidence
from kb.articles import audiences
from kb.errors import IndexUnavailableError
from kb.index import Filter, Found
from kb.index.protocol import Index, Vector
from kb.library import Library
from kb.reading import passages

FEW = 5  # nearest pieces that are compared with each other
LOOKED_AT = 10  # nearest pieces whose articles are looked at whole
PIECES = 120  # of these articles that their middles are taken of
ASKED = 100  # articles whose phrasing is asked without them
AHEAD = 30  # pieces looked at to find the nearest ones of other articles
# What is usual in a base of average kind (the mean of the label sets), and how many articles that counts for: of a
# handful of articles little can be learnt.
AVERAGE_WHOLE, AVERAGE_MUTUAL, AVERAGE_COUNTS = 0.68, 0.63, 20


@dataclass(frozen=True)
class Around:
    """Two cosines, or how far they are above the usual.

    Attributes:
        whole: of the question with the middle of an article's pieces, of the article where it is highest.
        mutual: mean of those between the nearest pieces: what several say alike is likelier to be so.
    """

    whole: float
    mutual: float


NOTHING = Around(-1.0, -1.0)


@dataclass(frozen=True)
class Usual:
    """What a question finds here on average when its article is not there, and over how many it was learnt."""

    around: Around
    learnt: int


def surroundings(library: Library, evidence: Evidence) -> Around:
    """Say how far what lies around a question is above the usual; `NOTHING` without a vector or an index."""
    query = evidence.query
    if query.vector is None or not evidence.ranked.dense:
        return NOTHING
    vector = library.levelling.question(query.vector, query.written)
    try:
        usual = _usual.of(library).around
        with library.searching():
            here = _around(library.index, vector, query.where, evidence.ranked.dense[:LOOKED_AT])
    except IndexUnavailableError:
        return NOTHING
    return Around(here.whole - usual.whole, here.mutual - usual.mutual)


def _around(index: Index, vector: Vector, where: Filter, nearest: Sequence[Found]) -> Around:
    articles = tuple({piece.article_id for piece in nearest})
    pieces = index.nearest([vector], replace(where, articles=articles), PIECES)[0]
    vectors = index.vectors(sorted({piece.id for piece in (*pieces, *nearest[:FEW])}))
    of: defaultdict[int, list[Found]] = defaultdict(list)
    for piece in pieces:
        of[piece.article_id].append(piece)
    return Around(
        whole=max((_middle(vector, _rows(vectors, own)) for own in of.values()), default=0.0),
        mutual=_alike(_rows(vectors, nearest[:FEW])),
    )


def _rows(vectors: Mapping[str, Vector], pieces: Sequence[Found]) -> Vector:
    rows = [vectors[piece.id] for piece in pieces if piece.id in vectors]
    return np.stack(rows) if rows else np.zeros((0, 0), np.float32)


def _middle(vector: Vector, rows: Vector) -> float:
    """Return the cosine of a unit vector with the sum of some rows."""
    if not len(rows):
        return 0.0
    total = rows.sum(axis=0)
    return float(total @ vector) / max(float(np.linalg.norm(total)), 1e-12)


def _alike(rows: Vector) -> float:
    """Return the mean cosine between different unit rows; with fewer than two there is nothing alike."""
    count = len(rows)
    return (float((rows @ rows.T).sum()) - count) / (count * (count - 1)) if count > 1 else 0.0


def _learn(library: Library) -> Usual:
    """Ask a phrasing of each of some articles, as if the article were not there."""
    with library.database.reading() as session:
        chosen = passages.speaking(session, ASKED)
    index, everybody = library.index, Filter(audiences=audiences("agents"))
    vectors = index.vectors([piece for _, piece in chosen])
    asked = [(article, vectors[piece]) for article, piece in chosen if piece in vectors]
    lists = index.nearest([vector for _, vector in asked], everybody, AHEAD)
    found = []
    for (article, vector), nearest in zip(asked, lists, strict=True):
        others = [piece for piece in nearest if piece.article_id != article][:LOOKED_AT]
        if len(others) >= FEW:
            found.append(_around(index, vector, everybody, others))
    return average(found)


def average(found: Sequence[Around]) -> Usual:
    """Return what is usual, the label sets' average counting for some articles of this base."""
    counts = len(found) + AVERAGE_COUNTS
    return Usual(
        Around(
            whole=(sum(one.whole for one in found) + AVERAGE_COUNTS * AVERAGE_WHOLE) / counts,
            mutual=(sum(one.mutual for one in found) + AVERAGE_COUNTS * AVERAGE_MUTUAL) / counts,
        ),
        len(found),
    )


_usual = Derived(_learn, lambda usual: usual.learnt >= ASKED // 2)


def usual(library: Library) -> Usual:
    """Return what is usual in the library."""
    return _usual.of(library)
