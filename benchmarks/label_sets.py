"""The shared label sets, each loaded into a knowledge base of its own that is kept for the next run."""

from __future__ import annotations

import os
from pathlib import Path

from ingest import pipeline
from kb import indexing
from kb.errors import IndexMismatchError
from kb.library import Library
from kb.settings import Settings, load

DATA = Path(os.environ.get("DANESH_REAL_DATA") or Path(__file__).parents[2] / "shared" / "data")
SAMPLES = Path(__file__).parents[1] / "samples"
KEPT = Path(os.environ.get("DANESH_BENCH_HOME", "var/benchmarks"))
SETS = (
    "banking-intents-en",
    "assistant-intents-en",
    "shop-faq-fa",
    "web-questions-fa",
    "bank-faq-zh",
    "news-zh",
)


def golden_file(name: str) -> Path:
    """The questions of a set."""
    return DATA / "retrieval" / name / "golden.jsonl"


def open_set(name: str) -> Library:
    """Open the knowledge base of a set, importing what it does not hold yet."""
    folder = DATA / "retrieval" / name
    return _open(name, [file for file in (folder / "faq.jsonl", folder / "articles.jsonl") if file.exists()])


def open_samples() -> Library:
    """Open a knowledge base with the published part of the sample archive."""
    return _open("samples", [SAMPLES / "faq"])


def _open(name: str, paths: list[Path]) -> Library:
    base = load()
    settings = Settings(home=KEPT / name, cache=base.cache, threads=base.threads, secret_key="benchmarks")
    library = Library.open(settings)
    try:
        _ = library.index
    except IndexMismatchError:  # kept from before the encoder's vectors or the tokens changed
        indexing.reindex(library)
    pipeline.run(library, pipeline.enqueue(library, paths, publish=True))
    return library
