"""`danesh ingest`: reads files into drafts or articles and says what became of each item.

Beside a running server, which holds the index, the import is queued and run by it; the outcome is the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from web.cli.opening import Json, library, print_json

if TYPE_CHECKING:
    from ingest.progress import Progress
    from kb.library import Library

POLL = 0.5  # seconds between looks at an import that a server runs


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(ingest)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to read.")],
    kind: Annotated[str, typer.Option(help="auto, email, faq, chat or document.")] = "auto",
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish FAQ and article rows as they are.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read support material; conversations become drafts to review."""
    from ingest import pipeline
    from kb.desk import awaited
    from kb.errors import IndexLockedError

    with library() as opened:
        import_id = pipeline.enqueue(opened, paths, kind=kind, publish=publish)
        with progress(quiet=as_json) as report:
            try:
                _ = opened.index
                pipeline.run(opened, import_id, report)
                awaited.count(opened)
            except IndexLockedError as error:
                if not as_json:
                    typer.echo(f"{error} It will run this import.", err=True)
                _wait(opened, import_id, report)
        summary, trouble = _summary(opened, import_id)
        masked = _masked(opened, import_id)
    if as_json:
        print_json(summary)
    else:
        _print(summary, masked)
    if trouble:
        typer.echo(f"danesh: {trouble}", err=True)
    if summary["failed"] or trouble:
        raise typer.Exit(1)


def _wait(opened: Library, import_id: int, report: Callable[[Progress], None] | None) -> None:
    """Wait for the server to run an import, and show what it notes of its progress."""
    from ingest.progress import Progress
    from kb.archive import imports

    while True:
        with opened.database.reading() as session:
            job = imports.get(session, import_id)
            if job.state in {"done", "failed"}:
                return
            if report and job.step:
                report(Progress(job.step, job.step_done, job.step_total))
        time.sleep(POLL)


def _summary(opened: Library, import_id: int) -> tuple[dict[str, Any], str]:
    from kb.archive import imports

    with opened.database.reading() as session:
        job = imports.get(session, import_id)
        names = ("items", "imported", "unchanged", "skipped", "failed", "drafts", "merged", "published")
        problems = [
            {"source": problem.source, "item": problem.item, "reason": problem.reason}
            for problem in imports.problems(session, import_id)
        ]
        return {**{name: getattr(job, name) for name in names}, "problems": problems}, job.error


def _masked(opened: Library, import_id: int) -> dict[str, int]:
    from kb.desk.masked import of_import

    with opened.database.reading() as session:
        return of_import(session, import_id)


def _print(summary: dict[str, Any], masked: dict[str, int]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None)
    for name in ("items", "imported", "unchanged", "skipped", "failed", "drafts", "merged", "published"):
        table.add_row(name, str(summary[name]))
    console = Console()
    console.print(table)
    if masked:
        counted = ", ".join(f"{kind} {pieces}" for kind, pieces in masked.items())
        console.print(f"masked: {counted}", markup=False, highlight=False)
    for problem in summary["problems"]:
        console.print(f"{problem['source']} · {problem['item']}: {problem['reason']}", markup=False)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Show each step with its rate and the time left on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}
        begun: dict[str, tuple[float, int]] = {}

        def report(step: Progress) -> None:
            if step.step not in tasks:
                for other in tasks.values():
                    bar.stop_task(other)
                tasks[step.step] = bar.add_task(step.step, total=step.total, rate="")
                begun[step.step] = (time.monotonic(), step.done)
            since, before = begun[step.step]
            rate = (step.done - before) / max(time.monotonic() - since, 1e-9)
            said = f"{rate:,.1f}/s" if step.done > before else ""
            bar.update(tasks[step.step], completed=step.done, total=step.total, rate=said)

        yield report
