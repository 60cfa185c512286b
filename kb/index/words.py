"""BM25 weights from our own tokens, computed alike for every index.

Qdrant's own model does the weighting; it is told to split at spaces only, for `kb.languages.tokens` has
already normalised, segmented and stemmed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

AVERAGE_LENGTH = 40.0  # tokens of a piece, measured over the samples and the shared label sets


@cache
def _model() -> Any:
    import qdrant_edge

    return qdrant_edge.Bm25(
        qdrant_edge.Bm25Config(
            k=1.2,
            b=0.75,
            avg_len=AVERAGE_LENGTH,
            tokenizer=qdrant_edge.TokenizerType.Whitespace,
            lowercase=False,
            stopwords=qdrant_edge.StopwordsSet(),
            stemmer=qdrant_edge.DisabledStemmer(),
        )
    )


def document(words: str) -> Any:
    """Return the sparse vector of a stored text: term frequency, saturated and length-normalised."""
    return _model().embed_document(words)


def query(words: str) -> Any:
    """Return the sparse vector of a question: 1 for each word; the index adds the inverse frequency."""
    return _model().embed_query(words)
