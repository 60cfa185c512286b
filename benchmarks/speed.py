"""Prints how long the parts of a question take, and how fast passages are encoded and imported.

    python -m benchmarks speed

Ratios are to the encoder's own time in the same run, for machines differ and are shared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.golden import read
from assistant.metrics import percentile
from assistant.pipeline import answer, judge
from assistant.question import understand
from benchmarks.label_sets import SAMPLES, open_samples

ASKED = 60
WORDS = 216  # of a passage, as in the encoder's own figures
PASSAGES = 64


def main(_: list[str]) -> None:
    """Measure on the published part of the samples."""
    questions = [one.question for one in read(Path(SAMPLES) / "golden.jsonl")][:ASKED]
    with open_samples() as library:
        library.encoder.questions(["warm up"])
        encoding = _times(lambda text: library.encoder.questions([text + " ?"]), questions)
        queries = [understand(library, question) for question in questions]
        searching = _times(lambda query: judge(library, query), queries)
        judged = [judge(library, query) for query in queries]
        answering = _times(
            lambda one: answer(library, one.evidence), [one for one in judged if not one.reason]
        )
        passages = [f"{number} " + "a word of a passage " * (WORDS // 5) for number in range(PASSAGES)]
        started = time.perf_counter()
        library.encoder.passages(passages)
        rate = PASSAGES / (time.perf_counter() - started)
    table = Table("step", "p50 ms", "p95 ms", "to the encoder")
    base = percentile(encoding, 0.5) or 1.0
    for name, times in (
        ("encode a question", encoding),
        ("search and judge", searching),
        ("quote", answering),
    ):
        middle, slow = percentile(times, 0.5) or 0.0, percentile(times, 0.95) or 0.0
        table.add_row(name, f"{middle:.1f}", f"{slow:.1f}", f"{middle / base:.2f}")
    console = Console(width=100)
    console.print(table)
    console.print(f"passages of {WORDS} words encoded: {rate:.1f} a second")


def _times(step: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    times = []
    for item in items:
        started = time.perf_counter()
        step(item)
        times.append((time.perf_counter() - started) * 1000)
    return times
