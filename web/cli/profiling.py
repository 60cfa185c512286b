"""`danesh profile`: what is in an archive, before anything of it is drafted.

Nothing is imported or kept, and the database is not opened; everything printed is masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from web.cli.opening import Json, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.profiling import Issue, Profile

BAR = 40  # signs of the longest bar
STEPS = {"reading": "reading items", "looking": "looking at a sample"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("profile")(show)


def show(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to look through.")],
    kind: Annotated[str, typer.Option(help="auto, email, faq, chat or document.")] = "auto",
    as_json: Json = False,
) -> None:
    """Say what is in an archive, without importing it."""
    from ingest.pipeline import KINDS, UnknownKindError
    from ingest.profiling import as_json as shaped
    from ingest.profiling import profile
    from kb.inference.encoder import Encoder
    from kb.settings import load

    if kind not in KINDS:
        raise UnknownKindError(kind=kind, kinds=", ".join(KINDS))
    settings = load()
    encoder = Encoder(settings.encoder, settings.cache, settings.threads)
    with _progress(quiet=as_json) as report:
        found = profile(paths, settings, kind=kind, encoder=encoder, report=report)
    if as_json:
        print_json(shaped(found))
    else:
        _print(found)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int], None] | None]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(STEPS[step], total=None)
            bar.update(tasks[step], completed=done)

        yield report


def _print(found: Profile) -> None:
    from rich.console import Console

    console = Console()
    dates = f", {found.first} to {found.last}" if found.first else ""
    console.print(
        f"{found.items:,} items, {found.conversations:,} conversations with {found.messages:,} messages"
        f" ({found.messages_per_conversation} each) by {found.participants:,} participants{dates}",
        highlight=False,
    )
    _kinds(console, found)
    _bars(console, "channels (conversations)", found.channels)
    _bars(console, "languages (items)", found.languages)
    _bars(console, "messages by month", {one.month: one.messages for one in found.months})
    _bars(console, "said by the export", {name: count for name, count in found.flagged.items() if count})
    _bars(console, f"read in a sample of {found.sample:,}", found.states)
    _bars(console, "personal data in the sample", found.personal)
    mood = (
        "nothing tells" if found.mood is None else f"{found.mood:+.2f} (-1 upset to +1 glad; a rough measure)"
    )
    console.print(
        f"\nmood: {mood}\nexact duplicates: {found.duplicates:,}; near duplicates in the sample: {found.near:,}"
    )
    _issues(console, "top issues", found.issues)
    _issues(console, "recurring pain", found.pains)
    _bars(console, "why items were left out", found.reasons)


def _kinds(console: Console, found: Profile) -> None:
    from rich.table import Table

    table = Table("items", "readable", "skipped", "failed", box=None)
    for kind, counts in found.kinds.items():
        table.add_row(kind, *(f"{counts[name]:,}" for name in ("readable", "skipped", "failed")))
    console.print(table)


def _bars(console: Console, title: str, counts: Mapping[str, int]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not counts:
        return
    table = Table(show_header=False, box=None)
    most = max(1, *counts.values())
    for name, count in counts.items():
        table.add_row(Text(name), f"{count:,}", Text("█" * round(BAR * count / most)))
    console.print(f"\n{title}", highlight=False)
    console.print(table)


def _issues(console: Console, title: str, issues: Sequence[Issue]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not issues:
        return
    table = Table("issue", "asked", "unsolved", "mood", "trend", "languages", box=None)
    for one in issues:
        mood = "" if one.mood is None else f"{one.mood:+.2f}"
        table.add_row(
            Text(one.question),
            str(one.count),
            f"{one.unsolved:.0%}",
            mood,
            one.trend,
            ", ".join(one.languages),
        )
    console.print(f"\n{title}", highlight=False)
    console.print(table)
