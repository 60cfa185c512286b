"""A txtai hybrid index: faiss and its own BM25 with its own cut of words, contents in SQLite.

Several callers take turns: searches at the same time use one SQLite connection at once, which ends the process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from txtai.embeddings import Embeddings

from benchmarks.search import stopwatch
from benchmarks.search.stopwatch import LIMIT, Question, Row, Task


def _known(held: Mapping[str, Any]) -> Callable[[list[str]], Any]:
    """Return a function that looks vectors up by their text, for it takes no other callable."""

    def transform(texts: list[str]) -> Any:
        return np.stack([held[text] for text in texts])

    return transform


def build(task: Task) -> None:
    """Index everything and save it."""
    held: dict[str, Any] = {}
    index = Embeddings({"method": "external", "transform": _known(held), "hybrid": True, "content": True})

    def rows() -> Iterator[tuple[str, str, None]]:
        for piece, row in zip(stopwatch.pieces(task), stopwatch.vectors(task), strict=True):
            held[piece["text"]] = row
            yield f"{piece['article']}/{piece['id']}", piece["text"], None

    index.index(rows())
    index.config.pop("transform")  # a function cannot be saved
    index.save(task.folder)


def serve(task: Task) -> list[Row]:
    """Load the index and ask it."""
    asked = stopwatch.questions(task)
    started = time.perf_counter()
    index = Embeddings()
    index.load(task.folder)
    index.model.transform = _known({question.text: question.vector for question in asked})
    opening = time.perf_counter() - started

    turn = threading.Lock()

    def search(question: Question) -> list[int]:
        with turn:
            found = index.search(question.text, LIMIT)
        return [int(one["id"].split("/")[0]) for one in found]

    return stopwatch.measure(task, "txtai hybrid", search, asked, opening)


if __name__ == "__main__":
    stopwatch.carry_out(build, serve)
