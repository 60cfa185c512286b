"""Decides what becomes of a draft: a new article, one more source of a known one, or nothing new.

One conversation at a time and inside its transaction; whoever calls holds the library's index lock, so that no two
drafts of one issue are kept side by side.
"""

from __future__ import annotations

from ingest.drafting import origin
from kb import articles, duplicates
from kb.content import Draft
from kb.database import Session
from kb.library import Library
from kb.tables import Article, Conversation


def keep(library: Library, session: Session, conversation: Conversation, draft: Draft) -> str:
    """Store a draft and return what became of it: "draft", "merged" or "known".

    It becomes a revision of this conversation's own draft, a source of a known article, or an article of its own.
    """
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
