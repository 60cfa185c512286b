"""Reading on the help center: an article, the sentence an answer cited in it, and whether it helped.

An article is found by its number, whatever its slug; one that is not public looks like one that does not exist.
"""

import re
from collections.abc import Sequence
from typing import TypedDict
from urllib.parse import quote, urlencode

from fastapi import APIRouter, BackgroundTasks, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from assistant import also_asked
from kb.access import people
from kb.access.people import Member
from kb.database import Session
from kb.desk import merging
from kb.errors import NotFoundError
from kb.library import Library
from kb.reading import catalogue, shelves, translations
from kb.reading.catalogue import Card, Reading
from kb.reading.shelves import Shelf
from kb.usage import questions
from web import sessions, showing
from web.dependencies import AnyLibrary, Posted, Reader, Visitor, caller_address, text
from web.i18n import Language, mark, translate
from web.looks import address_of, name_of
from web.portal import structured
from web.portal.contexts import ArticlePage
from web.portal.home import AUDIENCE
from web.rendering import render

REFERENCE = re.compile(r"(\d{1,9})(?:-(.*))?", re.ASCII | re.DOTALL)
MORE = 5  # articles beside an article: near ones, else of the same shelf
THANKS = mark("Thank you. This helps us to write better articles.")
REASONS = ("incomplete", "unclear", "wrong", "other")

router = APIRouter(include_in_schema=False)  # under portal.PREFIX


class Vote(TypedDict):
    """A reader's yes or no."""

    helpful: bool
    reason: str
    comment: str


@router.get("/articles/{reference}")
def article(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Visitor,
    later: BackgroundTasks,
    reference: str,
    cite: str = "",
) -> Response:
    """Show an article; its number finds it, and any other slug than the present one leads to that."""
    number, slug = _reference(reference)
    try:
        with library.database.reading() as session:
            reading = catalogue.article(session, number, AUDIENCE)
            quoted = showing.cited_quote(session, number, cite)
    except NotFoundError:
        if led := _elsewhere(library, number, member, reader):
            return led
        raise
    if slug != reading.card.slug:
        return _at_its_slug(request, reader, reading.card)
    views = request.app.state.views
    views.add(number)
    later.add_task(views.write)
    return render(request, _page(request, library, reader, reading, quoted), member=member)


def _page(
    request: Request, library: Library, reader: Language, reading: Reading, quoted: str | None
) -> ArticlePage:
    card = reading.card
    sections, found = showing.sections(reading, reader, quoted)
    near = request.app.state.neighbours.of(card)
    with library.database.reading() as session:
        above = _above(session, card, reader)
        same = translations.of(session, card.article_id, AUDIENCE)
        more = _related(session, near, card)
        asked = also_asked.near(library, session, near, AUDIENCE, card.language)
    return ArticlePage(
        reading=reading,
        issue=showing.issue(reading),
        sections=sections,
        contents=showing.contents(reading, reader),
        above=above,
        translations=same,
        more=more,
        asked=asked,
        cited=found,
        voted=sessions.voted(request, f"article-{card.article_id}"),
        meta=structured.article(address_of(request), reading, same, above, name_of(request)),
    )


def _reference(reference: str) -> tuple[int, str]:
    parts = REFERENCE.fullmatch(reference)
    if parts is None:
        raise NotFoundError(what="article", id=reference[:50])
    return int(parts[1]), parts[2] or ""


def _above(session: Session, card: Card, reader: Language) -> list[Shelf]:
    return shelves.trail(session, card.category_slug, AUDIENCE, reader.code) if card.category_slug else []


def _related(session: Session, near: Sequence[int], card: Card) -> list[Card]:
    """Return the near articles, those in the article's own language first, else those of its shelf."""
    found = sorted(
        catalogue.cards(session, near, AUDIENCE), key=lambda other: other.language != card.language
    )
    return found[:MORE] or _shelf_mates(session, card)


def _shelf_mates(session: Session, card: Card) -> list[Card]:
    if card.category_slug is None:
        return []
    shelf = catalogue.on_shelf(session, card.category_slug, AUDIENCE, language=card.language)
    return [other for other in shelf.rows if other.article_id != card.article_id][:MORE]


def _at_its_slug(request: Request, reader: Language, card: Card) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{reader.code}/articles/{card.article_id}-{quote(card.slug)}{query}", 301)


def _elsewhere(library: Library, article_id: int, member: Member | None, reader: Language) -> Response | None:
    """Lead the team to what only they may read, and anybody to what took the place of a merged article."""
    if member is not None and _for_agents(library, article_id, member):
        return RedirectResponse(f"/agent/articles/{article_id}", 303)
    with library.database.reading() as session:
        onwards = merging.leads_to(session, article_id)
        if onwards is None or not catalogue.is_public(session, onwards):
            return None
    # Not to be kept by browsers for ever: the merged article may be restored.
    return RedirectResponse(f"/{reader.code}/articles/{onwards}", 301, {"Cache-Control": "no-cache"})


def _for_agents(library: Library, article_id: int, member: Member) -> bool:
    """Whether somebody who is signed in may read elsewhere what is not for customers."""
    if not people.allows(member.role, "agent"):
        return False
    try:
        with library.database.reading() as session:
            catalogue.article(session, article_id, "agents")
    except NotFoundError:
        return False
    return True


@router.post("/articles/{article_id}/feedback")
def rate_article(
    request: Request, library: AnyLibrary, reader: Reader, article_id: int, form: Posted
) -> Response:
    """Count whether an article helped."""
    request.app.state.limits.feedback.check(caller_address(request))
    what = f"article-{article_id}"
    if not sessions.voted(request, what):
        with library.database.session() as session:
            catalogue.rate(session, article_id, AUDIENCE, patterns=library.settings.masking, **_vote(form))
        sessions.remember_vote(request, what)
    return _thanked(request, reader, f"/{reader.code}/articles/{article_id}")


@router.post("/answers/{answer_id}/feedback")
def rate_answer(
    request: Request, library: AnyLibrary, reader: Reader, answer_id: int, form: Posted
) -> Response:
    """Keep whether an answer helped, and go on with the search for the same question."""
    request.app.state.limits.feedback.check(caller_address(request))
    what = f"answer-{answer_id}"
    if not sessions.voted(request, what):
        with library.database.session() as session:
            questions.add_feedback(
                session, answer_id=answer_id, patterns=library.settings.masking, **_vote(form)
            )
        sessions.remember_vote(request, what)
    return _thanked(request, reader, f"/{reader.code}/search?{urlencode({'q': text(form, 'q')})}")


def _vote(form: FormData) -> Vote:
    reason = text(form, "reason")
    return {
        "helpful": text(form, "helpful") == "yes",
        "reason": reason if reason in REASONS else "",
        "comment": text(form, "comment"),
    }


def _thanked(request: Request, reader: Language, address: str) -> Response:
    sessions.tell(request, translate(reader, THANKS))
    return RedirectResponse(address, 303)
