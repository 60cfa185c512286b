"""Prints runs of golden questions: tables a language, abstention curve, citations, what flipped, what is kept.

With `--json` exactly the figures of the contract are printed; a comparison adds `base` and `flipped` to them, a
reliability diagram its figures as `reliability`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.comparing import Flip, curve, flips
from assistant.confidence import calibration
from assistant.evaluation import Report
from assistant.reliability import Reliability, diagram, reliability, table
from kb.usage.evaluations import Run
from web.cli.opening import print_json

NAMES = ("questions", "recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
ABSTENTION = ("auroc", "answered_of_answerable", "recall")


def print_run(
    report: Report, number: int, base: Run | None, *, as_json: bool, believed: bool = False
) -> None:
    """Print one run, what flipped since another, and with `believed` how far its confidences hold."""
    changed = flips(base.judgements, report.judgements) if base is not None else []
    if as_json:
        more: dict[str, Any] = {}
        if base is not None:
            more = {"base": base.id, "flipped": [asdict(one) for one in changed]}
        if believed:
            more["reliability"] = table(reliability(report.judgements))
        print_json(report.figures | more)
        return
    console = Console()
    by_language = Table(
        "", "asked", *(name.replace("recall", "R") for name in NAMES[1:]), "auroc", "answ.", "abst."
    )
    for language, row in {"all": report.figures, **report.figures["by_language"]}.items():
        cells = [
            *(_cell(row[name]) for name in NAMES),
            *(_cell(row["abstention"][name]) for name in ABSTENTION),
        ]
        by_language.add_row(language, *cells)
    console.print(by_language)
    _print_curve(console, report)
    if believed:
        _print_reliability(console, reliability(report.judgements))
    cited = report.citations
    console.print(
        f"citations of {cited['answers']:g} answers: precision {_cell(cited['precision'])}, "
        f"recall {_cell(cited['recall'])}"
    )
    console.print("answers: p50 {p50} ms, p95 {p95} ms".format(**report.figures["latency_ms"]))
    console.print(f"kept as run {number}")
    if base is not None:
        _print_flips(console, base, changed)


def _print_curve(console: Console, report: Report) -> None:
    if not report.judgements:
        return
    answered = Table("answer from", "answered", "of these right", "unanswerable answered")
    for row in curve(report.judgements):
        answered.add_row(
            *(f"{row[name]:.2f}" for name in ("threshold", "answered", "right", "wrongly_answered"))
        )
    console.print(answered)


def draw_reliability(report: Report, file: Path | None, golden: str) -> bool:
    """Write the reliability diagram of a run where a file is named; return whether one is."""
    if file is None:
        return False
    drawn = diagram(reliability(report.judgements), calibration().threshold, f"Confidence on {golden}")
    file.write_text(drawn, encoding="utf-8")
    return True


def _print_reliability(console: Console, found: Reliability) -> None:
    shown = Table("confidence", "questions", "mean", "right")
    for one in found.ranges:
        bounds = f"{one.low:.1f}-{one.high:.1f}"
        shown.add_row(bounds, str(one.questions), f"{one.confidence:.2f}", f"{one.right:.2f}")
    console.print(shown)
    console.print(f"expected calibration error {found.error:.3f}")


def _print_flips(console: Console, base: Run, changed: Sequence[Flip]) -> None:
    console.print(f"\nsince run {base.id}: {len(changed)} changes")
    if changed:
        flipped = Table("", "what", "language", "question", "before", "after")
        for one in changed:
            flipped.add_row(one.change, one.what, one.language, one.question, one.before, one.after)
        console.print(flipped)


def print_history(runs: Sequence[Run], *, as_json: bool) -> None:
    """List runs, newest first."""
    if as_json:
        rows: list[dict[str, Any]] = [
            {"id": run.id, "made_at": str(run.made_at), "golden": run.golden, "audience": run.audience}
            | {"encoder": run.encoder, "figures": run.figures}
            for run in runs
        ]
        print_json({"runs": rows})
        return
    kept = Table("run", "made", "golden", "questions", "recall@1", "mrr@10", "auroc", "answered")
    for run in runs:
        abstention = run.figures["abstention"]
        figures = [_cell(run.figures[name]) for name in ("questions", "recall@1", "mrr@10")]
        judged = [_cell(abstention["auroc"]), _cell(abstention.get("answered_of_answerable"))]
        made = f"{run.made_at:%Y-%m-%d %H:%M}" if run.made_at else ""
        kept.add_row(str(run.id), made, run.golden, *figures, *judged)
    Console().print(kept)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
