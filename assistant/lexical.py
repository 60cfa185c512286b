"""Searches by words alone, straight from SQL, while the index is down.

Slower with every article (it reads them all), so it is only the fallback; BM25 with the index's constants.
"""

from __future__ import annotations

import math
from collections import Counter

from assistant.question import Query
from kb import languages
from kb.index import Found, Ranked
from kb.library import Library
from kb.reading import passages

K1, B = 1.2, 0.75


def scan(library: Library, query: Query, limit: int) -> Ranked:
    """Score every piece the reader may see; return those that share a word with the question."""
    asked = set(query.words)
    matches: list[tuple[passages.Text, Counter[str], int]] = []
    frequency: Counter[str] = Counter()
    pieces = length = 0
    with library.database.reading() as session:
        where = query.where
        for text in passages.every(session, query.audience, where.language, where.category, where.tags):
            tokens = languages.tokens(text.text)
            pieces, length = pieces + 1, length + len(tokens)
            shared = Counter(token for token in tokens if token in asked)
            if shared:
                frequency.update(shared.keys())
                matches.append((text, shared, len(tokens)))
    mean = length / pieces if pieces else 1.0
    rarity = {token: math.log(1 + (pieces - n + 0.5) / (n + 0.5)) for token, n in frequency.items()}
    found = [
        Found(text.id, text.article_id, text.kind, _bm25(shared, rarity, size / mean), text.language)
        for text, shared, size in matches
    ]
    found.sort(key=lambda piece: (-piece.score, piece.id))
    return Ranked((), tuple(found[:limit]))


def _bm25(shared: Counter[str], rarity: dict[str, float], relative_length: float) -> float:
    return sum(
        rarity[token] * count * (K1 + 1) / (count + K1 * (1 - B + B * relative_length))
        for token, count in shared.items()
    )
