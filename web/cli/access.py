"""`danesh person`, `password` and `key`: who may sign in, and which program may act as whom."""

from __future__ import annotations

from typing import Annotated

import typer

from web.cli.opening import library

Email = Annotated[str, typer.Argument(help="The address to sign in with.")]
Password = Annotated[str, typer.Option(prompt=True, hide_input=True, help="At least ten characters.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (person, password, key):
        app.command()(command)


def person(
    email: Email,
    role: Annotated[str, typer.Option(help="agent, manager or admin.")] = "agent",
    name: Annotated[str, typer.Option(help="The name shown.")] = "",
    language: Annotated[str, typer.Option(help="en, fa or zh; empty: as the browser asks.")] = "",
    password: Password = "",
) -> None:
    """Add somebody who may sign in."""
    from kb.access import people

    with library() as opened, opened.database.session() as session:
        people.add(session, email=email, name=name or email, role=role, password=password, language=language)
    typer.echo(f"{email} may sign in as {role}.")


def password(
    email: Email,
    password: Password = "",
    one_step: Annotated[
        bool, typer.Option("--one-step", help="Also take a lost second factor away.")
    ] = False,
) -> None:
    """Give somebody another password; all their sessions end."""
    from kb.access import people, second_factor

    with library() as opened, opened.database.session() as session:
        member = people.by_address(session, email)
        people.set_password(session, member.id, password)
        if one_step:
            second_factor.remove(session, member.id)
    typer.echo(f"{member.email} has a new password and is signed out everywhere.")


def key(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    role: Annotated[str, typer.Option(help="agent, manager or admin.")] = "agent",
    days: Annotated[int, typer.Option(min=0, help="Days it works; 0: no end.")] = 90,
) -> None:
    """Create an API key and print it, this once."""
    from kb.access import keys

    with library() as opened, opened.database.session() as session:
        ends = keys.lasting(days) if days else None
        typer.echo(keys.create(session, name=name, role=role, expires_at=ends))
