"""Live sources in the database: who reads one, how far it was read, and which imports came from it.

A position moves in the same transaction that queues what was read up to there, so a crash at any moment loses
nothing; no password and no message ever gets here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from kb.archive import imports
from kb.database import Session
from kb.tables import Delivery, Import, LiveSource, WatchedFile
from kb.tables.metadata import now

LEASE = timedelta(seconds=90)  # after so long without a sign another process may read the source
RETRY = timedelta(minutes=5)  # between attempts at an import that could not go on


@dataclass(frozen=True)
class Stamp:
    """What tells that a file changed: its size in bytes and the nanosecond it was last written."""

    size: int
    modified: int


@dataclass(frozen=True)
class Status:
    """How a source is doing; `waiting` is the number of its imports that are not done."""

    kind: str
    name: str
    last_success: datetime | None
    last_error: str
    last_error_at: datetime | None
    last_uid: int
    items: int
    waiting: int
    holder: str


def ensure(session: Session, kind: str, name: str) -> LiveSource:
    """Return the source of this name, adding it the first time."""
    known = select(LiveSource).filter_by(name=name)
    found = session.scalar(known)
    if found is None:
        # Several workers that start together meet here: then the savepoint is given up, and theirs is taken.
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.add(LiveSource(kind=kind, name=name))
        found = session.scalars(known).one()
    return found


def hold(session: Session, source_id: int, holder: str) -> str:
    """Take a source, or go on holding it, for the time of a lease; return who has it now."""
    moment = now()
    free = or_(
        LiveSource.holder.in_(("", holder)), LiveSource.held_until.is_(None), LiveSource.held_until < moment
    )
    session.execute(
        update(LiveSource)
        .where(LiveSource.id == source_id, free)
        .values(holder=holder, held_until=moment + LEASE)
    )
    return session.scalars(select(LiveSource.holder).filter_by(id=source_id)).one()


def let_go(session: Session, source_id: int, holder: str) -> None:
    """Give a source free."""
    session.execute(
        update(LiveSource).filter_by(id=source_id, holder=holder).values(holder="", held_until=None)
    )


def succeeded(session: Session, source_id: int) -> None:
    """Note that the source was reached and everything there was is queued; its last trouble is over."""
    session.execute(
        update(LiveSource)
        .filter_by(id=source_id)
        .values(last_success=now(), last_error="", last_error_at=None)
    )


def failed(session: Session, source_id: int, error: str) -> None:
    """Note why the source could not be read, in one sentence without secrets."""
    session.execute(update(LiveSource).filter_by(id=source_id).values(last_error=error, last_error_at=now()))


def trouble(session: Session, source_id: int) -> str:
    """Return why the source could not be read the last time; empty when it could."""
    return session.scalars(select(LiveSource.last_error).filter_by(id=source_id)).one()


def position(session: Session, source_id: int, uid_validity: int) -> int:
    """Return the last UID that was queued; with another UIDVALIDITY the numbering began anew, so 0 (RFC 3501)."""
    source = session.get_one(LiveSource, source_id)
    return source.last_uid if source.uid_validity == uid_validity else 0


def advance(session: Session, source_id: int, uid_validity: int, last_uid: int) -> None:
    """Move the position of a mailbox folder; within one numbering never back."""
    source = session.get_one(LiveSource, source_id, with_for_update=True)
    if source.uid_validity == uid_validity:
        last_uid = max(last_uid, source.last_uid)
    source.uid_validity, source.last_uid = uid_validity, last_uid


@dataclass(frozen=True)
class Parcel:
    """What a source hands over at once: `items` mails, files or deliveries at these paths.

    `spool` is the folder below the spool that holds them, None where they stay where they are.
    """

    paths: Sequence[str]
    items: int
    kind: str = "auto"
    spool: str | None = None
    person_id: int | None = None


def deliver(session: Session, source_id: int, parcel: Parcel) -> int:
    """Queue an import of what a source handed over; return the import's id.

    A parcel from a folder of the spool is queued once: again, it is the import there is, which runs once more where
    it could not go on.
    """
    known = delivered(session, parcel.spool) if parcel.spool else None
    if known is None:
        # Two deliveries of the same may come at once: then the savepoint is given up, and the other one counts.
        with contextlib.suppress(IntegrityError), session.begin_nested():
            return _queue(session, source_id, parcel)
        known = delivered(session, parcel.spool or "")
        assert known is not None
    retry(session, [known.id])
    return known.id


def _queue(session: Session, source_id: int, parcel: Parcel) -> int:
    job = imports.create(session, parcel.paths, kind=parcel.kind, person_id=parcel.person_id)
    session.add(Delivery(import_id=job.id, source_id=source_id, spool=parcel.spool))
    session.execute(update(LiveSource).filter_by(id=source_id).values(items=LiveSource.items + parcel.items))
    session.flush()
    return job.id


def delivered(session: Session, spool: str) -> Import | None:
    """Return the import that was queued from this folder of the spool."""
    return session.scalar(select(Import).join(Delivery).where(Delivery.spool == spool))


def source_name(session: Session, import_id: int) -> str | None:
    """Return the name of the source an import came from; None when somebody started it by hand."""
    query = select(LiveSource.name).join(Delivery).where(Delivery.import_id == import_id)
    return session.scalar(query)


def spooled_from(session: Session, import_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the sources of those imports whose files are in the spool: their names say more than the files'."""
    query = select(Delivery.import_id, LiveSource.name).join(LiveSource)
    rows = session.execute(query.where(Delivery.import_id.in_(import_ids), Delivery.spool.is_not(None)))
    return {import_id: name for import_id, name in rows}  # noqa: C416 - a Row is no pair to dict()


