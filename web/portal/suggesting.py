"""What the help center offers while somebody types: titles and phrasings at once, meaning where those are few.

Only what the public may read; the words that were met are marked.
"""

from assistant import retrieval
from kb.errors import DaneshError
from kb.library import Library
from kb.reading import catalogue
from web import markdown
from web.i18n import Language
from web.portal import highlighting
from web.portal.contexts import ShownSuggestion
from web.showing import article_url, shortened

AUDIENCE = "public"
LIMIT = 6
FEW = 3  # below so many, articles near in meaning are added
ENOUGH_TO_MEAN = 4  # characters from which a search by meaning is worth its time; Chinese needs two
PASSAGE = 110  # characters


def suggestions(library: Library, typed: str, reader: Language) -> tuple[ShownSuggestion, ...]:
    """Return what to offer, best first; nothing for what cannot be searched."""
    typed = typed[:200].strip("\n\r\t ") and typed[:200]
    if not typed.strip():
        return ()
    met = {
        one.article_id: one.text
        for one in retrieval.suggest(library, typed, language=reader.code, audience=AUDIENCE, limit=LIMIT)
    }
    if len(met) < FEW and _means_something(typed):
        for article_id in _near(library, typed, reader):
            met.setdefault(article_id, "")
    with library.database.reading() as session:
        cards = catalogue.cards(session, list(met)[:LIMIT], AUDIENCE)
    return tuple(
        ShownSuggestion(
            url=article_url(card.article_id, card.slug, reader, internal=False),
            language=card.language,
            title=highlighting.parts(card.title, typed),
            passage=highlighting.parts(_passage(met[card.article_id], card, typed), typed),
        )
        for card in cards
    )


def _means_something(typed: str) -> bool:
    return len(typed.strip()) >= (2 if any("\u3400" <= one <= "\u9fff" for one in typed) else ENOUGH_TO_MEAN)


def _near(library: Library, typed: str, reader: Language) -> list[int]:
    try:
        found = retrieval.search(library, typed, language=reader.code, audience=AUDIENCE, limit=LIMIT)
    except DaneshError:
        return []  # titles alone are help enough while somebody types
    return [hit.article_id for hit in found.hits]


def _passage(met: str, card: catalogue.Card, typed: str) -> str:
    """Return the phrasing that was met, where it is not the title, else what the article says around the words."""
    if met and met != card.title:
        return shortened(met, PASSAGE)
    return highlighting.excerpt(markdown.plain(card.summary), typed, PASSAGE)
