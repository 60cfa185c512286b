"""What every contender's process shares: reading the material, asking with several callers, memory and disk.

Needs numpy and the standard library only, for it also runs in the environment of the others.
"""

from __future__ import annotations

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

LIMIT = 10  # hits that each has to give, with their texts
DEPTH = 100  # of each list before they are fused
Search = Callable[["Question"], Sequence[int]]


@dataclass(frozen=True)
class Task:
    """What a contender's process is to do.

    Attributes:
        material: folder of pieces, vectors and questions.
        folder: of the contender's own.
        step: `build` or `serve`.
        seconds: for each number of callers, after which no further question is asked.
        cache: where the encoder is kept.
    """

    contender: str
    step: str
    material: str
    folder: str
    result: str
    passages: int
    callers: tuple[int, ...]
    seconds: float
    cache: str


@dataclass(frozen=True)
class Question:
    """A question; `relevant` are the numbers of the articles that answer it."""

    text: str
    words: str
    language: str
    relevant: frozenset[int]
    vector: Any


@dataclass
class Row:
    """One contender's figures for one number of callers; times in milliseconds by question, memory in MB."""

    who: str
    callers: int
    times: list[tuple[int, float]]
    wall: float
    found: float | None = None
    resident: float = 0.0
    private: float = 0.0
    peak: float = 0.0
    disk: float = 0.0
    opening: float = 0.0


@dataclass
class Report:
    """What a process hands back."""

    rows: list[Row] = field(default_factory=list)
    building: float = 0.0
    absent: str = ""


def pieces(task: Task) -> Iterator[dict[str, Any]]:
    """Go through the pieces: `id`, `article`, `kind`, `text`, `words`."""
    with (Path(task.material) / "pieces.jsonl").open(encoding="utf-8") as file:
        for line in itertools.islice(file, task.passages):
            yield json.loads(line)


def vectors(task: Task) -> Any:
    """Return the pieces' vectors, shape (passages, dimension), mapped from disk."""
    return np.load(Path(task.material) / "vectors.npy", mmap_mode="r")[: task.passages]


def questions(task: Task) -> list[Question]:
    """Return the questions, in the same order in each process."""
    rows = np.load(Path(task.material) / "questions.npy")
    lines = (Path(task.material) / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return [
        Question(
            " ".join(one["text"].split()), one["words"], one["language"], frozenset(one["relevant"]), row
        )
        for one, row in zip(read, rows, strict=True)
    ]


def measure(task: Task, who: str, search: Search, asked: Sequence[Question], opening: float) -> list[Row]:
    """Ask with each number of callers, after a few questions that are not counted."""
    for question in asked[:5]:
        search(question)
    return [_measured(task, who, search, asked, callers, opening) for callers in task.callers]


def _measured(
    task: Task, who: str, search: Search, asked: Sequence[Question], callers: int, opening: float
) -> Row:
    following = iter(range(len(asked)))
    guard, until = threading.Lock(), time.perf_counter() + task.seconds
    times: list[tuple[int, float]] = []
    hits: list[bool] = []

    def call() -> None:
        while time.perf_counter() < until:
            with guard:
                at = next(following, None)
            if at is None:
                return
            started = time.perf_counter()
            found = search(asked[at])
            times.append((at, (time.perf_counter() - started) * 1000))
            if asked[at].relevant:
                hits.append(not asked[at].relevant.isdisjoint(found))

    with ThreadPoolExecutor(callers) as pool:
        started = time.perf_counter()
        for done in [pool.submit(call) for _ in range(callers)]:
            done.result()  # what fails in a caller fails here
        wall = time.perf_counter() - started
    share = sum(hits) / len(hits) if hits else None
    return Row(who, callers, sorted(times), wall, share, *memory(), disk(Path(task.folder)), opening)


def memory() -> tuple[float, float, float]:
    """Return this process's resident memory, the part of it that is no mapped file, and its peak, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    known = {line.split(":")[0]: line.split()[1] for line in status if line.startswith(("Vm", "Rss"))}
    resident, private, peak = (int(known[key]) / 1024 for key in ("VmRSS", "RssAnon", "VmHWM"))
    return resident, private, peak


def disk(folder: Path) -> float:
    """Return the blocks that a folder's files take, in MB."""
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file()) / 2**20


def carry_out(build: Callable[[Task], None], serve: Callable[[Task], list[Row]]) -> None:
    """Do what the process was started for, and write down its report."""
    task = Task(**json.loads(sys.argv[1]))
    report = Report()
    started = time.perf_counter()
    if task.step == "build":
        build(task)
        report.building = time.perf_counter() - started
    else:
        report.rows = serve(task)
    Path(task.result).write_text(json.dumps(asdict(report)), encoding="utf-8")
