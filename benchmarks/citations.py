"""Whether every sentence of every answer carries a citation whose quote stands word for word in the cited revision.

    python -m benchmarks citations [SET…]     the samples and all label sets, or those named; 300 questions of each

Questions are answered from the best article even where the assistant would abstain, so that as many sentences as
possible are looked at. Beside it: how long an answer without a model takes, with and without the encoder's own time.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.golden import read
from assistant.pipeline import answer, judge
from assistant.question import understand
from benchmarks.label_sets import SAMPLES, SETS, golden_file, open_samples, open_set
from kb.library import Library
from kb.tables import Revision

MOST = 300  # questions of each set


@dataclass
class Count:
    """What was found in one set; times in milliseconds."""

    questions: int = 0
    sentences: int = 0
    cited: int = 0
    verbatim: int = 0
    quotes: int = 0
    whole: list[float] = field(default_factory=list)
    understanding: list[float] = field(default_factory=list)


def main(names: list[str]) -> None:
    """Print the table."""
    table = Table(
        "set", "questions", "sentences", "cited", "quotes", "verbatim", "answer p50 ms", "its encoding p50 ms"
    )
    for name in names or ("samples", *SETS):
        with open_samples() if name == "samples" else open_set(name) as library:
            found = count(library, SAMPLES / "golden.jsonl" if name == "samples" else golden_file(name))
        table.add_row(
            name,
            *map(str, (found.questions, found.sentences, found.cited, found.quotes, found.verbatim)),
            f"{statistics.median(found.whole):.0f}",
            f"{statistics.median(found.understanding):.0f}",
        )
    Console(width=140).print(table)


def count(library: Library, golden: Path) -> Count:
    """Answer some questions of a set and look at every sentence."""
    rows = read(golden)
    found = Count()
    for row in rows[:: max(1, len(rows) // MOST)]:
        started = time.perf_counter()
        query = understand(library, row.question, language=row.language)
        found.understanding.append((time.perf_counter() - started) * 1000)
        evidence = judge(library, query).evidence
        if not evidence.hits:
            continue
        cited, _ = answer(library, evidence)
        found.whole.append((time.perf_counter() - started) * 1000)
        found.questions += 1
        known = {citation.number: citation for citation in cited.citations}
        for sentence in cited.sentences:
            found.sentences += 1
            found.cited += bool(sentence.citations) and set(sentence.citations) <= known.keys()
        with library.database.reading() as session:
            for citation in cited.citations:
                shown = (
                    session.query(Revision)
                    .filter_by(article_id=citation.article_id, number=citation.revision)
                    .one()
                )
                fields = (shown.resolution, shown.issue, shown.environment, shown.cause)
                found.quotes += 1
                found.verbatim += any(citation.quote in text for text in fields)
    return found
