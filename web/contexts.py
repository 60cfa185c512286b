"""What each page is made of: one frozen dataclass a template, which gets these names and `chrome`, nothing else.

A test compares them with the templates, so a name that no page provides cannot slip in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from assistant.pipeline import Outcome
from assistant.retrieval import Hit
from kb.catalogue import Card, Reading
from kb.listing import Listing
from kb.people import Member
from kb.shelves import Shelf
from web.i18n import Language


@dataclass(frozen=True)
class Switch:
    """A link to this page in one of the languages."""

    language: Language
    url: str
    current: bool


@dataclass(frozen=True)
class Chrome:
    """What stands around every page."""

    language: Language
    switches: tuple[Switch, ...]
    brand: str
    room: str
    path: str
    public_url: str
    member: Member | None
    csrf: Callable[[], str]
    static: Callable[[str], str]
    may: Callable[[str], bool]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page; `template` is its file."""

    template: ClassVar[str]


@dataclass(frozen=True)
class ShownHit:
    """A search hit with the words of its passage and the address to read it at."""

    hit: Hit
    excerpt: str
    url: str


@dataclass(frozen=True)
class ShownQuote:
    """One citation: its number, the quote, and the address that shows it highlighted."""

    number: int
    quote: str
    url: str


@dataclass(frozen=True)
class ShownSource:
    """An article that an answer cites, with its citations; `public_path` is None for an internal one."""

    title: str
    language: str
    url: str
    public_path: str | None
    quotes: tuple[ShownQuote, ...]


@dataclass(frozen=True)
class ShownAnswer:
    """An answer, or an honest abstention, ready to show.

    Attributes:
        links: the address of each citation, by its number.
        steps: whether its sentences are steps, one below the other.
        language: the language it is written in: that of what it quotes.
        voted: whether this reader has already said if it helped.
    """

    outcome: Outcome
    links: Mapping[int, str]
    steps: bool
    language: str
    sources: tuple[ShownSource, ...]
    related: tuple[ShownHit, ...]
    voted: bool


@dataclass(frozen=True)
class Home(Page):
    """The help center's front page."""

    template: ClassVar[str] = "portal/home.html"
    shelves: Sequence[Shelf]
    popular: Sequence[Card]
    recent: Sequence[Card]


@dataclass(frozen=True)
class SearchPage(Page):
    """What a search on the help center found."""

    template: ClassVar[str] = "portal/search.html"
    q: str
    hits: tuple[ShownHit, ...]
    degraded: bool
    error: str


@dataclass(frozen=True)
class AskPage(Page):
    """A question on the help center and its answer."""

    template: ClassVar[str] = "portal/ask.html"
    q: str
    answer: ShownAnswer | None
    error: str


@dataclass(frozen=True)
class CategoryPage(Page):
    """One shelf of the help center."""

    template: ClassVar[str] = "portal/category.html"
    shelf: Shelf
    articles: Listing[Card]


@dataclass(frozen=True)
class ArticlePage(Page):
    """One article as customers read it.

    Attributes:
        sections: (heading, body) pairs, the body as safe HTML; the heading may be empty.
        cited: None when nobody came from a citation; else whether the quoted words still stand here.
    """

    template: ClassVar[str] = "portal/article.html"
    reading: Reading
    issue: str
    sections: tuple[tuple[str, Markup], ...]
    more: Sequence[Card]
    cited: bool | None
    voted: bool
    canonical: str


@dataclass(frozen=True)
class SignInPage(Page):
    """The sign-in form."""

    template: ClassVar[str] = "account/sign_in.html"
    email: str
    after: str
    error: str


@dataclass(frozen=True)
class ErrorPage(Page):
    """What went wrong and what to do next."""

    template: ClassVar[str] = "parts/error.html"
    status: int
    message: str
    hint: str


@dataclass(frozen=True)
class ApiPage(Page):
    """The operations of the API, read from its OpenAPI document."""

    template: ClassVar[str] = "parts/api.html"
    title: str
    version: str
    groups: Mapping[str, Sequence["Operation"]]
    schemas: Mapping[str, str]
    errors: Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    body: str
    answers: tuple[tuple[str, str], ...]
