"""The shared label sets, each loaded into a knowledge base of its own that is kept for the next run."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from assistant.golden import Golden, read
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


REMOVED = "news-zh-removed"  # `news-zh` by its abstention protocol


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


def open_removed() -> tuple[Library, list[Golden]]:
    """Open `news-zh` without the articles its protocol drops, and its questions, some of them unanswerable now."""
    folder = DATA / "retrieval" / "news-zh"
    gone = set((folder / "abstain_remove_docids.txt").read_text(encoding="utf-8").split())
    rows = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    KEPT.mkdir(parents=True, exist_ok=True)
    left = KEPT / f"{REMOVED}.jsonl"
    left.write_text(
        "".join(f"{row}\n" for row in rows if json.loads(row)["id"] not in gone), encoding="utf-8"
    )
    golden = [replace(one, relevant=one.relevant - gone) for one in read(golden_file("news-zh"))]
    return _open(REMOVED, [left]), golden


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
