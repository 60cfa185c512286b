"""Runs an import from its paths to drafts: read, receive, then mine what is new.

Every step is committed in small parts and can be repeated, so an import killed anywhere and run again ends
where an uninterrupted one would have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.items import Item
from ingest.mining import mine
from ingest.readers import count, read
from ingest.receiving import content_hash, receive
from ingest.spool import labelled
from kb import imports, indexing
from kb.database import Session
from kb.errors import DaneshError, FileUnreadableError, UnusableInputError
from kb.library import Library
from kb.tables import Import

COMMIT_EVERY = 50  # items
KINDS = ("auto", "email", "faq", "chat", "document")
QUARANTINE_LIMIT = 64 * 2**20  # bytes of a failed item that are kept


@dataclass(frozen=True)
class Progress:
    """How far an import is: the step ("reading", "indexing" or "drafting") and how much of it is done."""

    step: str
    done: int
    total: int | None = None


Report = Callable[[Progress], None]


def enqueue(
    library: Library,
    paths: Sequence[Path],
    *,
    kind: str = "auto",
    publish: bool = False,
    person_id: int | None = None,
) -> int:
    """Put an import into the queue and return its id; a worker runs it.

    Raises:
        FileUnreadableError: a path does not exist.
        UnusableInputError: the kind is unknown.
    """
    if kind not in KINDS:
        raise UnknownKindError(kind=kind, kinds=", ".join(KINDS))
    for path in paths:
        if not path.exists():
            raise FileUnreadableError(path=path, reason="there is no such file or folder")
    names = [str(path.absolute()) for path in paths]
    with library.database.session() as session:
        return imports.create(session, names, kind=kind, publish=publish, person_id=person_id).id


class UnknownKindError(UnusableInputError):
    """'{kind}' is not a kind of material; use one of {kinds}."""


def run(library: Library, import_id: int | None = None, report: Report | None = None) -> int | None:
    """Claim a queued import (this one, or the next) and carry it out; return its id, None if there is none.

    Raises:
        DaneshError: the import could not go on; what it did so far is kept, and its row says why.
    """
    with library.database.session() as session:
        job = imports.claim(session, import_id)
        if job is None:
            return None
        resumed = job.items > 0
    try:
        _receive_all(library, job.id, job, resumed=resumed, report=report or _silent)
        _mine_all(library, job.id, report or _silent)
    except Exception as error:
        known = isinstance(error, DaneshError)
        with library.database.session() as session:
            imports.finish(session, job.id, str(error) if known else f"an unforeseen error: {error!r:.200}")

        raise
    with library.database.session() as session:
        imports.finish(session, job.id)
    return job.id


def _silent(progress: Progress) -> None:
    del progress


def _receive_all(library: Library, import_id: int, job: Import, *, resumed: bool, report: Report) -> None:
    paths = [Path(path) for path in job.paths]
    total = count(paths, job.kind)
    with library.database.session() as session:
        imports.expect(session, import_id, total)
    items = labelled(library, import_id, read(paths, job.kind))
    done = 0
    for batch in _batches(items):
        published = 0
        with library.database.session() as session:
            for item in batch:
                if resumed and imports.entered(session, import_id, item.source, item.key):
                    continue
                published += _enter(session, import_id, item, publish=job.publish)
            imports.count(session, import_id, published=published)
            imports.beat(session, import_id)
        done += len(batch)
        report(Progress("reading", done, total))
        if published:
            indexing.sync(library)
    report(Progress("indexing", 0))
    indexing.sync(library, lambda articles: report(Progress("indexing", articles)))


def _enter(session: Session, import_id: int, item: Item, *, publish: bool) -> bool:
    received = receive(session, item, publish=publish)
    entry = imports.Entry(
        source=item.source,
        item=item.key,
        kind=item.kind,
        outcome=received.outcome,
        content_hash=content_hash(item),
        reason=received.reason,
        article_id=received.article_id,
        conversation_id=received.conversation_id,
    )
    imports.enter(session, import_id, entry, item.raw[:QUARANTINE_LIMIT])
    return received.published


def _mine_all(library: Library, import_id: int, report: Report) -> None:
    done = 0
    while mine(library, import_id) is not None:
        done += 1
        report(Progress("drafting", done))


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, COMMIT_EVERY)):
        yield batch
