"""What the synonyms that a knowledge manager enters bring: names that only one shop's people use.

    python -m benchmarks synonyms

`benchmarks/synonyms.jsonl` holds groups of words, each with nicknames made up for this, and questions that call
the things by them. They are asked without the groups and with them; so are the questions of the sample archive
and those in everyday words, which hold none of the nicknames: what they lose shows what synonyms cost.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.golden import Golden, read
from assistant.judging import judge
from assistant.metrics import reciprocal_rank
from assistant.question import checked, encoded
from benchmarks.everyday import QUESTIONS as EVERYDAY
from benchmarks.label_sets import SAMPLES, open_samples
from kb.library import Library
from kb.reading import synonyms

FILE = Path(__file__).with_name("synonyms.jsonl")


def main(_: list[str]) -> None:
    """Print the table."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    groups = [row["words"] for row in rows if "words" in row]
    named = [
        Golden(row["question"], frozenset(row["relevant"]), row["language"])
        for row in rows
        if "question" in row
    ]
    sets = {
        f"nicknames, {language}": [one for one in named if one.language == language]
        for language in ("en", "fa", "zh")
    }
    sets |= {"samples": read(SAMPLES / "golden.jsonl"), "everyday words": read(EVERYDAY)}
    table = Table("questions", "", "without: first hit / MRR@10", "answered right", "with", "answered right")
    with open_samples() as library:
        before = {name: _row(library, golden) for name, golden in sets.items()}
        kept: list[int] = []
        try:
            with library.database.session() as session:
                kept = [synonyms.add(session, words) for words in groups]
            for name, golden in sets.items():
                table.add_row(name, str(len(golden)), *before[name], *_row(library, golden))
        finally:
            with library.database.session() as session:
                for id_ in kept:
                    synonyms.remove(session, id_)
    Console(width=130).print(table)


def _row(library: Library, golden: Sequence[Golden]) -> tuple[str, str]:
    """Ask questions; return first hit and MRR, and how many of them are answered, with the right article first."""
    some = [one for one in golden if one.relevant]
    asked = [checked(one.question, language=one.language, audience=one.audience or "public") for one in some]
    first = rank = right = 0.0
    for one, query in zip(some, encoded(library, asked), strict=True):
        found = judge(library, query, 10)
        ids = [hit.external_id or "" for hit in found.evidence.hits]
        hit = bool(ids) and ids[0] in one.relevant
        first += hit
        right += hit and found.reason is None
        rank += reciprocal_rank(ids, one.relevant, 10)
    return f"{first / len(some):.3f} / {rank / len(some):.3f}", f"{right / len(some):.3f}"


if __name__ == "__main__":
    main([])
