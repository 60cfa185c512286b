"""Articles through their life: written, revised, reviewed, published, retired.

Every change adds a revision or moves the status, and raises the article's index state in the same transaction;
nothing here touches the index itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import chain, count

from sqlalchemy import select, update

from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing, check
from kb.database import Session
from kb.errors import (
    AudienceUnknownError,
    InvalidTransitionError,
    NotFoundError,
    RevisionConflictError,
)
from kb.languages import slugify
from kb.tables import Article, Category, Evidence, IndexState, Revision, Source, Variant
from kb.tables.articles import AUDIENCES, wording_of
from kb.tables.metadata import now
from kb.worth import weigh

# From each status, what it may become (KCS v6: articles move both ways until they are retired).
TRANSITIONS = {
    "draft": {"in_review", "published", "retired"},
    "in_review": {"draft", "published", "retired"},
    "published": {"published", "retired"},
    "retired": {"draft", "published"},
}


def get(session: Session, article_id: int) -> Article:
    """Return an article for people who may see everything.

    Raises:
        NotFoundError: there is none with this id.
    """
    article = session.get(Article, article_id)
    if article is None:
        raise NotFoundError(what="article", id=article_id)
    return article


def readable(session: Session, article_id: int, audience: str) -> tuple[Article, Revision]:
    """Return a published article that `audience` may read, and its published revision.

    Raises:
        NotFoundError: there is none, or it is not for this audience: the two look the same from outside.
    """
    article = session.get(Article, article_id)
    if article is None or article.status != "published" or article.audience not in audiences(audience):
        raise NotFoundError(what="article", id=article_id)
    assert article.published is not None
    return article, revision(session, article.id, article.published)


def audiences(audience: str) -> tuple[str, ...]:
    """Return the audiences whose articles a reader may see: agents see the public ones too.

    Raises:
        AudienceUnknownError: it is neither public nor agents.
    """
    if audience not in AUDIENCES:
        raise AudienceUnknownError(audience=audience)
    return AUDIENCES if audience == "agents" else ("public",)


def revision(session: Session, article_id: int, number: int) -> Revision:
    """Return one revision of an article.

    Raises:
        NotFoundError: there is no such revision.
    """
    found = session.scalar(select(Revision).filter_by(article_id=article_id, number=number))
    if found is None:
        raise NotFoundError(what="revision", id=f"{article_id}/{number}")
    return found


def imported(session: Session, source: str, external_id: str) -> Article | None:
    """Return the article that was imported from this row of this file."""
    return session.scalar(select(Article).filter_by(source=source, external_id=external_id))


def same_row(session: Session, external_id: str, digest: str) -> Article | None:
    """Return the article made of the very same row, from whatever file: the file may have been moved."""
    query = select(Article).filter_by(external_id=external_id, row_digest=digest).order_by(Article.id)
    return session.scalar(query.limit(1))


def of_conversation(session: Session, conversation_id: int) -> list[Article]:
    """Return the articles that a conversation is a source of."""
    query = select(Article).join(Source).where(Source.conversation_id == conversation_id).order_by(Article.id)
    return list(session.scalars(query))


def create(
    session: Session, draft: Draft, *, author_id: int | None = None, note: str = "", mined: bool = False
) -> Article:
    """Add an article with its first revision, as a draft.

    Raises:
        ArticleInvalidError: it lacks a title or a resolution.
    """
    article = Article(
        external_id=draft.external_id,
        source=draft.source,
        row_digest=draft.row_digest,
        status="draft",
        latest=0,
        language=draft.labels.language,
    )
    _label(session, article, draft.labels)
    session.add(article)
    session.flush()
    session.add(IndexState(article_id=article.id, wanted=0, done=0))
    session.flush()
    revise(
        session, article, draft.content, evidence=draft.evidence, author_id=author_id, note=note, mined=mined
    )
    for phrasing in draft.phrasings:
        add_phrasing(session, article, phrasing)
    for origin in draft.origins:
        add_origin(session, article, origin)
    return article


def revise(
    session: Session,
    article: Article,
    content: Content,
    *,
    evidence: Iterable[EvidenceSpan] = (),
    author_id: int | None = None,
    note: str = "",
    expected: int | None = None,
    mined: bool = False,
) -> Revision:
    """Add a revision; readers see it once it is published.

    Args:
        expected: the number of the revision that was edited, to notice that somebody else was faster.
        mined: whether it was put together from conversations, by no person.

    Raises:
        ArticleInvalidError: it lacks a title or a resolution.
        RevisionConflictError: `expected` is not the newest revision.
    """
    # The lock makes a second editor wait here, and then see the first one's revision.
    query = select(Article.latest).filter_by(id=article.id).with_for_update()
    current = session.scalars(query).one()
    if expected is not None and expected != current:
        raise RevisionConflictError(id=article.id, current=current, given=expected)
    check(content)
    article.latest = current + 1
    added = Revision(
        article_id=article.id,
        number=article.latest,
        title=content.title.strip(),
        slug=slugify(content.title),
        issue=content.issue.strip(),
        environment=content.environment.strip(),
        cause=content.cause.strip(),
        resolution=content.resolution.strip(),
        author_id=author_id,
        note=note,
        mined=mined,
        evidence=[Evidence(position=position, **asdict(span)) for position, span in enumerate(evidence)],
    )
    session.add(added)
    changed(session, article)
    return added


def file(session: Session, article: Article, labels: Labels) -> None:
    """Set language, audience, category and tags.

    Raises:
        AudienceUnknownError: the audience is neither public nor agents.
    """
    _label(session, article, labels)
    changed(session, article)


def _label(session: Session, article: Article, labels: Labels) -> None:
    audiences(labels.audience)
    article.language = labels.language
    article.audience = labels.audience
    article.tags = list(labels.tags)
    article.category = category(session, labels.category, labels.language) if labels.category else None


def path(article_id: int, slug: str, language: str) -> str:
    """Return an article's address on the help center; the number finds it, the slug is for people."""
    return f"/{language}/articles/{article_id}-{slug}"


