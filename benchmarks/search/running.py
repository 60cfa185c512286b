"""Starts every contender in a process of its own, one after the other, round by round, and gathers what they report.

The encoder is the same for all and is timed apart: the vectors of pieces and questions are made once. What a base
was filled with is kept for the next run (`DANESH_BENCH_HOME`), by its size.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.label_sets import KEPT
from benchmarks.search import material, tables
from benchmarks.search.stopwatch import Report, Row, Task
from kb.settings import load

ROOT = Path(__file__).parents[2]
OTHERS = Path(os.environ.get("DANESH_BENCH_VENV", ROOT / ".venv-bench"))
OURS = "danesh"
MODULES = {
    OURS: "benchmarks.search.ours",
    "chroma": "benchmarks.search.others_chroma",
    "txtai": "benchmarks.search.others_txtai",
    "qdrant": "benchmarks.search.others_qdrant",
}
PATIENCE = 3_600  # seconds for one process


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    passages: tuple[int, ...]
    callers: tuple[int, ...]
    contenders: tuple[str, ...]
    rounds: int
    seconds: float


def wanted(arguments: Sequence[str]) -> Wanted:
    """Read the command line."""
    parser = argparse.ArgumentParser("python -m benchmarks search")
    parser.add_argument("--passages", default="10000,100000,300000", help="sizes of the base, in pieces")
    parser.add_argument("--callers", default="1,8", help="threads that ask at the same time")
    parser.add_argument("--only", default=",".join(MODULES), help="contenders: " + ", ".join(MODULES))
    parser.add_argument("--rounds", type=int, default=2, help="how often each is opened and asked, in turn")
    parser.add_argument("--seconds", type=float, default=20, help="at most, for each number of callers")
    given = parser.parse_args(arguments)
    contenders = tuple(given.only.split(","))
    if unknown := set(contenders) - set(MODULES):
        parser.error(f"unknown contenders: {', '.join(sorted(unknown))}")
    sizes, callers = numbers(given.passages), numbers(given.callers)
    if not sizes or not callers or min(*sizes, *callers, given.rounds) < 1:
        parser.error("sizes, callers and rounds are whole numbers from 1 on")
    return Wanted(sizes, callers, contenders, given.rounds, given.seconds)


def numbers(text: str) -> tuple[int, ...]:
    """Read numbers separated by commas; each once, in their order."""
    return tuple(dict.fromkeys(int(one) for one in text.split(",") if one.strip()))


def run(arguments: Sequence[str]) -> None:
    """Measure what the command line asks for, and print it."""
    asked = wanted(arguments)
    home = (KEPT / "search").absolute()
    material.make(home / "material", max(asked.passages))
    for size in asked.passages:
        tables.show(size, *_measured(asked, home, size))


def _measured(asked: Wanted, home: Path, size: int) -> tuple[list[Row], dict[str, str]]:
    tasks = [_task(asked, home, name, size) for name in asked.contenders]
    absent = {}
    for task in list(tasks):
        if why := _built(task):
            absent[task.contender] = why
            tasks.remove(task)
    reports = [_child(replace(task, step="learn")) for task in tasks if task.contender == OURS]
    for _ in range(asked.rounds):
        for task in tasks:
            steps = ("serve", "answers") if task.contender == OURS else ("serve",)
            for step in steps:
                reports.append(_child(replace(task, step=step)))
                tables.tell(reports[-1].rows)
    absent |= {report.absent.split(":")[0]: report.absent for report in reports if report.absent}
    return merged([row for report in reports for row in report.rows]), absent


def _task(asked: Wanted, home: Path, name: str, size: int) -> Task:
    return Task(
        contender=name,
        step="build",
        material=str(home / "material"),
        folder=str(home / f"{name}-{size}"),
        result=str(home / f"{name}-{size}.json"),
        passages=material.whole(home / "material", size),
        callers=asked.callers,
        seconds=asked.seconds,
        cache=str(load().cache),
    )


def _built(task: Task) -> str:
    """Fill a contender's base where it is not kept; return why that failed, if it did."""
    folder = Path(task.folder)
    kept = folder.with_suffix(".built")
    if kept.exists() and kept.read_text().split()[0] == f"{material.FORM}/{task.passages}":
        return ""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    report = _child(task)
    if report.absent:
        return report.absent
    kept.write_text(f"{material.FORM}/{task.passages} filled in {report.building:.0f} s\n")
    print(f"{task.contender}: {task.passages} pieces stored in {report.building:.0f} s", flush=True)
    return ""


def _child(task: Task) -> Report:
    """Run one step in a process of its own."""
    python = sys.executable if task.contender == OURS else str(OTHERS / "bin" / "python")
    if not Path(python).exists():
        return Report(absent=f"{task.contender}: not installed (make bench-rivals)")
    result = Path(task.result)
    result.unlink(missing_ok=True)
    environment = os.environ | {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
    log = result.with_suffix(".log")
    with log.open("w") as output:
        try:
            done = subprocess.run(
                [python, "-m", MODULES[task.contender], json.dumps(asdict(task))],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Report(absent=f"{task.contender}: {task.step} took longer than {PATIENCE} s")
    if done.returncode or not result.exists():
        last = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-1:]
        return Report(absent=f"{task.contender}: {task.step} failed ({' '.join(last) or done.returncode})")
    read = json.loads(result.read_text())
    return Report([Row(**row) for row in read["rows"]], read["building"], read["absent"])


def merged(rows: Sequence[Row]) -> list[Row]:
    """Put the rounds together: all times in one row, of the rest the larger figure."""
    found: dict[tuple[str, int], Row] = {}
    for row in rows:
        seen = found.get((row.who, row.callers))
        if seen is None:
            found[row.who, row.callers] = replace(row, times=[*map(tuple, row.times)])
            continue
        seen.times += [(at, time) for at, time in row.times]
        seen.wall += row.wall
        for name in ("resident", "private", "peak", "disk", "opening"):
            setattr(seen, name, max(getattr(seen, name), getattr(row, name)))
    return list(found.values())
