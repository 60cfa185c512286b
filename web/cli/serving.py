"""`danesh serve` and `danesh worker`: the web server with its background worker, or the worker alone."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from web.cli.opening import library


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(worker)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    work: Annotated[bool, typer.Option("--worker/--no-worker", help="Also run imports here.")] = True,
) -> None:
    """Serve the help center, the agent page, the manager's desk and the API."""
    import uvicorn

    from ingest.worker import Worker
    from web.app import create_app
    from web.signin import first_run

    with library() as opened:
        background = Worker(opened)
        if work:
            background.start()
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        for name, path in (("Help center", "/"), ("Agent page", "/agent"), ("Manager's desk", "/desk")):
            typer.echo(f"{name:<15} http://{shown}:{port}{path}")
        claim = first_run.link(opened)
        if claim:
            typer.echo(f"Nobody has an account yet. Make the first one, an administrator's, at\n{claim}")
        # uvicorn ends by raising the signal again: leave by an exception, so that everything is closed.
        signal.signal(signal.SIGTERM, _leave)
        try:
            uvicorn.run(create_app(opened), host=host, port=port, log_level="warning", server_header=False)
        finally:
            background.stop()


def _leave(*_: object) -> None:
    raise SystemExit(0)


def worker() -> None:
    """Run queued imports, and keep index and retention up to date, until stopped."""
    from ingest.worker import Worker

    with library() as opened:
        background = Worker(opened)
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        background.start()
        typer.echo("Waiting for imports.")
        stopped.wait()
        background.stop()
