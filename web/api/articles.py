"""Articles and drafts over HTTP: anybody reads what is public, managers write and decide."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from kb import articles, content
from kb.content import Content, Labels, Phrasing
from kb.database import Session
from kb.desk import review, waiting
from kb.reading import catalogue
from kb.reading.catalogue import Card
from kb.tables import Article
from web import shapes
from web.api.caller import AnyCaller, ManagerCaller, may_see
from web.dependencies import AnyLibrary, bring_up_to_date
from web.schemas import (
    ArticleList,
    ArticleRequest,
    ArticleResponse,
    Audience,
    Draft,
    DraftList,
    RevisionRequest,
    StatusResponse,
)

router = APIRouter(tags=["Articles"])
desk = APIRouter(tags=["Drafts"])


@router.get("/articles", response_model=ArticleList, summary="List published articles")
def every(
    library: AnyLibrary,
    caller: AnyCaller,
    language: str | None = None,
    category: Annotated[str | None, Query(description="A category's slug.")] = None,
    audience: Audience = "public",
    page: Annotated[int, Query(ge=1)] = 1,
) -> dict[str, Any]:
    """List published articles, newest first."""
    with library.database.reading() as session:
        listing = catalogue.articles(
            session, may_see(caller, audience), language=language, category=category, number=page
        )
    address = library.settings.public_url
    return {
        "articles": [_summary(card, address) for card in listing.rows],
        "page": listing.number,
        "pages": listing.pages,
        "total": listing.total,
    }


@router.get("/articles/{article_id}", response_model=ArticleResponse, summary="Read an article")
def one(
    library: AnyLibrary, caller: AnyCaller, article_id: int, audience: Audience = "public"
) -> dict[str, Any]:
    """Return a published article with its text."""
    with library.database.reading() as session:
        reading = catalogue.article(session, article_id, may_see(caller, audience))
    return {
        **_summary(reading.card, library.settings.public_url),
        "revision": reading.revision,
        "issue": reading.issue,
        "environment": reading.environment,
        "cause": reading.cause,
        "resolution": reading.resolution,
        "tags": list(reading.tags),
    }


def _summary(card: Card, address: str) -> dict[str, Any]:
    return {
        "id": card.article_id,
        "external_id": card.external_id,
        "title": card.title,
        "language": card.language,
        "audience": card.audience,
        "category": card.category,
        "url": address + card.path,
        "published_at": card.published_at.isoformat(),
    }


@router.post("/articles", status_code=201, response_model=StatusResponse, summary="Write an article")
def create(library: AnyLibrary, caller: ManagerCaller, written: ArticleRequest) -> dict[str, Any]:
    """Add an article as a draft, or published at once."""
    draft = content.Draft(
        content=_content(written),
        labels=_labels(written, written.language),
        phrasings=tuple(Phrasing(variant, written.language) for variant in written.variants),
        external_id=written.external_id,
        source="api" if written.external_id else None,
    )
    with library.database.session() as session:
        article = articles.create(session, draft, author_id=caller.person_id)
        if written.publish:
            articles.publish(session, article)
        shaped = _status(article)
    bring_up_to_date(library)
    return shaped


@router.put("/articles/{article_id}", response_model=StatusResponse, summary="Edit an article")
def edit(
    library: AnyLibrary, caller: ManagerCaller, article_id: int, written: RevisionRequest
) -> dict[str, Any]:
    """Add a revision; readers see it once it is published."""
    with library.database.session() as session:
        language = articles.get(session, article_id).language
        article = review.edit(
            session,
            article_id,
            _content(written),
            _labels(written, language),
            expected=written.expected,
            author_id=caller.person_id,
            note=written.note,
        )
        shaped = _status(article)
    bring_up_to_date(library)
    return shaped


@router.post("/articles/{article_id}/publish", response_model=StatusResponse, summary="Publish an article")
def publish(
    library: AnyLibrary, caller: ManagerCaller, article_id: int, revision: int | None = None
) -> dict[str, Any]:
    """Show the newest revision to readers; name it to be sure that nobody changed the article meanwhile."""
    del caller
    return _decide(library, article_id, "published", revision)


@router.post("/articles/{article_id}/return", response_model=StatusResponse, summary="Return to draft")
def give_back(
    library: AnyLibrary, caller: ManagerCaller, article_id: int, revision: int | None = None
) -> dict[str, Any]:
    """Make an article that is in review or retired a draft again."""
    del caller
    return _decide(library, article_id, "draft", revision)


@router.post("/articles/{article_id}/retire", response_model=StatusResponse, summary="Retire an article")
def retire(
    library: AnyLibrary, caller: ManagerCaller, article_id: int, revision: int | None = None
) -> dict[str, Any]:
    """Take an article away from readers; its history stays."""
    del caller
    return _decide(library, article_id, "retired", revision)


@desk.get("/drafts", response_model=DraftList, summary="List drafts")
def drafts(library: AnyLibrary, caller: ManagerCaller) -> dict[str, Any]:
    """List everything that waits for a decision, with its evidence, the most sources first."""
    del caller
    with library.database.reading() as session:
        return {"drafts": [_draft(session, article_id) for article_id in waiting.drafts(session)]}


@desk.get("/drafts/{article_id}", response_model=Draft, summary="Read a draft")
def draft(library: AnyLibrary, caller: ManagerCaller, article_id: int) -> dict[str, Any]:
    """Return the newest revision of an article, published or not, with its evidence."""
    del caller
    with library.database.reading() as session:
        return _draft(session, article_id)


@desk.post("/drafts/{article_id}/publish", response_model=StatusResponse, summary="Publish a draft")
def publish_draft(
    library: AnyLibrary, caller: ManagerCaller, article_id: int, revision: int | None = None
) -> dict[str, Any]:
    """Show a draft to readers; the same as publishing the article."""
    del caller
    return _decide(library, article_id, "published", revision)


def _draft(session: Session, article_id: int) -> dict[str, Any]:
    dossier = review.dossier(session, article_id)
    return shapes.draft(dossier)


def _decide(library: AnyLibrary, article_id: int, wanted: str, revision: int | None) -> dict[str, Any]:
    with library.database.session() as session:
        newest = articles.get(session, article_id).latest
        article = review.decide(
            session, article_id, wanted, expected=newest if revision is None else revision
        )
        shaped = _status(article)
    bring_up_to_date(library)
    return shaped


def _status(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "status": article.status,
        "revision": article.latest,
        "published_revision": article.published if article.status == "published" else None,
    }


def _content(written: ArticleRequest | RevisionRequest) -> Content:
    return Content(written.title, written.resolution, written.issue, written.environment, written.cause)


def _labels(written: ArticleRequest | RevisionRequest, language: str) -> Labels:
    return Labels(language, written.audience, written.category, tuple(written.tags))
