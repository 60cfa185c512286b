"""`danesh search`, `ask` and `eval`: the reader's side on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from web.cli.opening import Json, library, print_json

Language = Annotated[str | None, typer.Option(help="The reader's language, such as fa.")]
Audience = Annotated[str, typer.Option(help="public or agents.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(search)
    app.command()(ask)
    app.command("eval")(evaluate)


def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    language: Language = None,
    audience: Audience = "public",
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many articles at most.")] = 10,
    as_json: Json = False,
) -> None:
    """Find articles."""
    from assistant import retrieval
    from web import shapes

    with library() as opened:
        found = retrieval.search(opened, question, language=language, audience=audience, limit=limit)
        shape = shapes.search(found, opened.settings.public_url)
    if as_json:
        print_json(shape)
        return
    for hit in shape["hits"]:
        typer.echo(
            f"{hit['score']:.2f}  {hit['title']}  ({hit['language']}, {hit['audience']})\n      {hit['url']}"
        )
    if not shape["hits"]:
        typer.echo("Nothing found.")
    if shape["degraded"]:
        typer.echo("Searched by words alone: the encoder or the index is not available.", err=True)


def ask(
    question: Annotated[str, typer.Argument(help="What a customer wants to know.")],
    language: Language = None,
    audience: Audience = "public",
    as_json: Json = False,
) -> None:
    """Answer a question with citations, or say that the knowledge base does not know."""
    from assistant import pipeline
    from web import shapes

    with library() as opened:
        outcome = pipeline.ask(opened, question, language=language, audience=audience, channel="cli")
        shape = shapes.ask(outcome, opened.settings.public_url)
    if as_json:
        print_json(shape)
        return
    if shape["abstained"]:
        typer.echo("I don't know: no published article answers this well enough.")
        for hit in outcome.related[:3]:
            typer.echo(f"  see perhaps: {hit.title}")
        return
    for sentence in shape["sentences"]:
        typer.echo(sentence["text"] + " " + "".join(f"[{number}]" for number in sentence["citations"]))
    typer.echo()
    for citation in shape["citations"]:
        typer.echo(f"[{citation['number']}] {citation['title']}  {citation['url']}")


def evaluate(
    golden: Annotated[Path, typer.Argument(help="Golden questions, .jsonl.")],
    audience: Audience = "public",
    as_json: Json = False,
) -> None:
    """Measure search and abstention on golden questions."""
    from assistant import evaluation
    from assistant.golden import read

    rows = read(golden)
    with library() as opened:
        figures = evaluation.evaluate(opened, rows, audience=audience)
    if as_json:
        print_json(figures)
    else:
        _print_figures(figures)


def _print_figures(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    names = ("questions", "recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
    table = Table("language", *names, "abstention auroc")
    for language, row in {"all": figures, **figures["by_language"]}.items():
        table.add_row(language, *(_cell(row[name]) for name in names), _cell(row["abstention"]["auroc"]))
    console = Console()
    console.print(table)
    console.print("answers: p50 {p50} ms, p95 {p95} ms".format(**figures["latency_ms"]))


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
