"""Puts the sub-commands together and turns errors into one sentence and an exit code.

Nothing heavy is imported here: `danesh --help` answers at once.
"""

from __future__ import annotations

import sys

import typer

from kb.errors import DaneshError, NotFoundError, UnusableInputError
from web.cli import access, administration, asking, desk, importing, live, profiling, serving

app = typer.Typer(
    name="danesh",
    help="A semantic support knowledge base with an AI assistant.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (importing, profiling, live, desk, asking, serving, administration, access):
    room.add_to(app)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except UnusableInputError as error:
        _fail(error, 2)
    except NotFoundError as error:
        _fail(error, 2)
    except DaneshError as error:
        _fail(error, 1)


def _fail(error: DaneshError, code: int) -> None:
    typer.echo(f"danesh: {error}", err=True)
    raise SystemExit(code)
