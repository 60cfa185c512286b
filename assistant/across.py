"""Makes nearness comparable across languages, where pieces in another language than the question's were found.

Within the question's own language nothing changes, neither nearness nor order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from assistant.question import Query
from kb.index import Found, Ranked
from kb.inference.crossing import crossing
from kb.library import Library


def comparable(
    library: Library, query: Query, ranked: Ranked, pieces: Sequence[Found]
) -> tuple[Ranked, tuple[Found, ...]]:
    """Take off pieces in other languages what they have in common with any question (`kb.inference.crossing`).

    Args:
        ranked: both lists, each best first.
        pieces: every piece of the articles looked at closely.

    Returns:
        The same, in their new order.

    Raises:
        IndexUnavailableError: as it says.
    """
    foreign = {piece.id for piece in (*ranked.dense, *pieces) if piece.language != query.written}
    if not foreign:
        return ranked, tuple(pieces)
    known = crossing(library.encoder.fingerprint)
    if not known.knows(query.written):
        return ranked, tuple(pieces)
    vectors = library.index.vectors(sorted(foreign))
    if not vectors:
        return ranked, tuple(pieces)
    off = dict(zip(vectors, known.taken_off(np.stack(list(vectors.values())), query.written), strict=True))
    return Ranked(_moved(ranked.dense, off), ranked.lexical), _moved(pieces, off)


def _moved(pieces: Iterable[Found], off: Mapping[str, float]) -> tuple[Found, ...]:
    moved = [
        piece._replace(score=piece.score - float(off[piece.id])) if piece.id in off else piece
        for piece in pieces
    ]
    return tuple(sorted(moved, key=lambda piece: (-piece.score, piece.id)))
