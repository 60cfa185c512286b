"""Computes the means that level the bundled encoder's languages, from the sample archive alone.

    python -m benchmarks levelling            # writes kb/inference/levelling.npz

Questions are those of `samples/golden.jsonl`, passages the pieces of the sample articles; both are our own.
After a change raise `kb.inference.levelling.FORM`, for every index depends on it.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from assistant.golden import read
from benchmarks.label_sets import SAMPLES, open_samples
from kb import indexing, planning
from kb.inference.levelling import FILE, measured
from kb.tables import Article

LANGUAGES = ("en", "fa", "zh")


def main(_: list[str]) -> None:
    """Encode, average, write."""
    questions: defaultdict[str, list[str]] = defaultdict(list)
    for one in read(SAMPLES / "golden.jsonl"):
        questions[one.language or ""].append(one.question)
    passages: defaultdict[str, list[str]] = defaultdict(list)
    with open_samples() as library:
        with library.database.reading() as session:
            for article in session.query(Article).filter_by(status="published").order_by(Article.id):
                planned = planning.plan(article, indexing.shown(session, article))
                passages[article.language] += [piece.embedded for piece in planned]
        encoder = library.encoder
        vectors = {
            language: (encoder.questions(questions[language]), encoder.passages(passages[language]))
            for language in LANGUAGES
        }
    np.savez_compressed(FILE, allow_pickle=False, **measured(vectors))


if __name__ == "__main__":
    main([])
