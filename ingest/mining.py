"""Reads waiting conversations for their resolutions and makes of each a draft, a further source, or nothing.

Many are read ahead, so that the encoder gets their texts together; kept is one at a time, in the order of their ids,
each in a transaction of its own that also marks it as read. A crash leaves it unread or done, and where one batch
ends and the next begins changes nothing.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from ingest import unanswered
from ingest.drafting import WRITTEN, from_resolution, from_written
from ingest.keeping import keep
from ingest.preparing import prepare, readable_conversation
from ingest.progress import Teller
from ingest.reasons import because
from ingest.resolution import Resolution, Unresolved, resolve
from ingest.understanding import Help, understand
from kb import chunking, indexing
from kb.archive import conversations, imports
from kb.content import Draft
from kb.giving_back import give_back
from kb.library import Library
from kb.tables import Conversation

BATCH = 64  # conversations
MESSAGES = 1_000  # after so many a batch is full
AHEAD = 2  # batches that are read while one is kept

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """What a conversation says: its draft, or why there is none; and how many messages it had when it was read."""

    conversation_id: int
    messages: int
    draft: Draft | None
    solved: bool | None
    language: str
    unresolved: str = ""


def mine(
    library: Library,
    import_id: int | None = None,
    teller: Teller | None = None,
    *,
    batches: int | None = None,
) -> int:
    """Read the conversations that wait; return how many were read, 0 when none waits.

    Args:
        import_id: its counters `drafts` and `merged` are raised together with each conversation.
        teller: is told how many are done.
        batches: stop after so many, so that others have their turn.

    Raises:
        IndexUnavailableError, EncoderUnavailableError: what is not read yet waits in SQL.
    """
    done, before = 0, -1
    while done > before and (left := _left(library)):
        before, total = done, done + left  # again for what came or changed meanwhile
        with library.index_lock():
            indexing.sync(library)  # what a crash left behind, so that duplicates are found
        with ThreadPoolExecutor(1, "danesh-reading") as reader:
            for batch in _read_ahead(library, reader, batches):
                done += _keep_all(library, batch, import_id)
                give_back()
                if teller is not None:
                    teller.tell("drafting", done, max(total, done))
        if batches is not None:
            break
    return done


def _left(library: Library) -> int:
    with library.database.reading() as session:
        return conversations.count_unmined(session)


def _read_ahead(library: Library, reader: ThreadPoolExecutor, most: int | None) -> Iterator[list[Reading]]:
    """Give the batches that wait now, each read and its texts encoded before it is asked for."""
    after = begun = 0
    ahead: deque[Future[list[Reading]]] = deque()
    while True:
        while len(ahead) < AHEAD and begun != most and (waiting := _next(library, after)):
            after, begun = waiting[-1], begun + 1
            ahead.append(reader.submit(_read, library, waiting))
        if not ahead:
            return
        yield ahead.popleft().result()


def _next(library: Library, after: int) -> list[int]:
    """Choose the next batch: so many conversations, fewer where they are long."""
    chosen: list[int] = []
    messages = 0
    with library.database.reading() as session:
        for waiting in conversations.unmined(session, after, BATCH):
            chosen.append(waiting.conversation_id)
            messages += waiting.messages
            if messages >= MESSAGES:
                break
    return chosen


def _read(library: Library, waiting: Sequence[int]) -> list[Reading]:
    """Clean, mask and resolve conversations, and encode what keeping them will ask for."""
    prepared: list[tuple[Conversation, str]] = []
    with library.database.session() as session:
        for conversation_id in waiting:
            conversation = conversations.find_by_id(session, conversation_id)
            if conversation is not None:
                prepared.append((conversation, prepare(session, conversation, library.settings)))
    spoken = [conversation for conversation, _ in prepared if conversation.channel not in WRITTEN]
    helps = understand(library, [readable_conversation(conversation) for conversation in spoken])
    by_id = {conversation.id: help_ for conversation, help_ in zip(spoken, helps, strict=True)}
    readings = [
        _resolved(conversation, title, by_id.get(conversation.id, Help())) for conversation, title in prepared
    ]
    library.encoder.passages(
        [text for reading in readings if reading.draft for text in _texts(reading.draft)]
    )
    return readings


def _resolved(conversation: Conversation, title: str, help_: Help) -> Reading:
    count = len(conversation.messages)
    try:
        if conversation.channel in WRITTEN:
            draft = from_written(conversation, title)
            return Reading(conversation.id, count, draft, solved=True, language=conversation.language)
        found = resolve(readable_conversation(conversation), help_.vectors, help_.proposal)
        language = conversation.language or found.language
        if isinstance(found, Unresolved):
            return Reading(conversation.id, count, None, found.solved, language, found.reason)
        assert isinstance(found, Resolution)
        draft = from_resolution(conversation, found)
        return Reading(conversation.id, count, draft, found.solved, language)
    except Exception as error:  # one that nobody foresaw must not keep all others from being read
        log.exception("conversation %s could not be read", conversation.id)
        reason = because("not_understood", error=type(error).__name__)
        return Reading(conversation.id, count, None, None, conversation.language, reason)


def _texts(draft: Draft) -> list[str]:
    """What looking for duplicates of a draft encodes."""
    return [
        draft.content.title,
        *(one.text for one in draft.phrasings),
        chunking.plain(draft.content.resolution),
    ]


def _keep_all(library: Library, batch: Sequence[Reading], import_id: int | None) -> int:
    """Keep what a batch says, each draft visible to the search for duplicates of the next; return how many."""
    done = 0
    shown: dict[int, indexing.Shown] = {}
    with library.index_lock():
        for reading in batch:
            done += _keep(library, reading, import_id)
            indexing.show(library, shown)
        indexing.sync(library)
    return done


def _keep(library: Library, reading: Reading, import_id: int | None) -> bool:
    """Write down what a conversation says and what becomes of it; False where it changed since it was read."""
    outcome = ""
    with library.database.session() as session:
        conversation = conversations.unchanged(session, reading.conversation_id, reading.messages)
        if conversation is None:
            return False
        conversation.solved, conversation.unresolved = reading.solved, reading.unresolved
        conversation.language = reading.language
        conversation.mined = True
        if reading.draft is not None:
            outcome = keep(library, session, conversation, reading.draft)
        unanswered.note(session, conversation)
        if import_id is not None:
            imports.count(session, import_id, drafts=int(outcome == "draft"), merged=int(outcome == "merged"))
    return True
