"""How well interleaved IRC talk is untangled: reply links and conversations, on public support logs.

    python -m benchmarks irc [DATA]          figures of the test files (and of the training files, for comparison)
    python -m benchmarks irc --fit [DATA]    trains ingest/untangling/weights.json anew on the training files

DATA is the folder of real data (default `../shared/data`, or $DANESH_REAL_DATA). A log belongs to the training files
when the first byte of its name's SHA-256 is even (`2004-11-15_03.raw.txt`); signs and sizes were chosen by leaving
out one training file at a time.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.readers.chats.irc import utterances
from ingest.untangling import Utterance, linking, links
from ingest.untangling.features import SIGNS, WINDOW, Room

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "ingest" / "untangling" / linking.WEIGHTS
NETWORKS, UNITS, ROUNDS, BATCH = 3, 16, 60, 16
RATE, SHRINK, DROPPED, SCALE = 3e-3, 1e-3, 0.2, 1000
Array = Any


@dataclass(frozen=True)
class Log:
    """A log and, for each labelled line, the lines it answers (itself when it begins something)."""

    name: str
    said: list[Utterance]
    answers: dict[int, set[int]]

    @property
    def in_training(self) -> bool:
        """Whether the weights may be trained on it."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0


def logs(data: Path) -> list[Log]:
    found = []
    for path in sorted((data / "conversations/irc-en/dev").glob("*.raw.txt")):
        lines = path.read_text("utf-8", errors="replace").split("\n")
        answers: defaultdict[int, set[int]] = defaultdict(set)
        for row in path.with_name(path.name.replace(".raw.", ".annotation.")).read_text().splitlines():
            first, second = sorted(int(part) for part in row.split()[:2])
            answers[second].add(first)
        found.append(Log(path.name, list(utterances(lines)), dict(answers)))
    return found


def examples(log: Log) -> list[tuple[Array, Array]]:
    """For each labelled message its signs and which rows are right."""
    room, places, rows = Room(), list[int](), []
    for place, utterance in enumerate(log.said):
        if utterance.notice:
            continue
        said = room.read(utterance)
        if place in log.answers:
            candidates = [*places[len(places) - room.size :], place]
            right = np.array([candidate in log.answers[place] for candidate in candidates])
            if right.any():
                rows.append((room.signs(said), right))
        room.add(said)
        places = [*places[-WINDOW:], place]
    return rows


def fit(rows: list[tuple[Array, Array]], seed: int) -> list[Array]:
    """One network by Adam on the log-likelihood of the right rows, with dropout and a falling rate."""
    chance = np.random.default_rng(seed)
    weights = [chance.normal(0, 0.15, (SIGNS, UNITS)), np.zeros(UNITS), chance.normal(0, 0.3, UNITS)]
    means, squares = [np.zeros_like(one) for one in weights], [np.zeros_like(one) for one in weights]
    step = 0
    for turn in range(ROUNDS):
        order = chance.permutation(len(rows))
        rate = RATE * 0.5 * (1 + math.cos(math.pi * turn / ROUNDS))
        for start in range(0, len(order), BATCH):
            step += 1
            slopes = _slopes(weights, [rows[at] for at in order[start : start + BATCH]], chance)
            for at, slope in enumerate(slopes):
                means[at] = 0.9 * means[at] + 0.1 * slope
                squares[at] = 0.999 * squares[at] + 0.001 * slope * slope
                size = np.sqrt(squares[at] / (1 - 0.999**step)) + 1e-8
                weights[at] = weights[at] - rate * means[at] / (1 - 0.9**step) / size
    return weights


def _slopes(weights: list[Array], batch: list[tuple[Array, Array]], chance: Any) -> list[Array]:
    hidden, bias, out = weights
    signs = np.concatenate([one for one, _ in batch])
    inner = np.tanh(signs @ hidden + bias)
    kept = (chance.random(UNITS) > DROPPED) / (1 - DROPPED)
    scores, slope, start = (inner * kept) @ out, np.empty(len(signs)), 0
    for _, right in batch:
        here = slice(start, start + len(right))
        share = np.exp(scores[here] - scores[here].max())
        share /= share.sum()
        wanted = share * right / max((share * right).sum(), 1e-12)
        slope[here] = (share - wanted) / len(batch)
        start = here.stop
    back = np.outer(slope, out) * kept * (1 - inner * inner)
    return [
        signs.T @ back + SHRINK * hidden,
        back.sum(0),
        (inner * kept).T @ slope + SHRINK * out,
    ]


