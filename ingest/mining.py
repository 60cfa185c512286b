"""Reads one conversation for its resolution and makes of it a draft, a further source, or nothing.

One conversation, one transaction: it is cleaned, masked, resolved and drafted together, so that a crash leaves
it either unread or done.
"""

from __future__ import annotations

from ingest.drafting import WRITTEN, from_resolution, from_written, origin
from ingest.preparing import prepare, readable_conversation
from ingest.resolution import Resolution, Unresolved, resolve
from kb import articles, conversations, duplicates, imports, indexing
from kb.content import Draft
from kb.database import Session
from kb.library import Library
from kb.tables import Article, Conversation


def mine(library: Library, import_id: int | None = None) -> int | None:
    """Read the next conversation that waits; return its id, None when none does.

    The import's counters `drafts` and `merged` are raised in the same transaction.
    """
    with library.index_lock():
        indexing.sync(library)  # what a crash left behind, so that duplicates are found
        with library.database.session() as session:
            waiting = conversations.unmined(session)
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
        return _keep(library, session, conversation, draft)
    found = resolve(readable_conversation(conversation))
    if isinstance(found, Unresolved):
        conversation.solved, conversation.unresolved = found.solved, found.reason
        conversation.language = conversation.language or found.language
        return "unresolved"
    assert isinstance(found, Resolution)
    conversation.solved, conversation.unresolved = found.solved, ""
    conversation.language = conversation.language or found.language
    return _keep(library, session, conversation, from_resolution(conversation, found))


def _keep(library: Library, session: Session, conversation: Conversation, draft: Draft) -> str:
    """Store a draft: as a revision of this conversation's own, as a source of a known article, or anew."""
    mine_already = articles.of_conversation(session, conversation.id)
    if mine_already:
        return _renew(session, conversation, mine_already[0], draft)
    questions = list(dict.fromkeys([draft.content.title, *(phrasing.text for phrasing in draft.phrasings)]))
    known = duplicates.known(
        library,
        session,
        questions,
        draft.content.resolution,
        draft.labels.language,
        audience=draft.labels.audience,
    )
    if known is None:
        articles.create(session, draft, note=f"drafted from {conversation.channel}")
        return "draft"
    article = articles.get(session, known.article_id)
    articles.add_origin(session, article, origin(conversation))
    for phrasing in draft.phrasings:
        articles.add_phrasing(session, article, phrasing)
    return "merged"


def _renew(session: Session, conversation: Conversation, article: Article, draft: Draft) -> str:
    """A conversation went on after it was drafted: its own, unreviewed draft says so too."""
    own = len(article.sources) == 1 and article.status == "draft" and article.published is None
    newest = articles.revision(session, article.id, article.latest)
    if own and newest.resolution != draft.content.resolution.strip():
        note = f"{conversation.channel} went on"
        articles.revise(session, article, draft.content, evidence=draft.evidence, note=note)
    return "known"
