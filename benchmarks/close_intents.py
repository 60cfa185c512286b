"""Whether the assistant asks back where a question may mean more than one article, and only there.

    python -m benchmarks close_intents [--list]     --list names every question that was treated wrongly

Half of the questions (`benchmarks/close_intents.jsonl`, over the samples) name what several articles are about;
the others ask for one thing, or for what nobody answers. A question counts as asked back when articles to
choose from come with its outcome, and as well asked back when what is offered, the answer's article included,
has two of the meanings. The halves are by a hash of the question; what decides about asking back may be chosen
on the train half only.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.pipeline import ask
from benchmarks.label_sets import open_samples
from benchmarks.quality import half
from kb.library import Library

QUESTIONS = Path(__file__).with_name("close_intents.jsonl")


@dataclass(frozen=True)
class Close:
    """A question and what it may mean: the external ids for each meaning; none: one thing or nothing."""

    question: str
    language: str
    between: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Offered:
    """What came of a question: whether it was asked back, and how many of its meanings were offered."""

    close: Close
    back: bool
    meanings: int

    @property
    def right(self) -> bool:
        """Whether it was asked back well, or rightly not."""
        return self.back and self.meanings > 1 if self.close.between else not self.back


def main(arguments: list[str]) -> None:
    """Print the table."""
    rows: defaultdict[tuple[str, str], list[Offered]] = defaultdict(list)
    with open_samples() as library:
        for close in read(QUESTIONS):
            found = offered(library, close)
            for key in (close.language, "all"):
                rows[("train", "test")[half(close.question)], key].append(found)
            if "--list" in arguments and not found.right:
                print(f"{close.question} | {'asked back' if found.back else ''} | {found.meanings}")
    table = Table("half", "language", "may mean several", "others", "precision", "recall", "of these well")
    for (part, language), found_ones in sorted(rows.items()):
        table.add_row(part, language, *_row(found_ones))
    Console(width=110).print(table)


def read(file: Path) -> list[Close]:
    """Read the questions."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Close(row["question"], row["language"], tuple(frozenset(ids) for ids in row["between"]))
        for row in rows
    ]


def offered(library: Library, close: Close) -> Offered:
    """Ask a question and look at what is offered."""
    outcome = ask(library, close.question, language=close.language)
    ids = {hit.external_id for hit in outcome.choices} | {one.external_id for one in outcome.citations}
    return Offered(close, bool(outcome.choices), sum(bool(meaning & ids) for meaning in close.between))


def _row(found: list[Offered]) -> list[str]:
    several = [one for one in found if one.close.between]
    back = [one for one in found if one.back]
    rightly = [one for one in back if one.close.between]
    return [
        str(len(several)),
        str(len(found) - len(several)),
        f"{len(rightly) / max(len(back), 1):.3f}",
        f"{len(rightly) / max(len(several), 1):.3f}",
        f"{sum(one.right for one in rightly) / max(len(rightly), 1):.3f}",
    ]


if __name__ == "__main__":
    main([])
