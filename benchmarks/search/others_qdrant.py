"""The local mode of qdrant-client: dense and sparse prefetch (our BM25 weights), fused by rank, kept on disk."""

from __future__ import annotations

import time
import warnings
from collections import Counter
from zlib import crc32

from qdrant_client import QdrantClient, models

from benchmarks.search import stopwatch
from benchmarks.search.stopwatch import DEPTH, LIMIT, Question, Row, Task

BATCH = 2_000
K1, B, AVERAGE = 1.2, 0.75, 40.0


def _weights(words: str) -> models.SparseVector:
    tokens = words.split()
    length = 1 - B + B * len(tokens) / AVERAGE
    held = {
        crc32(token.encode()): count * (K1 + 1) / (count + K1 * length)
        for token, count in Counter(tokens).items()
    }
    return models.SparseVector(indices=list(held), values=list(held.values()))


def _client(task: Task) -> QdrantClient:
    warnings.simplefilter("ignore")  # it says from 20,000 points on that a server would be better
    # Several callers share it as they would share a server's client.
    return QdrantClient(path=task.folder, force_disable_check_same_thread=True)


def build(task: Task) -> None:
    """Fill the collection."""
    client = _client(task)
    rows = stopwatch.vectors(task)
    client.create_collection(
        "pieces",
        vectors_config={"dense": models.VectorParams(size=rows.shape[1], distance=models.Distance.COSINE)},
        sparse_vectors_config={"words": models.SparseVectorParams(modifier=models.Modifier.IDF)},
    )
    # It commits each point by itself; waiting for the disk each time would take most of an hour.
    client._client.collections["pieces"].storage.storage.execute("PRAGMA synchronous=OFF")  # noqa: SLF001
    batch: list[models.PointStruct] = []
    for piece, row in zip(stopwatch.pieces(task), rows, strict=True):
        vector = {"dense": row.tolist(), "words": _weights(piece["words"])}
        payload = {"article": piece["article"], "text": piece["text"]}
        batch.append(models.PointStruct(id=piece["id"], vector=vector, payload=payload))
        if len(batch) == BATCH:
            client.upsert("pieces", batch)
            batch = []
    if batch:
        client.upsert("pieces", batch)
    client.close()


def serve(task: Task) -> list[Row]:
    """Open the collection and ask it."""
    asked = stopwatch.questions(task)
    started = time.perf_counter()
    client = _client(task)
    client.count("pieces")
    opening = time.perf_counter() - started

    def search(question: Question) -> list[int]:
        tokens = [crc32(token.encode()) for token in dict.fromkeys(question.words.split())]
        words = models.SparseVector(indices=tokens, values=[1.0] * len(tokens))
        found = client.query_points(
            "pieces",
            prefetch=[
                models.Prefetch(query=question.vector.tolist(), using="dense", limit=DEPTH),
                models.Prefetch(query=words, using="words", limit=DEPTH),
            ],
            query=models.FusionQuery(fusion=models.Fusion.RRF),
            limit=LIMIT,
        )
        return [(point.payload or {})["article"] for point in found.points]

    return stopwatch.measure(task, "qdrant-client, local mode", search, asked, opening)


if __name__ == "__main__":
    stopwatch.carry_out(build, serve)
