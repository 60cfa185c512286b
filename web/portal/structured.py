"""What pages tell search engines: addresses in other languages, and schema.org objects for what can be seen on them.

Nothing stands here that the page does not show.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from kb.reading.catalogue import Card, Reading
from kb.reading.shelves import Shelf
from kb.reading.translations import Translation
from web import markdown
from web.i18n import LANGUAGES, Language, tag, translate
from web.i18n import mark as message
from web.portal.contexts import Meta

SCHEMA = "https://schema.org"
DESCRIPTION = 200  # characters
ASKING = ("?", "؟", "？")
HELP_CENTER = message("Help center")
STANDFIRST = message("Ask in your own words. Every answer shows where it comes from.")

Thing = dict[str, object]


def in_every_language(address: str, rest: str) -> tuple[tuple[str, str], ...]:
    """Return where a page that is there in every language stands in each; `rest` follows the language's code."""
    pages = [(language.tag, f"{address}/{code}/{rest}") for code, language in LANGUAGES.items()]
    return (*pages, ("x-default", f"{address}/{rest}" if not rest else pages[0][1]))


def home(address: str, brand: str, reader: Language) -> Meta:
    """Describe the front page."""
    here = f"{address}/{reader.code}/"
    site: Thing = {
        "@context": SCHEMA,
        "@type": "WebSite",
        "name": brand,
        "url": here,
        "inLanguage": reader.tag,
    }
    site["potentialAction"] = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{here}search?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return Meta(
        title=translate(reader, HELP_CENTER),
        canonical=here,
        alternates=in_every_language(address, ""),
        description=translate(reader, STANDFIRST),
        structured=(site,),
    )


def category(address: str, trail: Sequence[Shelf], reader: Language) -> Meta:
    """Describe a category; `trail` leads from the topmost one down to it."""
    rest = f"categories/{quote(trail[-1].slug)}"
    return Meta(
        title=trail[-1].name,
        canonical=f"{address}/{reader.code}/{rest}",
        alternates=in_every_language(address, rest),
        structured=(_breadcrumbs(address, trail, reader),),
    )


def article(
    address: str, reading: Reading, translations: Sequence[Translation], trail: Sequence[Shelf], brand: str
) -> Meta:
    """Describe an article, whose one address is under its own language."""
    card = reading.card
    canonical = address + quote(card.path)
    text = markdown.plain(reading.resolution)
    language = LANGUAGES.get(card.language, LANGUAGES["en"])
    pages = {card.language: canonical} | {one.language: address + quote(one.path) for one in translations}
    alternates = [(tag(code), url) for code, url in pages.items()]
    about = {"@context": SCHEMA, "inLanguage": tag(card.language), "url": canonical}
    written: Thing = {
        **about,
        "@type": "Article",
        "headline": card.title,
        "datePublished": card.published_at.isoformat(),
        "dateModified": card.verified_at.isoformat(),
        "author": {"@type": "Organization", "name": brand},
    }
    things = [written, _breadcrumbs(address, trail, language, card)]
    if card.title.rstrip().endswith(ASKING):
        things.append({**about, "@type": "FAQPage", "mainEntity": [_question(card.title, text)]})
    return Meta(
        title=card.title,
        canonical=canonical,
        alternates=(*alternates, ("x-default", pages.get("en", canonical))),
        description=text if len(text) <= DESCRIPTION else text[: DESCRIPTION - 1].rstrip() + "…",
        kind="article",
        structured=tuple(things),
    )


def _question(question: str, answer: str) -> Mapping[str, object]:
    return {
        "@type": "Question",
        "name": question,
        "acceptedAnswer": {"@type": "Answer", "text": answer},
    }


def _breadcrumbs(address: str, trail: Sequence[Shelf], reader: Language, card: Card | None = None) -> Thing:
    home_page = f"{address}/{reader.code}/"
    steps = [(translate(reader, HELP_CENTER), home_page)]
    steps += [(shelf.name, f"{home_page}categories/{quote(shelf.slug)}") for shelf in trail]
    if card is not None:
        steps.append((card.title, address + quote(card.path)))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, start=1)
    ]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}
