"""Qdrant Edge: the Qdrant engine inside this process, its shard in the home folder.

One process at a time holds the shard; the lock error of a second one names the first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as edge

from kb.errors import IndexUnavailableError
from kb.giving_back import give_back
from kb.index import owner
from kb.index import words as bm25
from kb.index.failures import first_line, named
from kb.index.labels import conditions, found, payload
from kb.index.protocol import Filter, Found, Piece, Ranked, Stored, Vector
from kb.index.sharing import Shared

SHARD = "shard"
PAGE = 1000
# Pieces added after which the shard is opened anew: the engine holds 2.7 kB for each in memory until then, .4 after.
# Searches wait meanwhile: .3 s at 100,000 pieces, .7 s at 300,000.
LOOSE = 4_000
# kB of vectors from which a segment gets a graph; half of the engine's own number, for a vector takes half of what
# the engine expects.
GRAPH_FROM = 5_000
# How many pieces a search of the graph keeps in view. With the 100 of the engine the nearest of 100,000 is missed
# for 6 questions in 100, with 256 for 2.
IN_VIEW = 256


class EdgeIndex:
    """The index as a folder of this process (see `Index`)."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder = folder
        self._dimension = dimension
        folder.mkdir(parents=True, exist_ok=True)
        self._owner = owner.take(folder)
        try:
            self._shard: Shared[Any] = Shared(self._open, lambda shard: shard.close())
        except BaseException:
            self._owner.close()
            raise
        self._loose = 0
        for leftover in folder.glob(f"{SHARD}.*"):  # a crash while it was cleared
            shutil.rmtree(leftover, ignore_errors=True)

    def _open(self) -> Any:
        shard = self._folder / SHARD
        try:
            if (shard / "edge_config.json").exists():
                return edge.EdgeShard.load(str(shard))
            shard.mkdir(parents=True, exist_ok=True)
            created = edge.EdgeShard.create(str(shard), _config(self._dimension))
            keyword = edge.PayloadSchemaType.Keyword
            created.update(edge.UpdateOperation.create_field_index("labels", keyword))
            equal = edge.IntegerIndexParams(lookup=True, range=False)
            created.update(edge.UpdateOperation.create_field_index("article_id", equal))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            reason = f"{first_line(error)}; delete {self._folder} and it is filled again from the database"
            raise IndexUnavailableError(reason=reason) from error
        else:
            return created

    @named
    def upsert(self, pieces: Sequence[Piece]) -> None:
        """Store the pieces, replacing those with the same id."""
        points = [
            edge.Point(
                piece.id,
                {"dense": piece.vector.tolist(), "words": bm25.document(piece.words)},
                payload(piece),
            )
            for piece in pieces
        ]
        if not points:
            return
        with self._shard.use() as shard:
            shard.update(edge.UpdateOperation.upsert_points(points))
        self._loose += len(points)
        if self._loose >= LOOSE:
            self._settle()

    @named
    def prune(self, article_ids: Sequence[int], keep: Iterable[str]) -> None:
        """Delete every piece of some articles but these."""
        mine = edge.FieldCondition("article_id", match=edge.MatchAny(list(article_ids)))
        others = edge.Filter(must=[mine], must_not=[edge.HasIdCondition(set(keep))])
        with self._shard.use() as shard:
            shard.update(edge.UpdateOperation.delete_points_by_filter(others))

    @named
    def search(self, vector: Vector | None, words: str | None, where: Filter, limit: int) -> Ranked:
        """Find by vector and by words (see `Index.search`)."""
        asked = [
            ("dense", vector.tolist() if vector is not None else None),
            ("words", bm25.query(words) if words else None),
        ]
        requests = [_request(value, using, where, limit) for using, value in asked if value is not None]
        answers = iter(self._query(requests))
        dense = next(answers) if vector is not None else ()
        return Ranked(dense, next(answers) if words else ())

    @named
    def nearest(self, vectors: Sequence[Vector], where: Filter, limit: int) -> list[tuple[Found, ...]]:
        """Find the nearest pieces to each vector."""
        return self._query([_request(vector.tolist(), "dense", where, limit) for vector in vectors])

    def _query(self, requests: list[Any]) -> list[tuple[Found, ...]]:
        if not requests:
            return []
        with self._shard.use() as shard:
            answers = shard.query_batch(edge.QueryBatchRequest(requests))
        return [tuple(found(point.id, point.score) for point in points) for points in answers]

    @named
    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors."""
        with self._shard.use() as shard:
            points = shard.retrieve(list(ids), with_payload=False, with_vector=["dense"])
        return {point.id.hex: np.asarray(point.vector["dense"], np.float32) for point in points}

    @named
    def lengths(self, ids: Sequence[str]) -> dict[str, float]:
        """Return the lengths that vectors had."""
        with self._shard.use() as shard:
            points = shard.retrieve(list(ids), with_payload=["length"], with_vector=False)
        return {point.id.hex: point.payload["length"] for point in points}

    def stored(self) -> Iterator[Stored]:
        """Go through everything that is stored."""
        offset = None
        while True:
            records, offset = self._page(offset)
            for record in records:
                yield Stored(record.id.hex, record.payload["article_id"], record.payload["hash"])
            if offset is None:
                return

    @named
    def _page(self, offset: Any) -> tuple[list[Any], Any]:
        fields = ["article_id", "hash"]
        with self._shard.use() as shard:
            records, following = shard.scroll(
                edge.ScrollRequest(offset=offset, limit=PAGE, with_payload=fields)
            )
        return records, following

    @named
    def count(self) -> int:
        """Count the stored pieces."""
        with self._shard.use() as shard:
            return int(shard.count(edge.CountRequest()))

    @named
    def flush(self) -> None:
        """Write everything to disk."""
        with self._shard.use() as shard:
            shard.flush()

    @named
    def optimize(self) -> None:
        """Merge segments and build the HNSW graph."""
        with self._shard.use() as shard:
            shard.optimize()
        self._settle()

    def _settle(self) -> None:
        """Let go of what the engine keeps in memory of pieces that are on disk by now."""
        self._shard.renew()
        self._loose = 0
        give_back()

    @named
    def clear(self) -> None:
        """Delete the shard and start an empty one."""
        self._shard.renew(self._delete)
        self._loose = 0

    def _delete(self) -> None:
        # Renamed first: half a shard, left by a crash while deleting, could not be opened any more.
        leftover = self._folder / f"{SHARD}.{os.getpid()}"
        (self._folder / SHARD).rename(leftover)
        shutil.rmtree(leftover)

    def close(self) -> None:
        """Give the folder free."""
        self._shard.close()
        self._owner.close()


def _request(value: Any, using: str, where: Filter, limit: int) -> Any:
    must: list[Any] = [edge.FieldCondition(key, match=_match(values)) for key, values in conditions(where)]
    return edge.QueryRequest(
        limit=limit,
        query=edge.Query.Nearest(value, using=using),
        filter=edge.Filter(must=must),
        params=edge.SearchParams(hnsw_ef=IN_VIEW) if using == "dense" else None,
        with_payload=False,
    )


def _match(values: list[Any]) -> Any:
    """Allow some values; a single one is compared twice as fast outside a list."""
    return edge.MatchValue(values[0]) if len(values) == 1 else edge.MatchAny(values)


def _config(dimension: int) -> Any:
    half = edge.VectorStorageDatatype.Float16  # finer than what the encoder computes in
    dense = edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Dot, datatype=half)
    return edge.EdgeConfig(
        vectors={"dense": dense},
        sparse_vectors={"words": edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf, datatype=half)},
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=GRAPH_FROM),
        wal_enabled=False,  # what is not flushed is not noted in SQL either, and done again
    )
