"""Reads one conversation for its resolution and makes of it a draft, a further source, or nothing.

One conversation, one transaction: it is cleaned, masked, resolved and drafted together, so that a crash leaves
it either unread or done.
"""

from __future__ import annotations

from ingest.drafting import WRITTEN, from_resolution, from_written
from ingest.keeping import keep
from ingest.preparing import prepare, readable_conversation
from ingest.resolution import Resolution, Unresolved, resolve
from kb import conversations, imports, indexing
from kb.database import Session
from kb.library import Library
from kb.tables import Conversation


def mine(library: Library, import_id: int | None = None) -> int | None:
    """Read the next conversation that waits; return its id, None when none does.

    The import's counters `drafts` and `merged` are raised in the same transaction.
    """
    with library.index_lock():
        indexing.sync(library)  # what a crash left behind, so that duplicates are found
        with library.database.session() as session:
            waiting = next((one.conversation_id for one in conversations.unmined(session)), None)
            if waiting is None:
                return None
            conversation = conversations.get(session, waiting)
            outcome = _mine(library, session, conversation)
            conversation.mined = True
            if import_id is not None:
                imports.count(
                    session, import_id, drafts=int(outcome == "draft"), merged=int(outcome == "merged")
                )
                imports.beat(session, import_id)
        indexing.sync(library)
        return waiting


def _mine(library: Library, session: Session, conversation: Conversation) -> str:
    title = prepare(session, conversation, library.settings)
    if conversation.channel in WRITTEN:
        draft = from_written(conversation, title)
        conversation.solved = True
        return keep(library, session, conversation, draft)
    found = resolve(readable_conversation(conversation))
    if isinstance(found, Unresolved):
        conversation.solved, conversation.unresolved = found.solved, found.reason
        conversation.language = conversation.language or found.language
        return "unresolved"
    assert isinstance(found, Resolution)
    conversation.solved, conversation.unresolved = found.solved, ""
    conversation.language = conversation.language or found.language
    return keep(library, session, conversation, from_resolution(conversation, found))
