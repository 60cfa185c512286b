"""What each page is made of: one frozen dataclass a template, which gets these names and `chrome`, nothing else.

A test compares them with the templates, so a name that no page provides cannot slip in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from assistant.pipeline import Outcome
from assistant.retrieval import Hit
from kb.access.people import Member
from web.i18n import Language


@dataclass(frozen=True)
class Entry:
    """A line of an article's contents; a headline stands in the reader's language, the others in the article's."""

    anchor: str
    words: str
    depth: int
    headline: bool = False


@dataclass(frozen=True)
class Switch:
    """A link to this page in one of the languages."""

    language: Language
    url: str
    current: bool


@dataclass(frozen=True)
class Chrome:
    """What stands around every page.

    Attributes:
        logo, styles: addresses of the brand's picture and colours; empty: ours.
        contacts: how to reach the team, address by label.
        theme: what the reader chose; empty: as the system is set.
        here: this page with its query, to come back to.
    """

    language: Language
    switches: tuple[Switch, ...]
    brand: str
    logo: str
    styles: str
    contacts: Mapping[str, str]
    theme: str
    room: str
    path: str
    here: str
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
        choices: articles to choose from, where more than one may be meant; beside an answer, the other ones.
        told: what the reader is told where there is no answer, or where a person should look at it too.
    """

    outcome: Outcome
    links: Mapping[int, str]
    steps: bool
    language: str
    sources: tuple[ShownSource, ...]
    related: tuple[ShownHit, ...]
    voted: bool
    choices: tuple[ShownHit, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class ErrorPage(Page):
    """What went wrong and what to do next."""

    template: ClassVar[str] = "parts/error.html"
    status: int
    message: str


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
