"""What the pages of the support team are made of: agent page, desk, team (see `web.contexts`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from kb.access.keys import Key
from kb.access.people import Member
from kb.archive.live_sources import Status
from kb.desk.ledger import ConversationView, ImportView, ItemView
from kb.desk.masked import Look
from kb.desk.remarks import Said
from kb.desk.review import Dossier, MessageView
from kb.desk.translating import Other
from kb.desk.waiting import QueueRow, Wanted
from kb.listing import Listing
from web.contexts import Page
from web.manager.comparing import FieldChange
from web.manager.deciding_contexts import PreviewPart


@dataclass(frozen=True)
class QueuePage(Page):
    """The manager's queue."""

    template: ClassVar[str] = "desk/queue.html"
    tab: str
    tallies: Mapping[str, int]
    wanted: Wanted
    age: str
    languages: Sequence[str]
    channels: Sequence[str]
    people: Sequence[tuple[int, str]]
    categories: Sequence[str]
    queue: Listing[QueueRow]


@dataclass(frozen=True)
class ShownMessage:
    """A message that an article rests on, each span marked and numbered."""

    message: MessageView
    html: Markup


@dataclass(frozen=True)
class ShownSection:
    """A field of an article, each sentence with the numbers of its evidence.

    Attributes:
        unproven: how many of its sentences rest on no message.
    """

    field: str
    html: Markup
    unproven: int


@dataclass(frozen=True)
class DossierPage(Page):
    """An article on the desk beside its evidence."""

    template: ClassVar[str] = "desk/article.html"
    dossier: Dossier
    translations: Sequence[Other]
    sections: tuple[ShownSection, ...]
    messages: tuple[ShownMessage, ...]
    changes: tuple[FieldChange, ...]
    remarks: Sequence[Said]
    people: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class EditPage(Page):
    """The form for an article; `revision` is None for a new one."""

    template: ClassVar[str] = "desk/edit.html"
    article_id: int | None
    revision: int | None
    values: Mapping[str, str]
    categories: Sequence[str]
    languages: Sequence[str]
    error: str
    conflict: bool
    preview: PreviewPart | None
    note: str


@dataclass(frozen=True)
class ImportsPage(Page):
    """All imports, the form that starts one, and the sources that start them by themselves."""

    template: ClassVar[str] = "desk/imports.html"
    imports: Listing[ImportView]
    sources: Sequence[Status]
    kinds: Sequence[str]
    error: str


@dataclass(frozen=True)
class ImportPage(Page):
    """One import and what became of its items."""

    template: ClassVar[str] = "desk/import.html"
    job: ImportView
    outcome: str | None
    items: Listing[ItemView]
    masked: Mapping[str, int]


@dataclass(frozen=True)
class ConversationPage(Page):
    """One conversation, cleaned and masked, each placeholder marked; `unmaskable` where it can be seen as written."""

    template: ClassVar[str] = "desk/conversation.html"
    conversation: ConversationView
    texts: Mapping[int, Markup]
    masked: Mapping[str, int]
    unmaskable: bool
    looks: Sequence[Look]


@dataclass(frozen=True)
class TeamPage(Page):
    """People and API keys, for admins; `typed` is what the form held that could not be used."""

    template: ClassVar[str] = "desk/team.html"
    people: Sequence[Member]
    keys: Sequence[Key]
    roles: Sequence[str]
    secret: str
    error: str
    typed: Mapping[str, str] = field(default_factory=dict)
