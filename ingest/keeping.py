"""Decides what becomes of a draft: a new article, one more account of a known one, a proposal, or nothing new.

One conversation at a time and inside its transaction; whoever calls holds the library's index lock, so that no two
drafts of one issue are kept side by side. An article that no person has touched is put together anew from all its
accounts; one that a person has decided on is never changed, only proposed to.
"""

from __future__ import annotations

from dataclasses import replace

from ingest import composing
from ingest.drafting import WRITTEN, account, origin
from kb import articles, chunking, history
from kb.content import Account, Content, Draft, EvidenceSpan
from kb.database import Session
from kb.indexing import shown
from kb.issues import accounts, duplicates
from kb.library import Library
from kb.tables import Article, Conversation, Revision


def keep(library: Library, session: Session, conversation: Conversation, draft: Draft) -> str:
    """Store a draft and return what became of it: "draft", "merged" or "known".

    Its texts may have been encoded before; the encoder remembers them.
    """
    told = account(conversation, draft)
    mine_already = articles.of_conversation(session, conversation.id)
    if mine_already:
        _renew(session, conversation, mine_already[0], told)
        return "known"
    article = _known(library, session, conversation, draft)
    if article is None:
        from_here = replace(draft, origins=(origin(conversation, told),))
        articles.create(
            session, from_here, note=history.note("drafted", channel=conversation.channel), mined=True
        )
        return "draft"
    accounts.tell(session, article, origin(conversation, told))
    for phrasing in draft.phrasings:
        articles.add_phrasing(session, article, phrasing)
    _follow(session, article, told, conversation.channel)
    return "merged"


def _known(library: Library, session: Session, conversation: Conversation, draft: Draft) -> Article | None:
    """Return the article that tells this issue; rows that somebody wrote are never joined to another answer."""
    questions = list(dict.fromkeys([draft.content.title, *(phrasing.text for phrasing in draft.phrasings)]))
    found = duplicates.find(
        library,
        session,
        questions,
        draft.content.resolution,
        draft.labels.language,
        audience=draft.labels.audience,
        differing=conversation.channel not in WRITTEN,
    )
    return articles.get(session, found.article_id) if found is not None else None


def _renew(session: Session, conversation: Conversation, article: Article, told: Account) -> None:
    """A conversation went on after it was drafted: its account says so, and so may the article."""
    if accounts.tell(session, article, origin(conversation, told)):
        _follow(session, article, told, conversation.channel)


def _follow(session: Session, article: Article, told: Account, channel: str) -> None:
    """Bring an article up to date with what its accounts say now."""
    said = accounts.of(session, article)
    if accounts.untouched(session, article):
        _compose(session, article, said)
        accounts.contrast(session, article, composing.contrasts(said))
        return
    revision = shown(session, article)
    if revision is None:
        return
    own = _own_text(article, revision)
    accounts.contrast(session, article, composing.contrasts(said, own))
    if article.status == "published" and own.language == told.language:
        _propose(session, article, told, channel)


def _compose(session: Session, article: Article, said: list[Account]) -> None:
    composed = composing.compose(said)
    newest = articles.revision(session, article.id, article.latest)
    if composed.content == _content(newest) and composed.language == article.language:
        return
    article.language = composed.language
    count = len(said)
    note = history.note("composed", count=count) if count > 1 else history.note("continued")
    articles.revise(session, article, composed.content, evidence=composed.evidence, note=note, mined=True)


def _propose(session: Session, article: Article, told: Account, channel: str) -> None:
    """Propose to a published article what a conversation says beyond it; a person's own unfinished edit stays."""
    newest = articles.revision(session, article.id, article.latest)
    if article.latest != article.published and not newest.mined:
        return
    text = f"{newest.title}\n{newest.issue}\n{newest.environment}\n{newest.cause}\n{newest.resolution}"
    fresh = composing.news(told, chunking.plain(text))
    if not fresh:
        return
    content = _content(newest)
    added = "\n".join(span.quote for span in fresh)
    spans = [
        EvidenceSpan(row.field, row.sentence, row.message_id, row.start, row.end, row.quote)
        for row in newest.evidence
    ]
    articles.revise(
        session,
        article,
        replace(content, resolution=f"{content.resolution}\n\n{added}"),
        evidence=[*spans, *fresh],
        note=history.note("proposed", channel=channel),
        mined=True,
    )


def _own_text(article: Article, revision: Revision) -> Account:
    """Give what readers see as an account of its own, to be set against what conversations say."""
    return Account(_content(revision), article.language, (), 3, article.published_at, "", written=True)


def _content(revision: Revision) -> Content:
    return Content(revision.title, revision.resolution, revision.issue, revision.environment, revision.cause)
