"""`danesh search`, `ask` and `eval`: the reader's side on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from web.cli.opening import Json, library, print_json

Language = Annotated[str | None, typer.Option(help="The reader's language, such as fa.")]
Audience = Annotated[str, typer.Option(help="public or agents.")]
WrittenIn = Annotated[str, typer.Option(help="Only articles in this language.")]
Category = Annotated[str, typer.Option(help="Only articles in this category.")]
Tag = Annotated[list[str] | None, typer.Option(help="Only articles with this tag; may be given again.")]
Product = Annotated[str, typer.Option(help="Only articles about this product.")]
Segment = Annotated[str, typer.Option(help="Only articles for this segment of customers.")]
Drawing = Annotated[
    Path | None, typer.Option(help="Draw how far confidences can be believed into this SVG file.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(search)
    app.command()(ask)
    app.command("eval")(evaluate)
    app.command("synonyms")(synonyms)


def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    language: Language = None,
    audience: Audience = "public",
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many articles at most.")] = 10,
    written_in: WrittenIn = "",
    category: Category = "",
    tag: Tag = None,
    product: Product = "",
    segment: Segment = "",
    as_json: Json = False,
) -> None:
    """Find articles."""
    from assistant import retrieval
    from assistant.question import Only
    from web import shapes

    only = Only(written_in, category, tuple(tag or ()), product, segment)
    with library() as opened:
        found = retrieval.search(
            opened, question, language=language, audience=audience, only=only, limit=limit
        )
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
    written_in: WrittenIn = "",
    category: Category = "",
    tag: Tag = None,
    product: Product = "",
    segment: Segment = "",
    as_json: Json = False,
) -> None:
    """Answer a question with citations, or say that the knowledge base does not know."""
    from assistant import pipeline
    from assistant.question import Only
    from web import shapes

    only = Only(written_in, category, tuple(tag or ()), product, segment)
    with library() as opened:
        outcome = pipeline.ask(
            opened, question, language=language, audience=audience, channel="cli", only=only
        )
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


def synonyms(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words or phrases that mean the same; none: list what is kept.")
    ] = None,
    remove: Annotated[int | None, typer.Option(help="Forget the group with this number.")] = None,
    as_json: Json = False,
) -> None:
    """List, add or remove words that mean the same in this knowledge base."""
    from kb.reading import synonyms as kept

    with library() as opened:
        with opened.database.session() as session:
            if remove is not None and not kept.remove(session, remove):
                raise typer.BadParameter(f"There is no group {remove}.")
            if words:
                kept.add(session, words)
        with opened.database.reading() as session:
            groups = kept.every(session)
    if as_json:
        print_json({"synonyms": [{"id": group.id, "words": list(group.words)} for group in groups]})
        return
    for group in groups:
        typer.echo(f"{group.id}  {', '.join(group.words)}")


def evaluate(
    golden: Annotated[Path | None, typer.Argument(help="Golden questions, .jsonl.")] = None,
    audience: Audience = "public",
    compare: Annotated[
        str | None, typer.Option(help="Show which questions flipped since this run: its number, or last.")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="List the runs that are kept.")] = False,
    reliability: Drawing = None,
    as_json: Json = False,
) -> None:
    """Measure search and abstention on golden questions, and keep the result."""
    from assistant import evaluation
    from assistant.golden import read
    from kb.usage import evaluations
    from web.cli import measuring

    if history:
        with library() as opened, opened.database.reading() as session:
            measuring.print_history(evaluations.history(session), as_json=as_json)
        return
    if golden is None:
        raise typer.BadParameter("Name a file of golden questions, or --history.")
    rows = read(golden)
    with library() as opened:
        base = None
        if compare is not None:
            with opened.database.reading() as session:
                base = evaluations.find(session, compare, golden.name)
        report = evaluation.report(opened, rows, audience=audience)
        run = evaluations.Run(
            golden=golden.name,
            audience=audience,
            encoder=opened.fingerprints()["encoder"],
            figures=report.figures | {"citations": report.citations},
            judgements=report.judgements,
        )
        with opened.database.session() as session:
            number = evaluations.keep(session, run)
    drawn = measuring.draw_reliability(report, reliability, golden.name)
    measuring.print_run(report, number, base, as_json=as_json, believed=drawn)
