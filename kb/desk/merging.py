"""Merging two articles: one goes on with the sources, phrasings and evidence of both, the other leads to it.

Nothing is lost: the merged one is retired with all its revisions, and can be restored.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import undefer

from kb import articles, history
from kb.content import Content, EvidenceSpan, Origin, Phrasing
from kb.database import Session
from kb.desk import remarks
from kb.errors import RevisionConflictError, UnusableInputError
from kb.tables import Article, Revision, Source
from kb.worth import weigh

DEPTH = 8  # merged articles that lead on to others
TEXTS = ("environment", "cause", "resolution")


class MergeWithItselfError(UnusableInputError):
    """An article cannot be merged with itself. Choose another one."""


class MergeLanguageError(UnusableInputError):
    """The two articles are in different languages: they are translations of each other, not the same article."""


class MergeAudienceError(UnusableInputError):
    """What only agents may see cannot be merged into an article for everyone. Change who sees it first."""


class MergeRetiredError(UnusableInputError):
    """A retired article cannot take in another one. Restore it first."""


def merge(
    session: Session, kept_id: int, gone_id: int, *, expected: int, join: bool, person_id: int | None
) -> None:
    """Merge one article into another and retire it.

    Args:
        session: the caller's transaction.
        kept_id: the article that goes on.
        gone_id: the article that is retired; its address leads to the other from now on.
        expected: the newest revision of the kept one, as the person saw it.
        join: whether the kept one also gets, as a new revision, what only the other one says.
        person_id: who does it.

    Raises:
        NotFoundError, MergeWithItselfError, MergeLanguageError, MergeAudienceError, MergeRetiredError: as they say.
        RevisionConflictError: the kept one has a newer revision.
    """
    kept, gone = articles.get(session, kept_id), articles.get(session, gone_id)
    _check(kept, gone, expected)
    if join:
        _join(session, kept, gone, person_id)
    for variant in list(gone.variants):
        articles.add_phrasing(
            session, kept, Phrasing(variant.text, variant.language, variant.conversation_id)
        )
    title = articles.revision(session, gone.id, gone.latest).title
    articles.add_phrasing(session, kept, Phrasing(title, gone.language))
    _carry_sources(session, kept, gone)
    kept.helpful, kept.unhelpful = kept.helpful + gone.helpful, kept.unhelpful + gone.unhelpful
    session.flush()
    kept.worth = weigh(session, kept)
    if gone.status != "retired":
        articles.move(session, gone, "retired")
    gone.merged_into_id = kept.id
    remarks.say(session, kept.id, f"#{gone.id}: {title}", person_id=person_id, kind="merged")


def _check(kept: Article, gone: Article, expected: int) -> None:
    if kept.id == gone.id:
        raise MergeWithItselfError
    if kept.language != gone.language:
        raise MergeLanguageError
    if gone.audience == "agents" and kept.audience != "agents":
        raise MergeAudienceError
    if kept.status == "retired":
        raise MergeRetiredError
    if expected != kept.latest:
        raise RevisionConflictError(id=kept.id, current=kept.latest, given=expected)


def _carry_sources(session: Session, kept: Article, gone: Article) -> None:
    carried = select(Source).options(undefer(Source.account)).filter_by(article_id=gone.id)
    for source in session.scalars(carried.order_by(Source.id)).all():
        added = articles.add_source(
            session, kept, Origin(source.kind, source.reference, source.conversation_id)
        )
        if added is not None:
            added.told_at, added.account = source.told_at, dict(source.account)


def _join(session: Session, kept: Article, gone: Article, person_id: int | None) -> None:
    one = articles.revision(session, kept.id, kept.latest)
    other = articles.revision(session, gone.id, gone.latest)
    content = joined(_content(one), _content(other))
    spans = [span for revision in (one, other) for span in _spans(revision)]
    said = {field: " ".join(getattr(content, field).split()) for field in ("issue", *TEXTS)}
    evidence = [span for span in spans if " ".join(span.sentence.split()) in said[span.field]]
    note = history.note("merged", id=gone.id)
    articles.revise(session, kept, content, evidence=evidence, author_id=person_id, note=note)


def joined(one: Content, other: Content) -> Content:
    """Return the first text with those paragraphs of the second, field by field, that it does not have yet."""
    fields = {field: _both(getattr(one, field), getattr(other, field)) for field in TEXTS}
    return Content(one.title, fields["resolution"], one.issue, fields["environment"], fields["cause"])


def _both(one: str, other: str) -> str:
    known = {" ".join(part.split()) for part in one.split("\n\n")}
    further = [part for part in other.split("\n\n") if " ".join(part.split()) not in known]
    return "\n\n".join(part for part in (one, *further) if part.strip())


def _content(shown: Revision) -> Content:
    return Content(shown.title, shown.resolution, shown.issue, shown.environment, shown.cause)


def _spans(shown: Revision) -> list[EvidenceSpan]:
    return [
        EvidenceSpan(row.field, row.sentence, row.message_id, row.start, row.end, row.quote)
        for row in shown.evidence
    ]


def leads_to(session: Session, article_id: int) -> int | None:
    """Return the article that took the place of a merged one, the last of a row; None where none did.

    Says nothing of who may read it: the caller looks it up as any article.
    """
    seen = {article_id}
    found = session.get(Article, article_id)
    while found is not None and found.merged_into_id is not None and len(seen) <= DEPTH:
        if found.merged_into_id in seen:
            return None
        seen.add(found.merged_into_id)
        found = session.get(Article, found.merged_into_id)
    return found.id if found is not None and found.id != article_id else None


def candidates(session: Session, article_id: int, find: str, limit: int = 20) -> list[tuple[int, str, str]]:
    """Return id, title and status of articles in the same language whose title holds some words, to merge with.

    Raises:
        NotFoundError: there is no such article.
    """
    article = articles.get(session, article_id)
    query = (
        select(Article.id, Revision.title, Article.status)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.latest))
        .where(Article.language == article.language, Article.id != article.id, Article.status != "retired")
        .order_by(Article.worth.desc(), Article.id)
    )
    if article.audience != "agents":
        query = query.where(Article.audience == article.audience)
    for word in find.split()[:8]:
        query = query.where(Revision.title.icontains(word, autoescape=True))
    return [(found, title, status) for found, title, status in session.execute(query.limit(limit))]
