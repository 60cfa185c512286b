"""How fast archives become drafts and articles, beside the bare encoder, and that memory stays flat.

    python -m benchmarks ingest [--mails 1000,10000] [--rows 2000] [--minutes 30] [--home FOLDER]

Each size runs in a process of its own. "Bare" is the encoder alone on texts of the same run, best of the library's
`encode` in three batch sizes and of our passes; a share is what was encoded in a second of the whole step, by what
the bare encoder does in one. "Busy" is the part of the step in which the encoder had work, "cpu share" what the bare
encoder takes of all processor time that was spent: these two hold on a machine that others keep busy.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.archives import write_faq, write_mbox
from ingest import pipeline
from ingest.progress import Progress
from ingest.readers import read
from kb.library import Library
from kb.settings import Settings, load

BARE_TEXTS = 2_000  # a sample this large of what was encoded is encoded once more, bare
SAMPLE_EVERY = 0.5  # seconds between looks at the memory
COLUMNS = (
    *("archive", "reading/s", "receiving/s", "conversations/s", "drafts"),
    *("texts/s", "bare/s", "share", "busy", "cpu share", "peak MB", "own MB"),
)


class EnoughError(Exception):
    """The minutes are over: what was measured so far counts."""


@dataclass
class Watch:
    """Times the steps of an import, and keeps the texts that were encoded and the memory that was used."""

    steps: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    encoded: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    step: str = "reading"
    since: float = 0.0
    until: float = float("inf")
    done: int = 0
    memory_by_done: list[tuple[int, int]] = field(default_factory=list)  # conversations drafted, own MB then
    cpu: float = 0.0
    cpu_since: float = 0.0
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    def report(self, progress: Progress) -> None:
        """Take the time since the last report as spent on the step that it was about."""
        now = time.perf_counter()
        self.steps[progress.step] += now - self.since  # type: ignore[assignment]  # seconds are counted as they are
        spent = time.process_time()
        if progress.step == "drafting":
            self.cpu += spent - self.cpu_since
            if self.memory:
                self.memory_by_done.append((progress.done, self.memory[-1][2]))
        self.since, self.step, self.done, self.cpu_since = now, progress.step, progress.done, spent
        if now > self.until:
            raise EnoughError

    def on(self, library: Library) -> None:
        """Look over the shoulder of the encoder."""
        forward = library.encoder._forward  # noqa: SLF001  a watch, not a caller: nothing else is given to look at

        def watched(texts: Sequence[str], prompt: str) -> Any:
            started = time.perf_counter()
            vectors = forward(texts, prompt)
            self.busy["all"] += time.perf_counter() - started  # type: ignore[assignment]
            self.encoded["all"] += len(texts)
            for text in texts:
                if len(self.texts) < BARE_TEXTS:
                    self.texts.append(text)
                elif (place := self._chance.randrange(self.encoded["all"])) < BARE_TEXTS:
                    self.texts[place] = text
            return vectors

        library.encoder._forward = watched  # type: ignore[method-assign]  # noqa: SLF001  as above

    def remember_memory(self, done: threading.Event) -> None:
        """Note the resident memory, whole and without mapped files, until told to end."""
        while not done.wait(SAMPLE_EVERY):
            lines = Path("/proc/self/status").read_text().splitlines()
            sizes = {
                line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.endswith(" kB")
            }
            self.memory.append((time.perf_counter(), sizes["VmRSS"], sizes["RssAnon"]))


def one(kind: str, number: int, home: Path, minutes: float) -> dict[str, Any]:
    """Import one archive in this process and say what it took."""
    base = load()
    home.mkdir(parents=True, exist_ok=True)
    archive = home / ("archive.mbox" if kind == "mails" else "faq.jsonl")
    (write_mbox if kind == "mails" else write_faq)(archive, number)
    settings = Settings(home=home / "home", cache=base.cache, threads=base.threads, secret_key="benchmarks")
    watch, done = Watch(), threading.Event()
    threading.Thread(target=watch.remember_memory, args=(done,), daemon=True).start()
    started = time.perf_counter()
    read_items = sum(1 for _ in read([archive]))
    reading = time.perf_counter() - started
    with Library.open(settings) as library:
        library.encoder.questions(["warm up"])
        watch.on(library)
        import_id = pipeline.enqueue(library, [archive], publish=kind == "rows")
        watch.since = begun = time.perf_counter()
        watch.cpu_since = cpu_begun = time.process_time()
        watch.until = begun + minutes * 60
        with suppress(EnoughError):
            pipeline.run(library, import_id, watch.report)
        took = time.perf_counter() - begun
        cpu = time.process_time() - cpu_begun
        done.set()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        with library.database.reading() as session:
            job = pipeline.imports.get(session, import_id)
            counts = {name: getattr(job, name) for name in ("items", "drafts", "merged", "published")}
        rate, cost = bare(library, watch.texts)
    drafting = watch.steps["drafting"] if kind == "mails" else took
    cpu = watch.cpu if kind == "mails" else cpu
    return {
        "kind": kind, "number": number, **counts,
        "reading": read_items / reading, "receiving": number / max(watch.steps["reading"], 1e-9),
        "mining": watch.done / max(drafting, 1e-9), "mined": watch.done, "took": took, "steps": dict(watch.steps),
        "encoded": watch.encoded["all"], "busy": watch.busy["all"] / drafting, "bare": rate,
        "cpu_share": watch.encoded["all"] * cost / cpu, "by_done": thin(watch.memory_by_done),
        "passages": watch.encoded["all"] / drafting, "share": watch.encoded["all"] / drafting / rate,
        "peak": peak, "anonymous": max((anon for _, _, anon in watch.memory), default=0),
        "series": thin([(round(at - begun), rss, anon) for at, rss, anon in watch.memory]),
    }  # fmt: skip


def thin(series: list[Any], kept: int = 12) -> list[Any]:
    """Keep about a dozen points of a series."""
    step = max(1, len(series) // kept)
    return series[::step]


def bare(library: Library, texts: Sequence[str]) -> tuple[float, float]:
    """Encode the texts with the encoder alone.

    Returns:
        Texts in a second, and seconds of processor time for a text, each the best of four ways.
    """
    encoder = library.encoder
    model = encoder._model  # noqa: SLF001  the model without what we built around it
    ways: list[Callable[[], object]] = [
        partial(model.encode, list(texts), prompt_name="document", batch_size=size, convert_to_tensor=True)
        for size in (8, 16, 32)
    ]
    ways.append(lambda: type(encoder)._forward(encoder, texts, "document"))  # noqa: SLF001  past the watch
    rate, cost = 0.0, float("inf")
    for way in ways:
        started, spent = time.perf_counter(), time.process_time()
        way()
        rate = max(rate, len(texts) / (time.perf_counter() - started))
        cost = min(cost, (time.process_time() - spent) / len(texts))
    return rate, cost


def main(arguments: list[str]) -> None:
    """Run each size in a process of its own and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ingest")
    parser.add_argument("--mails", default="1000,3000", help="sizes of mail archives, with commas between")
    parser.add_argument("--rows", default="1000", help="rows of FAQ files to publish, with commas between")
    parser.add_argument("--home", type=Path, help="where archives and knowledge bases are written")
    parser.add_argument("--minutes", type=float, default=600.0, help="stop an import after so many")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "NUMBER"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        print(json.dumps(one(given.one[0], int(given.one[1]), given.home, given.minutes)))
        return
    sizes = [(kind, size) for kind in ("mails", "rows") for size in getattr(given, kind).split(",") if size]
    wanted = [(kind, size) for kind, size in sizes if int(size)]
    table = Table(*COLUMNS)
    for kind, size in wanted:
        with tempfile.TemporaryDirectory(dir=given.home, prefix="ingest-") as folder:
            command = [sys.executable, "-m", "benchmarks", "ingest", "--one", kind, size, "--home", folder]
            command += ["--minutes", str(given.minutes)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        print(json.dumps(found), file=sys.stderr)
        table.add_row(*row(found))
    Console(width=130).print(table)


def row(found: dict[str, Any]) -> list[str]:
    """Say one size in words."""
    mined = f"{found['mining']:.0f}" if found["kind"] == "mails" else "–"
    return [
        f"{found['number']:,} {found['kind']}", f"{found['reading']:.0f}", f"{found['receiving']:.0f}", mined,
        f"{found['drafts'] or found['published']:,}", f"{found['passages']:.1f}", f"{found['bare']:.1f}",
        f"{found['share']:.2f}", f"{found['busy']:.2f}", f"{found['cpu_share']:.2f}",
        f"{found['peak']:,}", f"{found['anonymous']:,}",
    ]  # fmt: skip
