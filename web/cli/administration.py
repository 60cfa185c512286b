"""`danesh settings`, `check`, `reindex`, `backup`, `restore`, `erase` and `demo`: for the operator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from web.cli.opening import Json, library, print_json


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (settings, check, reindex, backup, restore, erase, demo):
        app.command()(command)


def settings(as_json: Json = False) -> None:
    """Print each setting with its meaning, value and origin; secrets are masked."""
    from kb.settings import SECRETS, Settings, load, origins

    loaded = load()
    sources = origins(loaded)
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(loaded, name)
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        masked = "••••" if name in SECRETS and shown else shown
        variable = f"DANESH_{name.upper()}"
        rows.append(
            {"name": variable, "value": masked, "origin": sources[name], "meaning": field.description or ""}
        )
    if as_json:
        print_json({"settings": rows})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("setting", "value", "origin", "meaning")
    for row in rows:
        table.add_row(*row.values())
    Console().print(table)


def check(as_json: Json = False) -> None:
    """Compare the index with the database; change nothing. Exit code 1 when they differ."""
    from kb import indexing

    with library() as opened:
        found = indexing.check(opened)
    shape = {name: list(getattr(found, name)) for name in ("missing", "extra", "stale")}
    if as_json:
        print_json({"pieces": found.pieces, "same": found.clean, **shape})
    elif found.clean:
        typer.echo(f"The index holds the {found.pieces} pieces it should.")
    else:
        counts = ", ".join(f"{len(ids)} {name}" for name, ids in shape.items() if ids)
        typer.echo(f"The index differs from the database: {counts}. Run `danesh reindex`.")
    if not found.clean:
        raise typer.Exit(1)


def reindex(as_json: Json = False) -> None:
    """Build the index anew from the database."""
    from kb import indexing

    with library() as opened:
        articles = indexing.reindex(opened)
    if as_json:
        print_json({"articles": articles})
    else:
        typer.echo(f"Indexed {articles} articles.")


def backup(file: Annotated[Path, typer.Argument(help="Where to write the backup.")]) -> None:
    """Write everything that is true into one file; the index is not in it, for it can be rebuilt."""
    from kb.backup import write

    with library() as opened:
        rows = write(opened, file)
    typer.echo(f"Wrote {rows} rows to {file}.")


def restore(file: Annotated[Path, typer.Argument(help="A file that `danesh backup` wrote.")]) -> None:
    """Replace everything by what a backup holds, and build the index."""
    from kb.backup import read

    with library() as opened:
        rows = read(opened, file)
    typer.echo(f"Restored {rows} rows.")


def erase(
    address: Annotated[str, typer.Argument(help="The e-mail address or phone number of a person.")],
    as_json: Json = False,
) -> None:
    """Erase a person's conversations and what was derived from them."""
    from ingest.forgetting import forget

    with library() as opened:
        erased = forget(opened, address)
    if as_json:
        print_json(
            {"conversations": erased.conversations, "articles": erased.articles, "kept": list(erased.kept)}
        )
        return
    typer.echo(f"Erased {erased.conversations} conversations and {erased.articles} unpublished articles.")
    if erased.kept:
        typer.echo(f"Published articles that lost evidence, worth a look: {', '.join(map(str, erased.kept))}")


def demo(
    samples: Annotated[Path, typer.Argument(help="Folder with the sample archive.")] = Path("samples"),
) -> None:
    """Load the sample archive into an empty knowledge base and add people to sign in as."""
    from web.demo import load

    with library() as opened:
        for line in load(opened, samples):
            typer.echo(line)
