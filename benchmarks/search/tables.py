"""Prints what the contenders reported: times without and with the encoder's own, memory, disk, and what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from assistant.metrics import percentile
from benchmarks.search.stopwatch import Row

ENCODER = "bare encoder, one question"
WITH_ENCODER = frozenset(
    {ENCODER, "Danesh, whole answer", "Danesh, one keystroke"}
)  # nothing is added to them
SHARES = (0.5, 0.95, 0.99)


def show(size: int, rows: Sequence[Row], absent: Mapping[str, str]) -> None:
    """Print one size's table."""
    table = Table(
        "contender", "callers", "asked", "p50 ms", "p95", "p99", "p50 + encoder", "a second",
        "RAM MB", "of it not files", "peak", "disk MB", "opens s", "found",
        title=f"{size:,} passages",
    )  # fmt: skip
    alone = {row.callers: row for row in rows if row.who == ENCODER}
    for row in rows:
        table.add_row(*cells(row, alone.get(row.callers)))
    console = Console(width=170)
    console.print(table)
    for why in absent.values():
        console.print(f"absent: {why}")


def tell(rows: Sequence[Row]) -> None:
    """Print what came in just now, in a line each: the whole table takes long to come."""
    for row in rows:
        print(" | ".join(cells(row, None)), flush=True)


def cells(row: Row, encoder: Row | None) -> list[str]:
    """Return one contender's figures as they are printed."""
    times = [time for _, time in row.times]
    found = f"{row.found:.3f}" if row.found is not None and row.who != ENCODER else "–"
    return [
        row.who,
        str(row.callers),
        str(len(times)),
        *(_number(percentile(times, share)) for share in SHARES),
        _number(percentile(together(row, encoder), 0.5)) if row.who not in WITH_ENCODER else "–",
        _number(len(times) / row.wall if row.wall else None),
        *(f"{value:,.0f}" for value in (row.resident, row.private, row.peak, row.disk)),
        f"{row.opening:.1f}",
        found,
    ]


def together(row: Row, encoder: Row | None) -> list[float]:
    """Add to each time what the encoder took for the same question (its mean over the rounds)."""
    taken: defaultdict[int, list[float]] = defaultdict(list)
    for at, time in encoder.times if encoder else ():
        taken[at].append(time)
    means = {at: sum(times) / len(times) for at, times in taken.items()}
    return [time + means[at] for at, time in row.times if at in means]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