def category(session: Session, name: str, language: str) -> Category:
    """Return the category of this name, adding it when it is new."""
    name = " ".join(name.split())
    found = session.scalar(select(Category).filter_by(name=name))
    if found is None:
        slug = slugify(name)
        taken = set(
            session.scalars(select(Category.slug).where(Category.slug.startswith(slug, autoescape=True)))
        )
        free = chain((slug, f"{slug}-{language}"), (f"{slug}-{number}" for number in count(2)))
        found = Category(name=name, language=language, slug=next(one for one in free if one not in taken))
        session.add(found)
        session.flush()
    return found


def add_phrasing(session: Session, article: Article, phrasing: Phrasing) -> bool:
    """Add a question variant unless the article has it; say whether it was new."""
    text = " ".join(phrasing.text.split())
    known = select(Variant.id).filter_by(article_id=article.id, wording=wording_of(text)).limit(1)
    if not text or session.scalar(known) is not None:
        return False
    added = Variant(article_id=article.id, text=text, language=phrasing.language)
    added.conversation_id = phrasing.conversation_id
    session.add(added)
    session.flush()
    session.expire(article, ["variants"])
    article.worth = weigh(session, article)
    changed(session, article)
    return True


def add_origin(session: Session, article: Article, origin: Origin) -> bool:
    """Add what an article was made from or confirmed by, once; say whether it was new."""
    added = add_source(session, article, origin)
    if added is not None:
        article.worth = weigh(session, article)
    return added is not None


def add_source(session: Session, article: Article, origin: Origin) -> Source | None:
    """Do what `add_origin` does and leave the worth to the caller, who adds many; None where it was known."""
    known = select(Source.id).filter_by(article_id=article.id, conversation_id=origin.conversation_id)
    if origin.conversation_id is None:  # a conversation counts once, whatever file it was read from last
        known = known.filter_by(reference=origin.reference)
    if session.scalar(known.limit(1)) is not None:
        return None
    added = Source(article_id=article.id, kind=origin.kind, reference=origin.reference)
    added.conversation_id = origin.conversation_id
    if origin.account is not None:
        added.told_at, added.account = origin.account.told_at, origin.account.stored()
    session.add(added)
    session.flush()
    session.expire(article, ["sources"])
    return added


def set_variants(session: Session, article: Article, phrasings: Sequence[Phrasing]) -> None:
    """Make the article's imported phrasings exactly these; phrasings from conversations stay."""
    wanted = {" ".join(phrasing.text.split()) for phrasing in phrasings}
    for variant in list(article.variants):
        if variant.conversation_id is None and variant.text not in wanted:
            article.variants.remove(variant)
    for phrasing in phrasings:
        add_phrasing(session, article, phrasing)
    changed(session, article)


def move(session: Session, article: Article, wanted: str) -> None:
    """Change the status; publishing shows the newest revision to readers.

    Raises:
        InvalidTransitionError: this status cannot follow the present one.
    """
    if wanted not in TRANSITIONS[article.status]:
        raise InvalidTransitionError(id=article.id, status=article.status, wanted=wanted)
    article.status = wanted
    if wanted == "published":
        article.published, article.published_at = article.latest, now()
        article.first_published_at = article.first_published_at or article.published_at
        article.merged_into_id = None
    changed(session, article)


def publish(session: Session, article: Article) -> None:
    """Show the newest revision to readers (see `move`)."""
    move(session, article, "published")


def changed(session: Session, article: Article) -> None:
    """Note, in this transaction, that the index has to be brought up to date for this article."""
    session.flush()
    # Counted by the database: two writers that both read 3 and wrote 4 would hide one change from a sync between.
    raised = {"wanted": IndexState.wanted + 1}
    session.execute(update(IndexState).filter_by(article_id=article.id).values(raised))
    article.updated_at = now()
