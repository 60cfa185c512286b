"""Makes what the assistant and the knowledge base return ready for a page: addresses, excerpts, marked quotes.

An address given to a customer leads to a public article; an internal one leads to the agents' page of it.
"""

import re
from collections.abc import Iterable

from markupsafe import Markup

from assistant import pipeline
from assistant.citations import Citation
from assistant.pipeline import Outcome
from assistant.retrieval import Hit
from kb.database import Session
from kb.reading import catalogue
from kb.reading.catalogue import Reading
from web import consoling, markdown
from web.contexts import Entry, ShownAnswer, ShownHit, ShownQuote, ShownSource
from web.i18n import Language, translate
from web.i18n import mark as message

EXCERPT = 220
WORTH_LISTING = 3  # headings from which an article has a list of contents
CITE = re.compile(r"(\d{1,9})\.(\d{1,9})-(\d{1,9})", re.ASCII)
HEADINGS = {
    "environment": message("Applies to"),
    "cause": message("Cause"),
    "resolution": message("Solution"),
}


def article_url(article_id: int, slug: str, reader: Language, *, internal: bool) -> str:
    """Return where this reader reads an article: under their own language, whatever the article's is."""
    if internal:
        return f"/agent/articles/{article_id}"
    return f"/{reader.code}/articles/{article_id}-{slug}"


def hits(found: Iterable[Hit], reader: Language, *, internal: bool = False) -> tuple[ShownHit, ...]:
    """Return search hits ready to show."""
    return tuple(
        ShownHit(
            hit=hit,
            excerpt=shortened(markdown.plain(hit.passage), EXCERPT),
            url=article_url(hit.article_id, _slug(hit.path), reader, internal=internal),
        )
        for hit in found
    )


def _slug(path: str) -> str:
    return path.rpartition("/")[2].partition("-")[2]


def shortened(text: str, limit: int) -> str:
    """Cut a text at a word, with an ellipsis, when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit * 0.6 else cut).rstrip() + "…"


def answer(
    session: Session, outcome: Outcome, reader: Language, *, voted: bool, internal: bool
) -> ShownAnswer:
    """Return an answer ready to show.

    Args:
        session: to find the quotes' places in their articles.
        outcome: what the assistant returned.
        reader: whose language the page is in.
        voted: whether this reader has already said if it helped.
        internal: whether links go to the agents' pages.
    """
    sources = _sources(session, outcome, reader, internal=internal)
    quoting = outcome.writer in (pipeline.QUOTES, pipeline.CURATED) and outcome.citations
    return ShownAnswer(
        outcome=outcome,
        links={quote.number: quote.url for source in sources for quote in source.quotes},
        steps=any(sentence.text[:1].isdigit() for sentence in outcome.sentences),
        language=outcome.citations[0].language if quoting else outcome.language,
        sources=sources,
        related=hits(outcome.related, reader, internal=internal),
        choices=hits(outcome.choices, reader, internal=internal),
        told=consoling.told(outcome, reader),
        voted=voted,
    )


def _sources(
    session: Session, outcome: Outcome, reader: Language, *, internal: bool
) -> tuple[ShownSource, ...]:
    """Gather an answer's citations by article, in order of use."""
    by_article: dict[int, list[Citation]] = {}
    for citation in outcome.citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    sources = []
    for article_id, citations in by_article.items():
        first = citations[0]
        url = article_url(article_id, _slug(first.path), reader, internal=internal)
        source = ShownSource(
            title=first.title,
            language=first.language,
            url=url,
            public_path=first.path if catalogue.is_public(session, article_id) else None,
            quotes=tuple(_quote(session, one, url) for one in citations),
        )
        sources.append(source)
    return tuple(sources)


def _quote(session: Session, cited: Citation, url: str) -> ShownQuote:
    place = catalogue.locate(session, cited.article_id, cited.revision, cited.quote)
    if place is not None:
        url = f"{url}?cite={cited.revision}.{place[0]}-{place[1]}#cited"
    return ShownQuote(cited.number, markdown.plain(cited.quote), url)


def links(session: Session, cited: Iterable[Citation], reader: Language) -> dict[int, str]:
    """Return by number of the citation the public address that shows its quote highlighted."""
    found = {}
    for one in cited:
        url = article_url(one.article_id, _slug(one.path), reader, internal=False)
        found[one.number] = _quote(session, one, url).url
    return found


def cited_quote(session: Session, article_id: int, cite: str) -> str | None:
    """Return the quote that a `cite` parameter points at: None without one, empty when it cannot be found."""
    if not cite:
        return None
    place = CITE.fullmatch(cite)
    if place is None:
        return ""
    number, start, end = (int(part) for part in place.groups())
    return catalogue.quoted(session, article_id, number, start, end) or ""


def sections(
    reading: Reading, reader: Language, quote: str | None = None
) -> tuple[tuple[tuple[str, Markup], ...], bool | None]:
    """Return an article's fields with headings, the quote marked; and whether it was found, None without one.

    A heading stands over a field only when there are several: most articles are a solution and nothing else.
    """
    fields = [(name, getattr(reading, name)) for name in HEADINGS if getattr(reading, name)]
    level = 3 if len(fields) > 1 else 2
    shown: list[tuple[str, Markup]] = []
    found = None if quote is None else False
    for name, source in fields:
        html = markdown.render(source, reading.card.language, level, anchor=name)
        if quote and not found:
            cited = markdown.Passage(quote, '<mark class="cited">', "</mark>")
            marked = markdown.mark(html, [cited])
            found = marked != html
            first = str(marked).replace('<mark class="cited">', '<mark class="cited" id="cited">', 1)
            html = Markup(first)  # noqa: S704 - safe as `marked` is
        heading = translate(reader, HEADINGS[name]) if len(fields) > 1 else ""
        shown.append((heading, html))
    return tuple(shown), found


def contents(reading: Reading, reader: Language) -> tuple[Entry, ...]:
    """Return an article's list of contents, in step with `sections`; empty when it is too short to need one."""
    fields = [(name, getattr(reading, name)) for name in HEADINGS if getattr(reading, name)]
    several = len(fields) > 1
    listed: list[Entry] = []
    for number, (name, source) in enumerate(fields, start=1):
        if several:
            listed.append(Entry(f"section-{number}", translate(reader, HEADINGS[name]), 0, headline=True))
        found = markdown.outline(source, name)
        listed += [Entry(anchor, words, depth + several) for anchor, words, depth in found if words]
    return tuple(listed) if len(listed) >= WORTH_LISTING else ()


def issue(reading: Reading) -> str:
    """Return the issue in the customers' words, unless the title says the same."""
    words = markdown.plain(reading.issue)
    return (
        ""
        if words.casefold().strip(" ?؟？") == reading.card.title.casefold().strip(" ?؟？")
        else reading.issue
    )


def reply(shown: ShownAnswer, public_url: str) -> str:
    """Return an answer as a text to send: its sentences, then the addresses of the public articles behind it."""
    text = shown.outcome.text
    if not text:
        return ""
    links = dict.fromkeys(
        f"{public_url}{source.public_path}" for source in shown.sources if source.public_path
    )
    return "\n\n".join(part for part in (text, "\n".join(links)) if part)
