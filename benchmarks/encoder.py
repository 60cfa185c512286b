"""How fast the bundled encoder is in its forms, before and after tuning, and what each form costs in quality.

    python -m benchmarks encoder [--threads 2] [--rounds 3] [--quality] [--sets NAME,…]

Every form encodes the same texts of the samples in the same run, in turns; the best round counts. Alone, what counts
is the processor time of all threads, for machines are shared; "beside work" is by the clock, best of the rounds:
while another thread of the process reads and counts words all the time, as an import or a server's threads do.
`--quality` ranks each label set by the vectors alone and shows how far first hit and MRR@10 move.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.encoder_forms import BASELINE, FORMS, JUDGED, NOW, Form, opened
from benchmarks.encoder_sets import Held, held, samples
from benchmarks.label_sets import SETS
from kb import languages
from kb.inference.encoder import Vectors
from kb.settings import load

QUESTIONS = 30
RATES = (
    "texts/s cpu",
    "question ms cpu",
    "texts/s beside work",
    "question ms beside work",
    "cosine mean",
    "least",
)
FIRST, RANKS = 1, 10


@dataclass
class Rate:
    """The best of all rounds of a form, in seconds: processor time alone, the clock beside work."""

    texts: float = float("inf")
    texts_busy: float = float("inf")
    question: float = float("inf")
    question_busy: float = float("inf")


def main(arguments: list[str]) -> None:
    """Print the rates of all forms and, if asked for, what they find."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks encoder")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--sets", default=",".join(SETS), help="label sets, with commas between")
    parser.add_argument("--most", type=int, default=10_000, help="questions of a set")
    parser.add_argument("--forms", default=",".join(FORMS), help="forms, with commas between")
    parser.add_argument("--kept", type=Path, help="a folder where vectors are kept for the next run")
    given = parser.parse_args(arguments)
    forms = opened(load().cache, given.threads, given.forms.split(","))
    if given.rounds:
        Console(width=130).print(_rates(forms, samples(given.texts), given.rounds))
    if given.quality:
        judged = [form for form in forms if form.name in JUDGED]
        _quality(judged, [held(name, given.most) for name in given.sets.split(",")], given.kept)


def _rates(forms: Sequence[Form], texts: Sequence[str], rounds: int) -> Table:
    asked = [f"{text[:60]} {at}?" for at, text in enumerate(texts[:QUESTIONS])]
    rates = {form.name: Rate() for form in forms}
    vectors: dict[str, Vectors] = {}
    for form in forms:  # shapes are met once before anything is timed
        vectors[form.name] = form.encode(texts, "document")
    for _ in range(rounds):
        for form in forms:
            rate = rates[form.name]
            rate.texts = min(rate.texts, _time(form, texts, time.process_time))
            rate.question = min(rate.question, _middle(form, asked, time.process_time))
            with _work(texts):
                rate.texts_busy = min(rate.texts_busy, _time(form, texts, time.perf_counter))
                rate.question_busy = min(rate.question_busy, _middle(form, asked, time.perf_counter))
    table = Table("form", *RATES)
    for form in forms:
        rate = rates[form.name]
        cosines = (vectors[form.name] * vectors[BASELINE]).sum(1)
        table.add_row(
            form.name,
            f"{len(texts) / rate.texts:.1f}",
            f"{rate.question * 1000:.1f}",
            f"{len(texts) / rate.texts_busy:.1f}",
            f"{rate.question_busy * 1000:.1f}",
            f"{cosines.mean():.5f}",
            f"{cosines.min():.5f}",
        )
    return table


def _time(form: Form, texts: Sequence[str], clock: Callable[[], float]) -> float:
    began = clock()
    form.encode(texts, "document")
    return clock() - began


def _middle(form: Form, asked: Sequence[str], clock: Callable[[], float]) -> float:
    times = []
    for question in asked:
        began = clock()
        form.encode([question], "query")
        times.append(clock() - began)
    return float(np.median(times))


@contextmanager
def _work(texts: Sequence[str]) -> Iterator[None]:
    """Keep one thread of this process busy in Python meanwhile."""
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            for text in texts[:20]:
                languages.tokens(text)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _quality(forms: Sequence[Form], sets: Sequence[Held], kept: Path | None) -> None:
    table = Table("set", "questions", *(form.name for form in forms))
    for material in sets:
        cells = [_found(material, *_vectors(form, material, kept)) for form in forms]
        table.add_row(
            material.name, str(len(material.asked)), *(f"{hit:.3f} / {rank:.3f}" for hit, rank in cells)
        )
        base = cells[[form.name for form in forms].index(NOW)]
        apart = [max(abs(cell[0] - base[0]), abs(cell[1] - base[1])) for cell in cells]
        table.add_row("", "apart", *(f"{one:.4f}" for one in apart))
        print(material.name, *(f"{one:.4f}" for one in apart), file=sys.stderr, flush=True)
    Console(width=160).print(table)


def _vectors(form: Form, material: Held, kept: Path | None) -> tuple[Vectors, Vectors]:
    file = kept / f"{material.name}-{len(material.asked)}-{form.name.replace(' ', '-')}.npz" if kept else None
    if file and file.exists():
        with np.load(file) as found:
            return found["asked"], found["pieces"]
    asked, pieces = form.encode(material.asked, "query"), form.encode(material.pieces, "document")
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, asked=asked, pieces=pieces)
    return asked, pieces


def _found(material: Held, asked: Vectors, pieces: Vectors) -> tuple[float, float]:
    """Return first hit and MRR@10 of ranking articles by their nearest piece."""
    starts = np.r_[0, np.flatnonzero(np.diff(material.owner)) + 1]
    best = np.maximum.reduceat(asked @ pieces.T, starts, axis=1)
    order = np.argsort(-best, axis=1, kind="stable")[:, :RANKS]
    hits = ranks = 0.0
    for row, relevant in zip(order, material.relevant, strict=True):
        place = next((at for at, column in enumerate(row, 1) if material.ids[column] in relevant), 0)
        hits += place == FIRST
        ranks += 1 / place if place else 0.0
    return hits / len(order), ranks / len(order)
