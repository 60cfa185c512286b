"""`danesh conversations`, `drafts` and `publish`: what was read, what came of it, and the decision."""

from __future__ import annotations

from typing import Annotated

import typer

from web.cli.opening import Json, library, print_json


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(conversations)
    app.command()(drafts)
    app.command()(publish)


def conversations(as_json: Json = False) -> None:
    """Show the conversations that were imported, cleaned and masked."""
    from kb.archive.conversations import every
    from web import shapes

    with library() as opened, opened.database.reading() as session:
        shaped = [shapes.conversation(one) for one in every(session)]
    if as_json:
        print_json({"conversations": shaped})
        return
    for one in shaped:
        solved = {True: "solved", False: "not solved", None: "open"}[one["solved"]]
        typer.echo(
            f"{one['id']}  {one['channel']}  {len(one['messages'])} messages  {solved}  {one['subject']}"
        )


def drafts(as_json: Json = False) -> None:
    """Show the drafts with their evidence."""
    from kb.desk import review, waiting
    from web import shapes

    with library() as opened, opened.database.reading() as session:
        dossiers = [review.dossier(session, article_id) for article_id in waiting.drafts(session)]
        shaped = [shapes.draft(dossier) for dossier in dossiers]
    if as_json:
        print_json({"drafts": shaped})
        return
    for one in shaped:
        typer.echo(
            f"{one['id']:>6}  {one['language']}  {one['title']}  ({len(one['conversations'])} conversations)"
        )


def publish(
    ids: Annotated[
        list[int] | None, typer.Argument(help="Ids of the drafts, as `danesh drafts` shows them.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Publish every draft.")] = False,
    as_json: Json = False,
) -> None:
    """Publish drafts."""
    from kb import articles, indexing
    from kb.desk import waiting
    from kb.errors import IndexLockedError

    if bool(ids) == everything:
        raise typer.BadParameter("name the drafts to publish, or use --all")
    with library() as opened:
        with opened.database.session() as session:
            chosen = waiting.drafts(session) if everything else list(dict.fromkeys(ids or ()))
            for article_id in chosen:
                articles.publish(session, articles.get(session, article_id))
        try:
            indexing.sync(opened)
        except IndexLockedError as error:
            typer.echo(f"{error} It will show them within seconds.", err=True)
    if as_json:
        print_json({"published": chosen})
    else:
        typer.echo(f"Published {len(chosen)}.")
