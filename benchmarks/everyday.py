"""Whether short questions in everyday words find and get the right sample article, in its language and across.

    python -m benchmarks everyday [--list]      --list names every question whose first article is a wrong one

The questions (`benchmarks/everyday.jsonl`) are written as people type, a seventh of them about what no article holds.
The words of `assistant/everyday_words.txt` were written by somebody who knew them: for what search finds on questions
it was not written for see `quality`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.golden import Golden, read
from assistant.judging import judge
from assistant.metrics import reciprocal_rank
from assistant.pipeline import readers_own
from assistant.question import checked, encoded
from benchmarks.label_sets import open_samples
from kb.library import Library
from kb.tables import Article

QUESTIONS = Path(__file__).with_name("everyday.jsonl")


@dataclass(frozen=True)
class Asked:
    """What became of one question.

    Attributes:
        kind: `own` language, `other` language, or `nothing` answers it.
        ids: of the articles found, best first.
        quoted: of the article that an answer would quote; None for an abstention.
    """

    golden: Golden
    kind: str
    ids: tuple[str, ...]
    quoted: str | None

    @property
    def right(self) -> bool:
        """Whether it was answered from an article that answers it."""
        return self.quoted in self.golden.relevant


def main(arguments: list[str]) -> None:
    """Print the table."""
    rows: defaultdict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked(read(QUESTIONS)):
        rows[one.golden.language or "", one.kind].append(one)
        if "--list" in arguments and one.golden.relevant and one.ids[0] not in one.golden.relevant:
            print(f"{one.golden.question} | {one.ids[0]} | {'answered' if one.quoted else ''}")
    table = Table("asked in", "answered in", "questions", "first hit", "MRR@10", "answered", "of these right")
    for (language, kind), found in rows.items():
        table.add_row(language, kind, *_row(found))
    for kind in ("own", "other", "nothing"):
        table.add_row(
            "all", kind, *_row([one for found in rows.values() for one in found if one.kind == kind])
        )
    Console(width=120).print(table)


def asked(golden: Sequence[Golden]) -> Iterator[Asked]:
    """Ask questions of the sample articles."""
    with open_samples() as library:
        spoken = _languages(library)
        queries = [checked(one.question, language=one.language) for one in golden]
        for one, query in zip(golden, encoded(library, queries), strict=True):
            found = judge(library, query, 10)
            own = any(spoken[id_] == one.language for id_ in one.relevant)
            kind = "nothing" if not one.relevant else "own" if own else "other"
            hits = found.evidence.hits
            quoted = None if found.reason else readers_own(hits, query.language).external_id
            yield Asked(one, kind, tuple(hit.external_id or "" for hit in hits), quoted)


def _languages(library: Library) -> dict[str, str]:
    with library.database.reading() as session:
        return {row.external_id or "": row.language for row in session.query(Article)}


def _row(found: Sequence[Asked]) -> list[str]:
    answered = [one for one in found if one.quoted]
    right = f"{sum(one.right for one in answered) / max(len(answered), 1):.3f}"
    if not any(one.golden.relevant for one in found):
        return [str(len(found)), "", "", f"{len(answered) / max(len(found), 1):.3f}", ""]
    first = sum(one.ids[0] in one.golden.relevant for one in found if one.ids)
    rank = sum(reciprocal_rank(one.ids, one.golden.relevant, 10) for one in found)
    of = len(found)
    return [str(of), f"{first / of:.3f}", f"{rank / of:.3f}", f"{len(answered) / of:.3f}", right]


if __name__ == "__main__":
    main([])
