"""Encodes the questions that say how near a passage lies to any question, from texts of our own alone.

    python -m benchmarks crossing             # writes kb/inference/crossing.npz

The questions (`any_questions.txt`: English | Persian | Chinese) are about telephones, banks, travel, offices and the
like; what passages of one's own language come to is measured on the sample articles. To be run again after
`levelling`.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.label_sets import open_samples
from kb.inference.crossing import FILE, measured
from kb.tables import Article, Passage

QUESTIONS = Path(__file__).with_name("any_questions.txt")
LANGUAGES = ("en", "fa", "zh")


def main(_: list[str]) -> None:
    """Encode and write."""
    rows = [line.split("|") for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = dict(zip(LANGUAGES, zip(*rows, strict=True), strict=True))
    pieces: defaultdict[str, list[str]] = defaultdict(list)
    with open_samples() as library:
        with library.database.reading() as session:
            published = session.query(Passage.id, Article.language).join(Article)
            for id_, language in published.filter(Article.status == "published"):
                pieces[language].append(id_)
        vectors = {language: library.encoder.questions(list(texts)) for language, texts in asked.items()}
        held = {
            language: np.stack(list(library.index.vectors(pieces[language]).values()))
            for language in LANGUAGES
        }
        np.savez_compressed(FILE, allow_pickle=False, **measured(library.levelling, vectors, held))


if __name__ == "__main__":
    main([])