def states(session: Session, spools: Sequence[str]) -> Mapping[str, str]:
    """Return the state of the import queued from each folder of the spool that has one."""
    query = select(Delivery.spool, Import.state).join(Import).where(Delivery.spool.in_(spools))
    return {str(spool): state for spool, state in session.execute(query)}


def cut_short(session: Session, keep_days: int) -> list[int]:
    """Return the deliveries to queue again: their import could not go on, some minutes ago.

    Nobody is there to start them again, and what they were read from has moved on. After `keep_days` (0: never)
    they are given up, for unmasked messages are not kept longer.
    """
    moment = now()
    query = (
        select(Delivery.import_id)
        .join(Import)
        .where(Import.state == "failed", Import.finished_at < moment - RETRY)
    )
    if keep_days:
        query = query.where(Import.created_at > moment - timedelta(days=keep_days))
    return list(session.scalars(query))


def retry(session: Session, import_ids: Sequence[int]) -> None:
    """Queue imports again that could not go on."""
    session.execute(
        update(Import)
        .where(Import.id.in_(import_ids), Import.state == "failed")
        .values(state="queued", error="", finished_at=None)
    )


def forget_spooled(session: Session) -> int:
    """Give up imports whose files were in the spool of another time, and read their sources anew; return how many.

    A backup has no spool: without this, what waited in it would be counted as read and be nowhere.
    """
    waiting = select(Delivery).join(Import).where(Import.state != "done", Delivery.spool.is_not(None))
    found = session.scalars(waiting).all()
    jobs = [one.import_id for one in found]
    session.execute(
        update(LiveSource)
        .where(LiveSource.id.in_([one.source_id for one in found]))
        .values(uid_validity=None, last_uid=0)
    )
    reason = "Its files are not in the backup; its mailbox is read anew."
    session.execute(
        update(Import).where(Import.id.in_(jobs)).values(state="failed", error=reason, finished_at=now())
    )
    for one in found:
        session.delete(one)
    session.execute(update(LiveSource).values(holder="", held_until=None))
    return len(jobs)


def watched(session: Session, source_id: int) -> dict[str, Stamp]:
    """Return the files of a watched folder as they were when they were queued."""
    files = session.scalars(select(WatchedFile).filter_by(source_id=source_id))
    return {file.path: Stamp(file.size, file.modified) for file in files}


def note_files(session: Session, source_id: int, stamps: Mapping[str, Stamp]) -> None:
    """Note the files that are queued in this transaction."""
    query = select(WatchedFile).filter_by(source_id=source_id).where(WatchedFile.path.in_(stamps))
    known = {file.path: file for file in session.scalars(query)}
    for path, stamp in stamps.items():
        file = known.get(path)
        if file is None:
            session.add(WatchedFile(source_id=source_id, path=path, size=stamp.size, modified=stamp.modified))
        else:
            file.size, file.modified = stamp.size, stamp.modified


def statuses(session: Session) -> list[Status]:
    """Return how every source is doing, in the order they were first seen."""
    waiting = (
        select(Delivery.source_id, func.count().label("number"))
        .join(Import)
        .where(Import.state != "done")
        .group_by(Delivery.source_id)
        .subquery()
    )
    query = (
        select(LiveSource, func.coalesce(waiting.c.number, 0))
        .join(waiting, waiting.c.source_id == LiveSource.id, isouter=True)
        .order_by(LiveSource.id)
    )
    moment = now()
    return [_status(source, number, moment) for source, number in session.execute(query)]


def _status(source: LiveSource, waiting: int, moment: datetime) -> Status:
    held = source.held_until is not None and source.held_until > moment
    return Status(
        kind=source.kind,
        name=source.name,
        last_success=source.last_success,
        last_error=source.last_error,
        last_error_at=source.last_error_at,
        last_uid=source.last_uid,
        items=source.items,
        waiting=waiting,
        holder=source.holder if held else "",
    )
