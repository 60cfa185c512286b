"""The demo: the sample archive in an empty knowledge base, and somebody to sign in as in each role.

It never touches a knowledge base that holds anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest import pipeline
from kb.access import demo_people, people
from kb.desk import awaited, waiting
from kb.library import Library

PUBLISHED = "faq"  # the folder of the samples whose rows are published as they are


def load(library: Library, samples: Path) -> Iterator[str]:
    """Load the samples if nothing is there yet; yield lines to print."""
    with library.database.reading() as session:
        signed_up = {member.email for member in people.everyone(session)}
        empty = not signed_up and not any(waiting.tallies(session).values())
    if empty:
        yield f"Loading {samples} …"
        for paths, publish in (([samples / PUBLISHED], True), (_rest(samples), False)):
            pipeline.run(library, pipeline.enqueue(library, paths, publish=publish))
        awaited.count(library)
    if empty or signed_up & {email for email, _, _ in demo_people.DEMO}:
        with library.database.session() as session:
            for email, password, role in demo_people.create(session, library.settings.signing_key()):
                yield f"Sign in as {role:<8} {email}  {password}"


def _rest(samples: Path) -> list[Path]:
    return sorted(path for path in samples.iterdir() if path.is_dir() and path.name != PUBLISHED)
