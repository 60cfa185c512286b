"""LangChain's EnsembleRetriever over Chroma (HNSW, kept on disk) and BM25Retriever (rank_bm25, in memory).

The words are our tokens: its own cut, at spaces, finds nothing in Chinese.
"""

from __future__ import annotations

import time
from typing import Any

from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from benchmarks.search import stopwatch
from benchmarks.search.stopwatch import DEPTH, LIMIT, Question, Row, Task

BATCH = 2_000


class Known(Embeddings):
    """Vectors that were made before."""

    def __init__(self, held: dict[str, Any]) -> None:
        self.held = held

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Look the vectors up."""
        return [self.held[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Look the vector up."""
        vector: list[float] = self.held[text].tolist()
        return vector


def _store(task: Task, known: Known) -> Chroma:
    return Chroma(
        "pieces",
        known,
        persist_directory=task.folder,
        collection_metadata={"hnsw:space": "cosine"},
        client_settings=Settings(
            anonymized_telemetry=False, is_persistent=True, persist_directory=task.folder
        ),
    )


def build(task: Task) -> None:
    """Fill the collection."""
    rows, known = stopwatch.vectors(task), Known({})
    store = _store(task, known)
    batch: list[tuple[str, str, int, Any]] = []
    for piece, row in zip(stopwatch.pieces(task), rows, strict=True):
        batch.append((piece["id"], piece["text"], piece["article"], row))
        if len(batch) == BATCH:
            _add(store, known, batch)
            batch = []
    if batch:
        _add(store, known, batch)


def _add(store: Chroma, known: Known, batch: list[tuple[str, str, int, Any]]) -> None:
    known.held = {text: row for _, text, _, row in batch}
    store.add_texts(
        [text for _, text, _, _ in batch],
        metadatas=[{"article": article} for _, _, article, _ in batch],
        ids=[id_ for id_, *_ in batch],
    )


def serve(task: Task) -> list[Row]:
    """Open the collection, fill BM25 anew (it is not kept), and ask both."""
    asked = stopwatch.questions(task)
    started = time.perf_counter()
    store = _store(task, Known({question.text: question.vector for question in asked}))
    documents, words = [], {}
    for piece in stopwatch.pieces(task):
        documents.append(Document(piece["text"], metadata={"article": piece["article"]}, id=piece["id"]))
        words[piece["text"]] = piece["words"]
    by_words = BM25Retriever.from_documents(
        documents, k=DEPTH, preprocess_func=lambda text: words[text].split()
    )
    words.clear()
    words.update((question.text, question.words) for question in asked)
    near = store.as_retriever(search_kwargs={"k": DEPTH})
    both = EnsembleRetriever(retrievers=[near, by_words], weights=[0.5, 0.5])
    opening = time.perf_counter() - started

    def search(question: Question) -> list[int]:
        return [found.metadata["article"] for found in both.invoke(question.text)[:LIMIT]]

    return stopwatch.measure(task, "LangChain + Chroma + rank_bm25", search, asked, opening)


if __name__ == "__main__":
    stopwatch.carry_out(build, serve)
