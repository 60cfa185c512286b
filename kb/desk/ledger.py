"""The desk's view of imports and conversations: what was read, what became of it, and who said what.

For managers only; message texts here are the cleaned and masked ones, file names come without their folders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select

from kb.archive import imports
from kb.archive.imports import Pace
from kb.archive.live_sources import spooled_from
from kb.database import Session
from kb.desk.review import MessageView, message_view
from kb.errors import NotFoundError
from kb.listing import Listing, listed
from kb.tables import Conversation, Import, ImportItem, Person, Source
from kb.tables.imports import OUTCOMES

COUNTS = ("items", *OUTCOMES, "drafts", "merged", "published")
ITEMS = 50  # on a page


@dataclass(frozen=True)
class ImportView:
    """One import: its files, how far it is and what came of it; `counts` has the names of `COUNTS`.

    `step` is "" before it begins; `pace` is that of the step, None where nothing is known of it.
    """

    import_id: int
    files: tuple[str, ...]
    kind: str
    publish: bool
    state: str
    total: int | None
    step: str
    step_done: int
    step_total: int | None
    pace: Pace | None
    counts: Mapping[str, int]
    error: str
    person: str | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class ItemView:
    """One item of an import and its outcome."""

    source: str
    item: str
    kind: str
    outcome: str
    reason: str
    article_id: int | None
    conversation_id: int | None


@dataclass(frozen=True)
class ConversationView:
    """One conversation with its messages in order, and the articles that rest on it."""

    conversation_id: int
    external_id: str
    channel: str
    subject: str
    language: str
    solved: bool | None
    unresolved: str
    messages: tuple[MessageView, ...]
    article_ids: tuple[int, ...]


def all_imports(session: Session, number: int = 1) -> Listing[ImportView]:
    """Return a page of imports, newest first."""
    query = (
        select(Import, Person.name)
        .join(Person, Person.id == Import.person_id, isouter=True)
        .order_by(Import.id.desc())
    )
    page = listed(session, query, number)
    sources = spooled_from(session, [job.id for job, _ in page.rows])
    return page.of(_import_view(job, person, sources.get(job.id)) for job, person in page.rows)


def one_import(session: Session, import_id: int) -> ImportView:
    """Return an import.

    Raises:
        NotFoundError: there is none with this id.
    """
    job = imports.get(session, import_id)
    person = session.get(Person, job.person_id) if job.person_id is not None else None
    source = spooled_from(session, [job.id]).get(job.id)
    return _import_view(job, person.name if person else None, source)


def _import_view(job: Import, person: str | None, source: str | None) -> ImportView:
    return ImportView(
        import_id=job.id,
        files=(source,) if source else tuple(PurePath(path).name for path in job.paths),
        kind=job.kind,
        publish=job.publish,
        state=job.state,
        total=job.total,
        step=job.step,
        step_done=job.step_done,
        step_total=job.step_total,
        pace=imports.pace(job),
        counts={name: getattr(job, name) for name in COUNTS},
        error=job.error,
        person=person,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


def items(
    session: Session, import_id: int, outcome: str | None = None, number: int = 1, size: int = ITEMS
) -> Listing[ItemView]:
    """Return a page of an import's items in the order they were read, all or those of one outcome."""
    query = select(ImportItem).filter_by(import_id=import_id).order_by(ImportItem.id)
    if outcome:
        query = query.where(ImportItem.outcome == outcome)
    page = listed(session, query, number, size)
    return page.of(_item_view(row[0]) for row in page.rows)


def problems(session: Session, import_id: int) -> list[ItemView]:
    """Return the items that were skipped or failed."""
    return [_item_view(item) for item in imports.problems(session, import_id)]


def _item_view(item: ImportItem) -> ItemView:
    return ItemView(
        source=PurePath(item.source).name,
        item=item.item,
        kind=item.kind,
        outcome=item.outcome,
        reason=item.reason,
        article_id=item.article_id,
        conversation_id=item.conversation_id,
    )


def conversation(session: Session, conversation_id: int) -> ConversationView:
    """Return a conversation.

    Raises:
        NotFoundError: there is none with this id.
    """
    found = session.get(Conversation, conversation_id)
    if found is None:
        raise NotFoundError(what="conversation", id=conversation_id)
    query = select(Source.article_id).filter_by(conversation_id=found.id).order_by(Source.article_id)
    return ConversationView(
        conversation_id=found.id,
        external_id=found.external_id,
        channel=found.channel,
        subject=found.subject,
        language=found.language,
        solved=found.solved,
        unresolved=found.unresolved,
        messages=tuple(message_view(message) for message in found.messages),
        article_ids=tuple(session.scalars(query)),
    )
