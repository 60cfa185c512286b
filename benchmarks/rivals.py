"""The plain ways to search that ours is measured against, over the same pieces, tokens and vectors.

BM25, character 2-4-gram TF-IDF, the encoder alone, reciprocal rank fusion (k = 60) and the plain reference: min-max
fusion of each top 100 with dense weight .6. Nothing in them is tuned. Each is told by article: its best piece counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from kb import indexing, languages, planning
from kb.library import Library
from kb.tables import Article

DEPTH = 100
NAMES = ("BM25", "char TF-IDF", "dense", "RRF", "reference")
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Base:
    """What a set's articles come to: texts of all pieces, whose they are, and the articles' outside ids."""

    texts: list[str]
    owner: NDArray[np.int64]
    ids: list[str]


def base(library: Library) -> Base:
    """Read the published articles of a library, cut as its index holds them."""
    texts: list[str] = []
    owner: list[int] = []
    ids: list[str] = []
    with library.database.reading() as session:
        for article in session.query(Article).filter_by(status="published").order_by(Article.id):
            pieces = planning.plan(article, indexing.shown(session, article))
            texts += [piece.embedded for piece in pieces]
            owner += [len(ids)] * len(pieces)
            ids.append(article.external_id or str(article.id))
    return Base(texts, np.array(owner), ids)


def ranked(library: Library, held: Base, questions: Sequence[str]) -> dict[str, list[list[str]]]:
    """Return for each way of searching the first ten ids of each question."""
    words = _bm25(held.texts, questions)
    vectors = library.encoder.passages(held.texts)
    dense = (library.encoder.questions(list(questions)) @ vectors.T).astype(np.float64)
    near, shared = _best(_top(dense), held), _best(_top(words), held)
    scores = {
        "BM25": _best(words, held),
        "char TF-IDF": _best(_characters(held.texts, questions), held),
        "dense": _best(dense, held),
        "RRF": _reciprocal(near) + _reciprocal(shared),
        "reference": 0.6 * _min_max(near) + 0.4 * _min_max(shared),
    }
    return {name: _ids(held, scores[name]) for name in NAMES}


def _ids(held: Base, scores: Scores) -> list[list[str]]:
    scores = np.where(np.isfinite(scores), scores, -1.0)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    return [[held.ids[at] for at in row if scores[number, at] > -1] for number, row in enumerate(order)]


def _bm25(texts: Sequence[str], questions: Sequence[str]) -> Scores:
    """Score with k = 1.2, b = .75 over our tokens; -inf where no word is shared."""
    cut = [languages.tokens(text) for text in texts]
    mean = sum(map(len, cut)) / max(len(cut), 1)
    known: dict[str, int] = {}
    rows, columns, values = [], [], []
    held: dict[str, int] = {}
    for number, tokens in enumerate(cut):
        for token in set(tokens):
            count = tokens.count(token)
            held[token] = held.get(token, 0) + 1
            rows.append(number)
            columns.append(known.setdefault(token, len(known)))
            values.append(count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(tokens) / mean)))
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(cut), len(known)))
    rarity = {token: float(np.log(1 + (len(cut) - n + 0.5) / (n + 0.5))) for token, n in held.items()}
    asked = [
        (number, known[token], rarity[token])
        for number, question in enumerate(questions)
        for token in set(languages.tokens(question))
        if token in known
    ]
    numbers, tokens_at, weights = zip(*asked, strict=True) if asked else ((), (), ())
    wanted = sparse.csr_matrix((weights, (numbers, tokens_at)), shape=(len(questions), len(known)))
    scores: Scores = (wanted @ matrix.T).toarray()
    return np.where(scores > 0, scores, -np.inf)


def _characters(texts: Sequence[str], questions: Sequence[str]) -> Scores:
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    matrix = vectorizer.fit_transform([languages.normalise(text) for text in texts])
    asked = vectorizer.transform([languages.normalise(question) for question in questions])
    return np.asarray((asked @ matrix.T).toarray(), np.float64)


def _top(scores: Scores) -> Scores:
    if scores.shape[1] <= DEPTH:
        return scores
    least = -np.partition(-scores, DEPTH - 1, axis=1)[:, DEPTH - 1 : DEPTH]
    return np.where(scores >= least, scores, -np.inf)


def _best(scores: Scores, held: Base) -> Scores:
    """Tell pieces by article: shape (questions, articles); -inf for those not found."""
    found = np.full((len(scores), len(held.ids)), -np.inf)
    starts = np.r_[0, np.flatnonzero(np.diff(held.owner)) + 1]
    found[:, held.owner[starts]] = np.maximum.reduceat(scores, starts, axis=1)
    return found


def _reciprocal(scores: Scores) -> Scores:
    rank = np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1)
    return np.where(np.isfinite(scores), 1 / (61 + rank), 0.0)


def _min_max(scores: Scores) -> Scores:
    there = np.isfinite(scores)
    low = np.where(there, scores, np.inf).min(1, keepdims=True)
    high = np.where(there, scores, -np.inf).max(1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(there, np.where(high > low, (scores - low) / (high - low), 1.0), 0.0)
