"""What the pages of the help center are made of (see `web.contexts`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.listing import Listing
from kb.reading.catalogue import Card, Reading
from kb.reading.shelves import Shelf
from kb.reading.translations import Translation
from web.contexts import Entry, Page, ShownAnswer, ShownHit


@dataclass(frozen=True)
class Meta:
    """What search engines and other sites are told of a page.

    Attributes:
        title: of the page by itself.
        canonical: the page's one address.
        alternates: (language tag, address) of the same in other languages, `x-default` among them.
        description: one sentence or two, plain.
        kind: `website` or `article`, as Open Graph calls it.
        structured: schema.org objects, as JSON.
    """

    title: str
    canonical: str
    alternates: tuple[tuple[str, str], ...] = ()
    description: str = ""
    kind: str = "website"
    structured: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class Home(Page):
    """The help center's front page."""

    template: ClassVar[str] = "portal/home.html"
    shelves: Sequence[Shelf]
    popular: Sequence[Card]
    recent: Sequence[Card]
    meta: Meta


@dataclass(frozen=True)
class SearchPage(Page):
    """What a search on the help center found."""

    template: ClassVar[str] = "portal/search.html"
    q: str
    hits: tuple[ShownHit, ...]
    degraded: bool
    error: str


@dataclass(frozen=True)
class ShownSuggestion:
    """A suggestion while somebody types: title and passage in parts, each part marked or not."""

    url: str
    language: str
    title: Sequence[tuple[str, bool]]
    passage: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Suggestions(Page):
    """What is offered while somebody types: a piece of a page."""

    template: ClassVar[str] = "portal/suggestions.html"
    suggestions: tuple[ShownSuggestion, ...]


@dataclass(frozen=True)
class AskPage(Page):
    """A question on the help center and its answer; `after` names it for a follow-up."""

    template: ClassVar[str] = "portal/ask.html"
    q: str
    answer: ShownAnswer | None
    error: str
    after: str


@dataclass(frozen=True)
class AnswerPiece(Page):
    """The middle of the ask page by itself; without an answer its sentences are still to come."""

    template: ClassVar[str] = "portal/answer.html"
    q: str
    answer: ShownAnswer | None
    after: str


@dataclass(frozen=True)
class SentencePiece(Page):
    """One sentence of an answer, with the addresses of its citations by number."""

    template: ClassVar[str] = "portal/sentence.html"
    text: str
    numbers: Sequence[int]
    links: Mapping[int, str]


@dataclass(frozen=True)
class ContactPage(Page):
    """The form that hands a case over to a person; `sent` once it is on its way."""

    template: ClassVar[str] = "portal/contact.html"
    after: str
    asked: str
    reason: str
    name: str
    contact: str
    message: str
    error: str
    sent: bool


@dataclass(frozen=True)
class CategoryPage(Page):
    """One shelf of the help center, below the shelves it stands under."""

    template: ClassVar[str] = "portal/category.html"
    shelf: Shelf
    above: Sequence[Shelf]
    articles: Listing[Card]
    meta: Meta


@dataclass(frozen=True)
class ArticlePage(Page):
    """One article as customers read it.

    Attributes:
        sections: (heading, body) pairs, the body as safe HTML; the heading may be empty.
        above: the shelves it stands on, from the topmost.
        translations: the same in other languages.
        asked: questions that others asked, each with the article that answers it.
        cited: None when nobody came from a citation; else whether the quoted words still stand here.
    """

    template: ClassVar[str] = "portal/article.html"
    reading: Reading
    issue: str
    sections: tuple[tuple[str, Markup], ...]
    contents: tuple[Entry, ...]
    above: Sequence[Shelf]
    translations: Sequence[Translation]
    more: Sequence[Card]
    asked: Sequence[tuple[str, Card]]
    cited: bool | None
    voted: bool
    meta: Meta


@dataclass(frozen=True)
class DesignPage(Page):
    """The parts that pages are made of, with made-up content."""

    template: ClassVar[str] = "parts/design.html"
    colours: Sequence[str]
    icons: Sequence[str]
    answer: ShownAnswer
    card: Card
