"""Whether follow-up questions find what they mean: alone, after the question before, and as the rule reads them.

    python -m benchmarks followups [--list]     hand-written dialogues over the samples; --list names every miss

Each dialogue asks one or two questions and then one more, which follows them up, turns to something else, or asks
what nothing answers (`benchmarks/dialogues.jsonl`). The held-out half was written when the rule was finished. No chat
model takes part.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.conversing import judged
from assistant.following import in_context
from assistant.judging import Judged, judge
from assistant.question import understand
from benchmarks.label_sets import open_samples
from kb.library import Library

DIALOGUES = Path(__file__).with_name("dialogues.jsonl")
WAYS = ("alone", "always put together", "ours")


@dataclass(frozen=True)
class Dialogue:
    """Questions asked before, one more, and the external ids of the articles that answer it; none: nothing does."""

    half: str
    language: str
    before: tuple[str, ...]
    question: str
    relevant: frozenset[str]


@dataclass
class Count:
    """What became of the last questions of some dialogues.

    Attributes:
        first: of those that something answers, how many had it first.
        answered: how many of these were also answered from it.
        wrongly: of those that nothing answers, how many were answered.
    """

    answerable: int = 0
    first: int = 0
    answered: int = 0
    others: int = 0
    wrongly: int = 0


def main(arguments: list[str]) -> None:
    """Print the table."""
    counts: dict[tuple[str, str, str], Count] = defaultdict(Count)
    with open_samples() as library:
        for dialogue in read(DIALOGUES):
            for way, found in ways(library, dialogue).items():
                right = add(counts[dialogue.half, dialogue.language, way], dialogue, found)
                if "--list" in arguments and way == WAYS[-1] and not right:
                    print(f"{dialogue.before[-1]} | {dialogue.question} | {_first(found)}")
    table = Table(
        "half", "language", "way", "answerable", "first hit", "answered", "others", "wrongly answered"
    )
    for (half, code, way), count in counts.items():
        first, answered = (f"{part / count.answerable:.3f}" for part in (count.first, count.answered))
        table.add_row(
            half, code, way, str(count.answerable), first, answered, str(count.others), str(count.wrongly)
        )
    Console(width=140).print(table)


def add(count: Count, dialogue: Dialogue, found: Judged) -> bool:
    """Count one question; return whether all is well with it."""
    if not dialogue.relevant:
        count.others += 1
        count.wrongly += found.reason is None
        return found.reason is not None
    right = _first(found) in dialogue.relevant
    count.answerable += 1
    count.first += right
    count.answered += right and found.reason is None
    return right


def read(file: Path) -> list[Dialogue]:
    """Read the dialogues."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Dialogue(
            row["half"], row["language"], tuple(row["before"]), row["question"], frozenset(row["relevant"])
        )
        for row in rows
    ]


def ways(library: Library, dialogue: Dialogue) -> dict[str, Judged]:
    """Judge the last question of a dialogue each way."""
    before = ""
    for question in dialogue.before:
        query = understand(library, question, language=dialogue.language)
        before = judged(library, query, before, 0.0)[1]
    query = understand(library, dialogue.question, language=dialogue.language)
    whole = understand(library, in_context(before, dialogue.question), language=dialogue.language)
    return {
        WAYS[0]: judge(library, query),
        WAYS[1]: judge(library, whole),
        WAYS[2]: judged(library, query, before, 0.0)[0],
    }


def _first(found: Judged) -> str | None:
    return found.evidence.hits[0].external_id if found.evidence.hits else None
