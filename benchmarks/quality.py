"""Prints first-place hit and MRR@10 of the product beside every plain rival, on both halves of every set.

    python -m benchmarks quality [SET…]

The halves are by a hash of the question; whatever is tuned is tuned on the train half. `across` asks the customers of
parallel dialogues (`conversations/helpdesk-zh-en`) in one language and looks for the same problem in the other.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.golden import Golden, read
from assistant.metrics import recall_at, reciprocal_rank
from assistant.question import checked, encoded
from assistant.retrieval import retrieve
from benchmarks import rivals
from benchmarks.label_sets import DATA, SETS, golden_file, open_set
from ingest import pipeline
from kb.library import Library
from kb.settings import Settings, load

ACROSS = "across"
OURS = "ours"


def main(names: list[str]) -> None:
    """Measure the named sets, or all; `across` is one of them."""
    columns = [f"{name} {half}" for half in ("train", "test") for name in (*rivals.NAMES, OURS)]
    table = Table("set", "questions", *columns)
    for name in names or [*SETS, ACROSS]:
        started = time.perf_counter()
        for title, library, golden in _sets(name):
            asked = [one for one in golden if one.relevant]
            row = _row(library, asked)
            table.add_row(title, str(len(asked)), *row)
            seconds = time.perf_counter() - started
            Console(stderr=True, width=240).print(title, len(asked), *row, f"{seconds:.0f} s")
    Console(width=320).print(table)


def _sets(name: str) -> Iterator[tuple[str, Library, list[Golden]]]:
    if name != ACROSS:
        with open_set(name) as library:
            yield name, library, read(golden_file(name))
        return
    for asked, held in (("zh", "en"), ("en", "zh")):
        with tempfile.TemporaryDirectory() as folder:
            yield from _parallel(Path(folder), asked, held)


def _parallel(folder: Path, asked: str, held: str) -> Iterator[tuple[str, Library, list[Golden]]]:
    source = DATA / "conversations" / "helpdesk-zh-en"

    def problems(language: str) -> dict[str, str]:
        lines = (source / f"parallel_{language}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return {
            str(at): next(turn["text"] for turn in row["turns"] if turn["sender"] == "customer")
            for at, row in enumerate(rows)
        }

    file = folder / "faq.jsonl"
    rows = [
        {"id": id_, "question": text, "answer": f"({id_})", "language": held}
        for id_, text in problems(held).items()
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    base = load()
    settings = Settings(home=folder / "home", cache=base.cache, threads=base.threads, secret_key="benchmarks")
    with Library.open(settings) as library:
        pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
        golden = [Golden(text, frozenset({id_}), asked) for id_, text in problems(asked).items()]
        yield f"{asked} to {held}", library, golden


def _row(library: Library, golden: Sequence[Golden]) -> list[str]:
    questions = [one.question for one in golden]
    found = rivals.ranked(library, rivals.base(library), questions)
    found[OURS] = list(_ours(library, golden))
    cells = []
    for part in (0, 1):
        chosen = [at for at, question in enumerate(questions) if half(question) == part]
        for name in (*rivals.NAMES, OURS):
            pairs = [(found[name][at], golden[at].relevant) for at in chosen]
            hit = sum(recall_at(ids, relevant, 1) for ids, relevant in pairs) / max(len(pairs), 1)
            rank = sum(reciprocal_rank(ids, relevant, 10) for ids, relevant in pairs) / max(len(pairs), 1)
            cells.append(f"{hit:.3f} / {rank:.3f}")
    return cells


def _ours(library: Library, golden: Sequence[Golden]) -> Iterator[list[str]]:
    for start in range(0, len(golden), 64):
        part = golden[start : start + 64]
        asked = [
            checked(one.question, language=one.language, audience=one.audience or "public") for one in part
        ]
        for query in encoded(library, asked):
            hits = retrieve(library, query, 10).hits
            yield [hit.external_id or str(hit.article_id) for hit in hits]


def half(question: str) -> int:
    """Which half a question is in: 0 train, 1 test."""
    return int(hashlib.sha256(question.encode()).hexdigest()[:8], 16) % 2


if __name__ == "__main__":
    main(sys.argv[1:])
