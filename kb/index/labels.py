"""What stands beside a piece's vectors in either index, and how a filter asks for it.

All that is filtered by is one list of labels: with an index for each kind of label, those took a tenth of the disk.
Invariant: the first word of a label says of which kind it is, so that no tag can pass for a state.
"""

from __future__ import annotations

import uuid
from typing import Any

from kb.index.protocol import Filter, Found, Piece
from kb.piece_ids import told


def payload(piece: Piece) -> dict[str, Any]:
    """Return what is stored beside the vectors: labels to filter by, and what is compared; never text.

    What has no category or tags takes one block of 128 bytes.
    """
    return {
        "article_id": piece.article_id,
        "hash": piece.content_hash,
        "labels": [
            _access(piece.status, piece.audience),
            _language(piece.language),
            *([_category(piece.category)] if piece.category else []),
            *map(_tag, piece.tags),
        ],
        "length": piece.length,
    }


def conditions(where: Filter) -> list[tuple[str, list[Any]]]:
    """Return the filter as (payload key, values of which one must be there) pairs, all of which must hold."""
    asked = [[_access(status, audience) for status in where.statuses for audience in where.audiences]]
    if where.language:
        asked.append([_language(where.language)])
    if where.category:
        asked.append([_category(where.category)])
    asked += [[_tag(tag)] for tag in where.tags]
    pairs: list[tuple[str, list[Any]]] = [("labels", labels) for labels in asked]
    if where.articles:
        pairs.append(("article_id", list(where.articles)))
    return pairs


def found(point: uuid.UUID, score: float) -> Found:
    """Return a point that either engine found, with what its id says."""
    article_id, kind, language = told(point.int)
    return Found(point.hex, article_id, kind, score, language)


def _access(status: str, audience: str) -> str:
    return f"{status} {audience}"


def _language(code: str) -> str:
    return f"language {code}"


def _category(name: str) -> str:
    return f"category {name}"


def _tag(name: str) -> str:
    return f"tag {name}"
