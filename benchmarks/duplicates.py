"""How well the same issue is recognised, and two issues are kept apart.

    python -m benchmarks duplicates [DATA]     prints all four tables; --list names every merge of two rows as well

Question pairs (`pairs/qqp`, Persian): what a threshold and a small classifier, both fitted on its train file, reach
on its dev file. Hand-made issues (`benchmarks/pairs/issues.tsv`): each in English, Persian and Chinese, as it is (a),
reworded (b) and with another fact or name (x). Look-alike rows (`retrieval/near-duplicates-en`) with 100 of them
planted again in other words: everything goes through an import as drafts.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.question_pairs import question_pairs
from ingest import pipeline
from kb import languages
from kb.desk.awaited import LEVELLED
from kb.inference.encoder import Encoder
from kb.inference.levelling import levelling
from kb.issues.sameness import Nearness, Relation, Said, compare
from kb.library import Library
from kb.settings import Settings, load
from kb.tables import Conversation, Source

HERE = Path(__file__).parent / "pairs"
DEFAULT = Path(__file__).parents[2] / "shared" / "data"


def main(arguments: list[str]) -> None:
    """Print the four tables."""
    names = [one for one in arguments if not one.startswith("--")]
    data = Path(names[0] if names else os.environ.get("DANESH_REAL_DATA") or DEFAULT)
    base = load()
    encoder = Encoder("", base.cache, base.threads)
    hand_made(encoder)
    asked_alike(encoder)
    question_pairs(encoder, data / "pairs" / "qqp")
    look_alikes(
        encoder, data / "retrieval" / "near-duplicates-en" / "faq.jsonl", listing="--list" in arguments
    )


def issues() -> list[tuple[str, str, Said]]:
    """The hand-made issues: topic, version, and what is said."""
    rows = (line.split("\t") for line in (HERE / "issues.tsv").read_text(encoding="utf-8").splitlines())
    return [
        (topic, version, Said(question, answer, language))
        for topic, language, version, question, answer in rows
    ]


def asked_alike(encoder: Encoder) -> None:
    """Print how often an open question would count for the draft of its issue, and for that of another one."""
    rows = issues()
    spoken = [said.language for _, _, said in rows]
    level = levelling(encoder.fingerprint)
    vectors, _ = level.passages(encoder.passages([said.question for _, _, said in rows]), spoken)
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for at, other in itertools.combinations(range(len(rows)), 2):
        if rows[at][0] == rows[other][0] and not must_merge(rows[at], rows[other]):
            continue
        near = float(vectors[at] @ vectors[other]) >= LEVELLED[spoken[at] != spoken[other]]
        kind = "same issue" if rows[at][0] == rows[other][0] else "other issue"
        counted["-".join(sorted({spoken[at], spoken[other]})), kind].append(near)
    print("open questions that count for a draft: of its issue; of other issues")
    for pair in dict.fromkeys(pair for pair, _ in counted):
        same, others = counted[pair, "same issue"], counted[pair, "other issue"]
        print(f"  {pair:6} {sum(same)} of {len(same)}; {sum(others)} of {len(others)}")


def must_merge(one: tuple[str, str, Said], other: tuple[str, str, Said]) -> bool:
    """Whether two of them say the same: of one topic, and both or neither with the other fact."""
    return one[0] == other[0] and (one[1] == "x") == (other[1] == "x")


def hand_made(encoder: Encoder) -> None:
    """Print, for each pair of languages, which pairs are taken as one."""
    rows = issues()
    questions = encoder.passages([said.question for _, _, said in rows])
    answers = encoder.passages([said.answer for _, _, said in rows])
    right: Counter[str] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for at, other in itertools.combinations(range(len(rows)), 2):
        near = Nearness(float(questions[at] @ questions[other]), float(answers[at] @ answers[other]))
        same = compare(rows[at][2], rows[other][2], near) is Relation.SAME
        pair = "-".join(sorted({rows[at][2].language, rows[other][2].language}))
        kind = "must" if must_merge(rows[at], rows[other]) else "look-alike"
        kind = kind if rows[at][0] == rows[other][0] else "other topic"
        total[pair, kind] += 1
        right[pair] += same and kind == "must"
        wrong[pair, kind] += same and kind != "must"
    print("hand-made issues: merged of those that must; of look-alikes; of other topics")
    for pair in sorted(right):
        must, alike, other = (total[pair, kind] for kind in ("must", "look-alike", "other topic"))
        print(
            f"    {pair:6} {right[pair]:3} of {must:3}   {wrong[pair, 'look-alike']:2} of {alike:3}"
            f"   {wrong[pair, 'other topic']:2} of {other}"
        )


def look_alikes(encoder: Encoder, file: Path, *, listing: bool) -> None:
    """Import the rows and the planted ones as drafts; print what was merged."""
    rows = {row["id"]: row for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    planted = [
        line.split("\t") for line in (HERE / "planted-en.tsv").read_text(encoding="utf-8").splitlines()
    ]
    again = [
        {"id": f"planted/{name}", "language": "en", "question": question, "answer": answer}
        for name, question, answer in planted
    ]
    started = time.perf_counter()
    groups = list(_imported(encoder, file, again))
    pairs = [pair for group in groups for pair in itertools.combinations(sorted(group), 2)]
    kinds = Counter(_kind(rows, pair) for pair in pairs)
    print(f"look-alike rows: {len(rows)} and {len(planted)} planted, {time.perf_counter() - started:.0f} s")
    print(f"    planted rows found again: {kinds['planted']} of {len(planted)}")
    for kind in ("word for word", "same business", "two businesses"):
        print(f"    merged pairs of rows, {kind}: {kinds[kind]}")
    for pair in pairs if listing else ():
        if _kind(rows, pair) in {"same business", "two businesses"}:
            told = (rows.get(name) or next(one for one in again if one["id"] == name) for name in pair)
            print(
                "   ", _kind(rows, pair), " || ".join(f"{one['question']} > {one['answer']}" for one in told)
            )


def _imported(encoder: Encoder, file: Path, again: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    base = load()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        more = home / "planted.jsonl"
        more.write_text("\n".join(map(json.dumps, again)), encoding="utf-8")
        settings = Settings(
            home=home / "home", cache=base.cache, threads=base.threads, secret_key="benchmarks"
        )
        with Library.open(settings) as library:
            library.encoder = encoder
            pipeline.run(library, pipeline.enqueue(library, [file, more], kind="faq"))
            with library.database.reading() as session:
                told = defaultdict(list)
                for article_id, name in session.query(Source.article_id, Conversation.external_id).join(
                    Conversation
                ):
                    told[article_id].append(name)
        yield from told.values()


def _kind(rows: dict[str, dict[str, Any]], pair: tuple[str, str]) -> str:
    first, second = (name.removeprefix("planted/") for name in pair)
    if first == second:
        return "planted"
    said = [
        languages.normalise(f"{rows[name]['question']}\n{rows[name]['answer']}") for name in (first, second)
    ]
    if said[0] == said[1] and not any(name.startswith("planted/") for name in pair):
        return "word for word"
    return "same business" if first.rpartition("/")[0] == second.rpartition("/")[0] else "two businesses"


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
