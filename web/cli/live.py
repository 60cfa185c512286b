"""`danesh fetch`, `danesh watch` and `danesh sources`: live sources by hand, and how they are doing.

A server or worker follows the configured sources by itself; beside one that holds the index, what is found here is
queued and run by it.
"""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from web.cli.opening import Json, library, print_json

if TYPE_CHECKING:
    from ingest.sources.following import Source
    from kb.library import Library

POLL = 0.5  # seconds between looks at imports that a server runs


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (fetch, watch, sources):
        app.command()(command)


def fetch(as_json: Json = False) -> None:
    """Look once into every configured mailbox and folder, and import what is new."""
    from ingest import spool
    from ingest.sources.following import configured

    with library() as opened:
        found = [_once(opened, source) for source in configured(opened)]
        _run(opened, [job for one in found for job in one["imports"]])
        spool.tidy(opened)
    if as_json:
        print_json({"sources": found})
    elif not found:
        typer.echo("No live source is configured; set DANESH_IMAP_URL or DANESH_WATCH_FOLDER.")
    else:
        for one in found:
            said = one["error"] or f"{len(one['imports'])} new imports"
            typer.echo(f"{one['name']}: {said}")
    if any(one["error"] for one in found):
        raise typer.Exit(1)


def _once(opened: Library, source: Source) -> dict[str, Any]:
    """Look into one source, unless another process is at it: then that one does."""
    from ingest.sources.following import Following
    from kb.archive import live_sources
    from kb.errors import DaneshError

    looking = Following(opened, source, threading.Event())
    shape: dict[str, Any] = {"kind": source.kind, "name": source.name, "imports": [], "error": ""}
    if not looking.ours():
        typer.echo(f"Another process follows {source.name}; nothing is left to do here.", err=True)
        return shape
    try:
        shape["imports"] = looking.once()
    except DaneshError as error:
        looking.failed(str(error), aloud=False)
        shape["error"] = str(error)
    finally:
        with opened.database.session() as session:
            live_sources.let_go(session, looking.source_id, looking.holder)
    return shape


def _run(opened: Library, jobs: list[int]) -> None:
    """Run imports here, or wait until the process that holds the index has."""
    from ingest import pipeline
    from kb.archive import imports
    from kb.errors import IndexLockedError

    waiting = set(jobs)
    here = bool(waiting) and _has_index(opened)
    while waiting:
        ran = None
        if here:
            try:
                ran = pipeline.run(opened, min(waiting))
            except IndexLockedError:
                here = False
        with opened.database.reading() as session:
            waiting = {one for one in waiting if imports.get(session, one).state not in {"done", "failed"}}
        if waiting and ran is None:  # another process has it
            time.sleep(POLL)


def _has_index(opened: Library) -> bool:
    from kb.errors import IndexLockedError

    try:
        _ = opened.index
    except IndexLockedError as error:
        typer.echo(f"{error} It will run what is imported.", err=True)
        return False
    return True


def watch(
    paths: Annotated[list[Path], typer.Argument(help="Folders whose new and changed files are imported.")],
) -> None:
    """Import new and changed files of folders, until stopped."""
    from ingest.sources.following import Sources, folders
    from ingest.worker import Worker

    for path in paths:
        if not path.is_dir():
            raise typer.BadParameter(f"{path} is no folder")
    with library() as opened:
        followed = folders([str(path) for path in paths])
        running: Worker | Sources
        running = Worker(opened, followed) if _has_index(opened) else Sources(opened, followed)
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        running.start()
        typer.echo(f"Watching {', '.join(source.name for source in followed)}.")
        stopped.wait()
        running.stop()


def sources(as_json: Json = False) -> None:
    """Show how live sources are doing."""
    from kb.archive import live_sources
    from web.shapes import source_shape

    with library() as opened, opened.database.reading() as session:
        rows = [source_shape(one) for one in live_sources.statuses(session)]
    if as_json:
        print_json({"sources": rows})
        return
    if not rows:
        typer.echo("No live source has been followed yet.")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("source", "last success", "queued", "waiting", "last UID", "trouble")
    for row in rows:
        uid = str(row["last_uid"]) if row["kind"] == "imap" else ""
        success = (row["last_success"] or "").partition(".")[0]
        table.add_row(row["name"], success, str(row["items"]), str(row["waiting"]), uid, row["last_error"])
    Console().print(table)