def write_weights(training: list[Log]) -> None:
    rows = [row for log in training for row in examples(log)]
    trained = [fit(rows, seed) for seed in range(NETWORKS)]
    stored = {"scale": SCALE, "logs": [log.name for log in training]}
    for at, name in enumerate(("hidden", "bias", "out")):
        stored[name] = np.rint(np.array([one[at] for one in trained]) * SCALE).astype(int).tolist()
    WEIGHTS.write_text(json.dumps(stored, separators=(",", ":")) + "\n")
    linking.trained.cache_clear()
    print(f"wrote {WEIGHTS.relative_to(ROOT)}: {len(rows)} messages of {len(training)} logs")


def report(title: str, chosen: list[Log]) -> None:
    every, real, whole = Counter[str](), Counter[str](), Counter[str]()
    agreed = total = 0
    took = time.perf_counter()
    for log in chosen:
        parents = list(links(log.said))
        found = {(place, parents[place]) for place in log.answers}
        there = {(place, parent) for place, all_ in log.answers.items() for parent in all_}
        _count(every, found, there)
        _count(real, {(a, b) for a, b in found if a != b}, {(a, b) for a, b in there if a != b})
        ours, theirs = _groups(found), _groups(there)
        _count(whole, {one for one in ours if len(one) > 1}, {one for one in theirs if len(one) > 1})
        placed = {place: group for group in theirs for place in group}
        best = _best_overlap(ours, theirs)
        agreed, total = agreed + best, total + len(placed)
    took = time.perf_counter() - took
    messages = sum(len(log.said) for log in chosen)
    print(f"\n{title}: {len(chosen)} logs, {sum(len(log.answers) for log in chosen)} labelled messages")
    print(f"  reply links                     {_figures(every)}")
    print(f"  reply links, beginnings apart   {_figures(real)}")
    print(f"  whole conversations, exactly    {_figures(whole)}")
    print(f"  messages in the right conversation (one-to-one overlap)   {agreed / max(total, 1):.3f}")
    print(f"  {messages / took:,.0f} messages/s")


def _count(counter: Counter[str], found: set[Any], there: set[Any]) -> None:
    counter.update(right=len(found & there), found=len(found), there=len(there))


def _figures(counter: Counter[str]) -> str:
    right, found, there = counter["right"], counter["found"], counter["there"]
    f1 = 2 * right / max(found + there, 1)
    return f"P {right / max(found, 1):.3f}  R {right / max(there, 1):.3f}  F1 {f1:.3f}"


def _groups(pairs: set[tuple[int, int]]) -> set[frozenset[int]]:
    """The conversations that links make among the labelled messages and what they answer."""
    group: dict[int, set[int]] = {}
    for first, second in pairs:
        merged = group.get(first, {first}) | group.get(second, {second})
        for place in merged:
            group[place] = merged
    return {frozenset(one) for one in group.values()}


def _best_overlap(ours: set[frozenset[int]], theirs: set[frozenset[int]]) -> int:
    """How many messages agree when each of our conversations is paired with at most one of theirs."""
    from scipy.optimize import linear_sum_assignment

    mine, other = list(ours), list(theirs)
    table = np.array([[len(one & two) for two in other] for one in mine])
    return int(table[linear_sum_assignment(-table)].sum())


def main(arguments: list[str]) -> None:
    fitting = "--fit" in arguments
    places = [argument for argument in arguments if argument != "--fit"]
    data = Path(places[0] if places else os.environ.get("DANESH_REAL_DATA", ROOT.parent / "shared" / "data"))
    found = logs(data)
    training = [log for log in found if log.in_training]
    if fitting:
        write_weights(training)
    report("test files", [log for log in found if not log.in_training])
    report("training files", training)
