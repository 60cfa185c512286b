"""Imports as jobs and as a ledger: who asked for what, and what became of each item.

The sums of the four outcomes always equal the items read, for counter and row change in one transaction.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from kb.database import Session
from kb.errors import NotFoundError
from kb.tables import Import, ImportItem, Quarantine
from kb.tables.metadata import now

SILENCE = timedelta(seconds=60)  # a worker that gave no sign for so long is taken for dead


@dataclass(frozen=True)
class Entry:
    """The outcome of one item."""

    source: str
    item: str
    kind: str
    outcome: str
    content_hash: str
    reason: str = ""
    article_id: int | None = None
    conversation_id: int | None = None


def create(
    session: Session,
    paths: Sequence[str],
    *,
    kind: str = "auto",
    publish: bool = False,
    person_id: int | None = None,
) -> Import:
    """Add an import to the queue."""
    added = Import(paths=list(paths), kind=kind, publish=publish, person_id=person_id)
    session.add(added)
    session.flush()
    return added


def get(session: Session, import_id: int) -> Import:
    """Return an import.

    Raises:
        NotFoundError: there is none with this id.
    """
    found = session.get(Import, import_id)
    if found is None:
        raise NotFoundError(what="import", id=import_id)
    return found


def worker_name() -> str:
    """Name this process among all workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(session: Session, import_id: int | None = None) -> Import | None:
    """Take a queued import, or one whose worker fell silent; nobody else gets it."""
    silent = (Import.state == "running") & (Import.heartbeat < now() - SILENCE)
    query = select(Import.id).where(or_(Import.state == "queued", silent)).order_by(Import.id).limit(1)
    if import_id is not None:
        query = query.where(Import.id == import_id)
    chosen = session.scalar(query.with_for_update(skip_locked=True))
    if chosen is None:
        return None
    taken = session.get_one(Import, chosen)
    taken.state = "running"
    taken.worker = worker_name()
    taken.started_at = taken.heartbeat = now()
    session.flush()
    return taken


def expect(session: Session, import_id: int, total: int | None) -> None:
    """Note about how many items there are to read."""
    session.execute(update(Import).filter_by(id=import_id).values(total=total))


def beat(session: Session, import_id: int) -> bool:
    """Give a sign of life; say whether the import is still this worker's."""
    mine = update(Import).filter_by(id=import_id, state="running", worker=worker_name())
    return bool(session.execute(mine.values(heartbeat=now()).returning(Import.id)).first())


def progress(session: Session, import_id: int, step: str, done: int, total: int | None) -> None:
    """Note how far an import is: the step at hand ("reading", "indexing", "drafting") and how much of it is done."""
    job = session.get_one(Import, import_id)
    if job.step != step or job.step_started_at is None:
        job.step, job.step_started_at = step, now()
    job.step_done, job.step_total, job.heartbeat = done, total, now()
    session.flush()


@dataclass(frozen=True)
class Pace:
    """How fast a step goes: items a second, and the seconds it will still take where its end is known."""

    rate: float
    left: float | None


def pace(job: Import) -> Pace | None:
    """Say how fast a running import goes at its present step, None before there is anything to go by."""
    if job.state != "running" or job.step_started_at is None or job.heartbeat is None or not job.step_done:
        return None
    seconds = (job.heartbeat - job.step_started_at).total_seconds()
    if seconds <= 0:
        return None
    rate = job.step_done / seconds
    left = None if job.step_total is None else max(0, job.step_total - job.step_done) / rate
    return Pace(rate, left)


def known(session: Session, item: str, content_hash: str) -> ImportItem | None:
    """Return how this very item was imported before, whatever file it stood in."""
    query = (
        select(ImportItem)
        .filter_by(item=item, content_hash=content_hash, outcome="imported")
        .where(or_(ImportItem.article_id.is_not(None), ImportItem.conversation_id.is_not(None)))
        .order_by(ImportItem.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def entered(session: Session, import_id: int, items: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of these (source, item) this import wrote down before it was interrupted."""
    asked = set(items)
    query = select(ImportItem.source, ImportItem.item).filter_by(import_id=import_id)
    rows = session.execute(query.where(ImportItem.item.in_({item for _, item in asked})))
    return asked & {(source, item) for source, item in rows}


def note(session: Session, import_id: int, entry: Entry, raw: bytes | None = None) -> None:
    """Write down an item's outcome, to be counted in the same transaction; a failed one keeps its raw bytes."""
    session.add(
        ImportItem(
            import_id=import_id,
            source=entry.source,
            item=entry.item,
            kind=entry.kind,
            outcome=entry.outcome,
            reason=entry.reason,
            content_hash=entry.content_hash,
            article_id=entry.article_id,
            conversation_id=entry.conversation_id,
        )
    )
    if entry.outcome == "failed" and raw is not None:
        _keep(session, entry, raw)


def enter(session: Session, import_id: int, entry: Entry, raw: bytes | None = None) -> None:
    """Write down an item's outcome and count it."""
    note(session, import_id, entry, raw)
    count(session, import_id, items=1, **{entry.outcome: 1})


def _keep(session: Session, entry: Entry, raw: bytes) -> None:
    if session.get(Quarantine, entry.content_hash) is not None:
        return
    # Another import may be keeping the same content just now: then the savepoint is given up, not the item.
    with contextlib.suppress(IntegrityError), session.begin_nested():
        session.add(
            Quarantine(content_hash=entry.content_hash, source=entry.source, item=entry.item, raw=raw)
        )


def count(session: Session, import_id: int, **more: int) -> None:
    """Add to the counters: `items` and the outcomes, `drafts`, `merged` or `published`."""
    values = {name: getattr(Import, name) + number for name, number in more.items() if number}
    if values:
        session.execute(update(Import).filter_by(id=import_id).values(values))


def finish(session: Session, import_id: int, error: str = "") -> None:
    """Mark an import as done, or as failed with the reason."""
    session.execute(
        update(Import)
        .filter_by(id=import_id)
        .values(state="failed" if error else "done", error=error, finished_at=now())
    )


def waiting(session: Session) -> list[tuple[str, str]]:
    """Return path and kind of all that queued and running imports still have to read."""
    query = select(Import.paths, Import.kind).where(Import.state.in_(("queued", "running")))
    return [(path, kind) for paths, kind in session.execute(query.order_by(Import.id)) for path in paths]


def named(session: Session, folder: str) -> list[str]:
    """Return the paths below a folder that any import has read or has to read."""
    return [
        path for paths in session.scalars(select(Import.paths)) for path in paths if path.startswith(folder)
    ]


def unfinished(session: Session) -> int:
    """Return how many imports wait or run."""
    query = select(func.count()).select_from(Import).where(Import.state.in_(("queued", "running")))
    return int(session.scalar(query) or 0)


def problems(session: Session, import_id: int) -> list[ImportItem]:
    """Return the items that were skipped, failed or not read in full, in the order they were read."""
    unread = ImportItem.outcome.in_(("skipped", "failed")) | (ImportItem.reason != "")
    query = select(ImportItem).where(ImportItem.import_id == import_id, unread)
    return list(session.scalars(query.order_by(ImportItem.id)))
