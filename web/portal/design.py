"""The parts that pages are made of, all on one page, for whoever builds or translates them.

Everything on it is made up; it reads nothing from the knowledge base.
"""

import re
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.citations import Citation, Sentence
from assistant.pipeline import QUOTES, Outcome
from kb.reading.catalogue import Card
from web import stylesheets
from web.contexts import ShownAnswer, ShownQuote, ShownSource
from web.dependencies import Agent, Reader
from web.i18n import Language, mark, translate
from web.portal.contexts import DesignPage
from web.rendering import render
from web.stylesheets import STATIC

TITLE = mark("How do I return a parcel?")
ANSWER = mark("You can return unused goods within 30 days of delivery.")
COLOUR = re.compile(r"^  (--[a-z-]+): light-dark\(", re.MULTILINE)
SYMBOL = re.compile(r'<symbol id="([a-z]+)"')

router = APIRouter(include_in_schema=False)


@router.get("/design")
def design(request: Request, reader: Reader, member: Agent) -> Response:
    """Show every part once."""
    styles = stylesheets.whole().decode().partition("/* The reader's own choice")[0]
    page = DesignPage(
        colours=tuple(COLOUR.findall(styles)),
        icons=tuple(SYMBOL.findall((STATIC / "icons.svg").read_text("utf-8"))),
        answer=_answer(reader),
        card=_card(reader),
    )
    return render(request, page, member=member)


def _card(reader: Language) -> Card:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Card(
        article_id=1,
        external_id=None,
        title=translate(reader, TITLE),
        slug="",
        language=reader.code,
        audience="public",
        path=f"/{reader.code}/",
        category=None,
        category_slug=None,
        summary=translate(reader, ANSWER),
        published_at=day,
        verified_at=day,
        helpful=0,
    )


def _answer(reader: Language) -> ShownAnswer:
    card, quote = _card(reader), translate(reader, ANSWER)
    cited = Citation(1, 1, None, card.title, reader.code, card.path, 1, quote)
    outcome = Outcome(
        answer_id=0,
        question_id=0,
        abstained=False,
        confidence=1.0,
        reason=None,
        language=reader.code,
        sentences=(Sentence(quote, (1,)),),
        citations=(cited,),
        degraded=False,
        writer=QUOTES,
        related=(),
    )
    source = ShownSource(card.title, reader.code, "#answer", card.path, (ShownQuote(1, quote, "#answer"),))
    return ShownAnswer(
        outcome=outcome,
        links={1: "#answer"},
        steps=False,
        language=reader.code,
        sources=(source,),
        related=(),
        voted=False,
    )
