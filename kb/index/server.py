"""A Qdrant server or cluster through `qdrant-client`, for more than one process or machine.

The same points, filters and word weights as the embedded index, so both give the same results.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from qdrant_client import QdrantClient, models

from kb.index import words as bm25
from kb.index.edge import GRAPH_FROM, IN_VIEW, PAGE
from kb.index.failures import named
from kb.index.labels import conditions, found, payload
from kb.index.protocol import Filter, Found, Piece, Ranked, Stored, Vector

COLLECTION = "danesh"
BATCH = 256


class ServerIndex:
    """The index as a collection of a Qdrant server (see `Index`)."""

    @named
    def __init__(self, client: QdrantClient, dimension: int, collection: str = COLLECTION) -> None:
        self._client = client
        self._dimension = dimension
        self._collection = collection
        if not client.collection_exists(collection):
            self._create()

    def _create(self) -> None:
        half = models.Datatype.FLOAT16
        dense = models.VectorParams(size=self._dimension, distance=models.Distance.DOT, datatype=half)
        words = models.SparseVectorParams(
            modifier=models.Modifier.IDF, index=models.SparseIndexParams(datatype=half)
        )
        self._client.create_collection(
            self._collection,
            vectors_config={"dense": dense},
            sparse_vectors_config={"words": words},
            optimizers_config=models.OptimizersConfigDiff(indexing_threshold=GRAPH_FROM),
        )
        self._client.create_payload_index(self._collection, "labels", models.PayloadSchemaType.KEYWORD)
        equal = models.IntegerIndexParams(type=models.IntegerIndexType.INTEGER, lookup=True, range=False)
        self._client.create_payload_index(self._collection, "article_id", equal)

    @named
    def upsert(self, pieces: Sequence[Piece]) -> None:
        """Store the pieces, replacing those with the same id."""
        for start in range(0, len(pieces), BATCH):
            points = [
                models.PointStruct(
                    id=piece.id,
                    vector={"dense": piece.vector.tolist(), "words": _sparse(bm25.document(piece.words))},
                    payload=payload(piece),
                )
                for piece in pieces[start : start + BATCH]
            ]
            self._client.upsert(self._collection, points, wait=True)

    @named
    def prune(self, article_ids: Sequence[int], keep: Iterable[str]) -> None:
        """Delete every piece of some articles but these."""
        mine = models.FieldCondition(key="article_id", match=models.MatchAny(any=list(article_ids)))
        others = models.Filter(must=[mine], must_not=[models.HasIdCondition(has_id=list(keep))])
        self._client.delete(self._collection, models.FilterSelector(filter=others), wait=True)

    @named
    def search(self, vector: Vector | None, words: str | None, where: Filter, limit: int) -> Ranked:
        """Find by vector and by words (see `Index.search`)."""
        requests = []
        if vector is not None:
            requests.append(_request(vector.tolist(), "dense", where, limit))
        if words:
            requests.append(_request(_sparse(bm25.query(words)), "words", where, limit))
        answers = iter(self._query(requests))
        dense = next(answers) if vector is not None else ()
        return Ranked(dense, next(answers) if words else ())

    @named
    def nearest(self, vectors: Sequence[Vector], where: Filter, limit: int) -> list[tuple[Found, ...]]:
        """Find the nearest pieces to each vector."""
        return self._query([_request(vector.tolist(), "dense", where, limit) for vector in vectors])

    def _query(self, requests: list[models.QueryRequest]) -> list[tuple[Found, ...]]:
        if not requests:
            return []
        return [
            tuple(found(uuid.UUID(str(point.id)), point.score) for point in answer.points)
            for answer in self._client.query_batch_points(self._collection, requests)
        ]

    @named
    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors."""
        points = self._client.retrieve(
            self._collection, list(ids), with_payload=False, with_vectors=["dense"]
        )
        return {
            uuid.UUID(str(point.id)).hex: np.asarray(point.vector["dense"], np.float32)
            for point in points
            if isinstance(point.vector, dict)
        }

    @named
    def lengths(self, ids: Sequence[str]) -> dict[str, float]:
        """Return the lengths that vectors had."""
        points = self._client.retrieve(self._collection, list(ids), with_payload=["length"])
        return {uuid.UUID(str(point.id)).hex: (point.payload or {})["length"] for point in points}

    def stored(self) -> Iterator[Stored]:
        """Go through everything that is stored."""
        offset: Any = None
        while True:
            records, offset = self._page(offset)
            for record in records:
                stored = record.payload or {}
                yield Stored(uuid.UUID(str(record.id)).hex, stored["article_id"], stored["hash"])
            if offset is None:
                return

    @named
    def _page(self, offset: Any) -> tuple[list[models.Record], Any]:
        return self._client.scroll(
            self._collection, limit=PAGE, offset=offset, with_payload=["article_id", "hash"]
        )

    @named
    def count(self) -> int:
        """Count the stored pieces."""
        return self._client.count(self._collection, exact=True).count

    def flush(self) -> None:
        """Do nothing: the server has written each change before it answered."""

    def optimize(self) -> None:
        """Do nothing: the server optimises by itself."""

    @named
    def clear(self) -> None:
        """Delete the collection and start an empty one."""
        self._client.delete_collection(self._collection)
        self._create()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _sparse(vector: Any) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _request(
    query: list[float] | models.SparseVector, using: str, where: Filter, limit: int
) -> models.QueryRequest:
    must: list[models.Condition] = [
        models.FieldCondition(key=key, match=models.MatchAny(any=values)) for key, values in conditions(where)
    ]
    return models.QueryRequest(
        query=query,
        using=using,
        filter=models.Filter(must=must),
        params=models.SearchParams(hnsw_ef=IN_VIEW) if using == "dense" else None,
        limit=limit,
        with_payload=False,
    )
