"""What the pages of the agent workspace are made of (see `web.contexts`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from kb.desk.solved import Found
from kb.listing import Listing
from kb.reading.catalogue import Reading
from web.contexts import Page, ShownAnswer, ShownHit


@dataclass(frozen=True)
class ShownTurn:
    """One message of the ticket, cleaned and masked."""

    role: str
    text: str
    sent_at: datetime | None


@dataclass(frozen=True)
class ShownArticle:
    """An article found, with what an agent puts into a reply; `link` is empty for an internal one."""

    hit: ShownHit
    text: str
    link: str
    uses: int


@dataclass(frozen=True)
class ShownCase:
    """A solved conversation like this one; texts are masked."""

    url: str
    channel: str
    language: str
    question: str
    answer: str
    told_at: datetime | None
    article_url: str


@dataclass(frozen=True)
class ShownTicket:
    """A ticket with all that helps to answer it.

    Attributes:
        question: what the customer wants to know, as a title.
        language: the customer's; the reply is in it where it can be.
        answer: None where only articles were wanted.
        reply: the suggested text; empty where nothing can be suggested.
        foreign: whether the reply quotes an article in another language than the customer's.
        missing: names of what the customer has not said.
    """

    question: str
    language: str
    turns: tuple[ShownTurn, ...]
    articles: tuple[ShownArticle, ...]
    answer: ShownAnswer | None
    reply: str
    foreign: bool
    similar: tuple[ShownCase, ...]
    missing: tuple[str, ...]
    degraded: bool


@dataclass(frozen=True)
class AgentPage(Page):
    """The workspace: paste a ticket or open one, answer it."""

    template: ClassVar[str] = "agent/home.html"
    q: str
    audience: str
    ticket: ShownTicket | None
    error: str


@dataclass(frozen=True)
class AgentArticlePage(Page):
    """An article as agents read it; `uses` is how often agents used it in replies."""

    template: ClassVar[str] = "agent/article.html"
    reading: Reading
    sections: tuple[tuple[str, Markup], ...]
    cited: bool | None
    link: str
    text: str
    uses: int
    reasons: Sequence[str]


@dataclass(frozen=True)
class TicketsPage(Page):
    """Stored conversations to open, cleaned and masked."""

    template: ClassVar[str] = "agent/tickets.html"
    find: str
    tickets: Listing[Found]


@dataclass(frozen=True)
class NotePage(Page):
    """The form for an expert's note."""

    template: ClassVar[str] = "agent/note.html"
    values: Mapping[str, str]
    error: str


@dataclass(frozen=True)
class ShortcutsPage(Page):
    """All keys of the workspace."""

    template: ClassVar[str] = "agent/shortcuts.html"


@dataclass(frozen=True)
class WidgetDemoPage(Page):
    """The widget at work; `origins` are the sites that may use it besides our own."""

    template: ClassVar[str] = "widget/demo.html"
    origins: Sequence[str]
