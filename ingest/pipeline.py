"""Runs an import from its paths to drafts: read, receive, then mine what is new.

Every step is committed in small parts and can be repeated, so an import killed anywhere and run again ends
where an uninterrupted one would have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.indexer import Indexing
from ingest.items import Item
from ingest.mining import mine
from ingest.progress import ImportTakenOverError, Report, Teller
from ingest.readers import count, read
from ingest.reasons import because
from ingest.receiving import content_hash, receive
from ingest.spool import labelled
from kb import indexing
from kb.archive import imports
from kb.database import Session
from kb.errors import DaneshError, FileUnreadableError, UnusableInputError
from kb.library import Library
from kb.tables import Import

COMMIT_EVERY = 100  # items
COMMIT_BYTES = 16 * 2**20  # of raw items, so that a batch of large ones stays small in memory
KINDS = ("auto", "email", "faq", "chat", "document")
QUARANTINE_LIMIT = 64 * 2**20  # bytes of a failed item that are kept


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
            raise FileUnreadableError(path=path, reason=because("missing"))
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
    try:
        with Teller(library, job.id, report) as teller:
            _receive_all(library, job, teller)
            _index_all(library, teller)
            mine(library, job.id, teller)
    except ImportTakenOverError:
        raise
    except Exception as error:
        known = isinstance(error, DaneshError)
        why = str(error) if known else because("unforeseen", trouble=f"{error!r:.200}")
        with library.database.session() as session:
            imports.finish(session, job.id, why)
        raise
    with library.database.session() as session:
        imports.finish(session, job.id)
    return job.id


def _receive_all(library: Library, job: Import, teller: Teller) -> None:
    """Take in every item, a batch a transaction; rows that are published are indexed meanwhile."""
    paths = [Path(path) for path in job.paths]
    total = count(paths, job.kind)
    with library.database.session() as session:
        imports.expect(session, job.id, total)
    items = labelled(library, job.id, read(paths, job.kind))
    done = 0
    with Indexing(library) as indexer:
        for batch in _batches(items):
            if _receive(library, job, batch):
                indexer.more()
            done += len(batch)
            teller.tell("reading", done, total)


def _receive(library: Library, job: Import, batch: Sequence[Item]) -> int:
    """Take in a batch, without what was entered before a crash; return how many articles it published."""
    if job.items > 0:
        with library.database.reading() as session:
            entered = imports.entered(session, job.id, [(item.source, item.key) for item in batch])
        batch = [item for item in batch if (item.source, item.key) not in entered]
    if not batch:
        return 0
    counts: Counter[str] = Counter()
    with library.database.session() as session:
        for item in batch:
            counts.update(_enter(session, job.id, item, publish=job.publish))
        imports.count(session, job.id, **counts)
    return counts["published"]


def _enter(session: Session, import_id: int, item: Item, *, publish: bool) -> dict[str, int]:
    """Take in one item and write it down; return what it adds to the import's counters."""
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
    imports.note(session, import_id, entry, item.raw[:QUARANTINE_LIMIT])
    return {"items": 1, received.outcome: 1, "published": int(received.published)}


def _index_all(library: Library, teller: Teller) -> None:
    total = indexing.count_waiting(library)
    teller.tell("indexing", 0, total)
    indexing.sync(library, lambda articles: teller.tell("indexing", articles, max(total, articles)))


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Cut a stream of items into batches, smaller ones where items are large."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.raw)
        if len(batch) == COMMIT_EVERY or size >= COMMIT_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
