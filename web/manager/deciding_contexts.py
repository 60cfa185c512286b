"""What the manager's further pages are made of: dashboard, categories, inbox, decisions about many, and so on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from kb.desk.arranging import Placed
from kb.desk.corrections import Suggested
from kb.desk.decisions import Step
from kb.desk.flags import FlagRow
from kb.desk.review import Dossier
from kb.desk.translating import Other
from kb.desk.upkeep import Aging, Published, Used
from kb.desk.wording import Met
from kb.listing import Listing
from kb.reading.curated import Fixed
from kb.usage.gaps import Gap
from kb.usage.handling import Replies
from kb.usage.handovers import Case
from kb.usage.statistics import Activity, Period
from web.contexts import Page
from web.manager.charts import Chart
from web.manager.comparing import WordChanges


@dataclass(frozen=True)
class DashboardPage(Page):
    """What happened in a period, as charts with a table behind each.

    Attributes:
        between: its first and last day as the reader writes them.
        days: the length of the period where it is one of the offered ones, else 0.
        query: what names the period and the language in an address.
        charts: by what they show.
        rooms: where searches were made: room, how many, how many found nothing.
        reasons: why customers were handed over, with how many.
        waiting: how much waits on the desk, by where.
    """

    template: ClassVar[str] = "desk/dashboard.html"
    period: Period
    between: tuple[str, str]
    days: int
    language: str
    languages: Sequence[str]
    query: str
    activity: Activity
    charts: Mapping[str, Chart]
    weeks: Sequence[tuple[str, Published]]
    used: Sequence[Used]
    aging: Sequence[Aging]
    gaps: Sequence[Gap]
    rooms: Sequence[tuple[str, int, int]]
    reasons: Sequence[tuple[str, int]]
    replies: Replies
    waiting: Mapping[str, int]
    after: int


@dataclass(frozen=True)
class CategoriesPage(Page):
    """The category tree to arrange."""

    template: ClassVar[str] = "desk/categories.html"
    tree: Sequence[Placed]
    languages: Sequence[str]
    error: str
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class InboxPage(Page):
    """What readers and agents wait for: hand-overs, corrections, flags; only the rows of the open tab are filled."""

    template: ClassVar[str] = "desk/inbox.html"
    tab: str
    status: str
    states: Sequence[str]
    tallies: Mapping[str, int]
    cases: Listing[Case] | None
    corrections: Listing[Suggested] | None
    flags: Listing[FlagRow] | None


@dataclass(frozen=True)
class ShownFixed:
    """A fixed answer with the newest title of its article."""

    fixed: Fixed
    title: str
    language: str
    status: str


@dataclass(frozen=True)
class CuratedPage(Page):
    """Fixed answers, and the form for one more with what was written in it."""

    template: ClassVar[str] = "desk/fixed.html"
    rows: Sequence[ShownFixed]
    values: Mapping[str, str]
    languages: Sequence[str]
    error: str


@dataclass(frozen=True)
class BulkPage(Page):
    """What a decision about many articles would do, to be confirmed; `shown` is its value in words."""

    template: ClassVar[str] = "desk/bulk.html"
    action: str
    value: str
    shown: str
    steps: Sequence[Step]
    back: str
    error: str


@dataclass(frozen=True)
class MergePage(Page):
    """The article that goes on, and which could be merged into it."""

    template: ClassVar[str] = "desk/merge.html"
    dossier: Dossier
    find: str
    candidates: Sequence[tuple[int, str, str]]
    error: str


@dataclass(frozen=True)
class TranslationsPage(Page):
    """What says the same as an article in other languages, and what could be linked to it.

    Attributes:
        near: articles that are near in meaning; None where somebody searches by words.
    """

    template: ClassVar[str] = "desk/translations.html"
    dossier: Dossier
    linked: Sequence[Other]
    find: str
    near: Sequence[Other] | None
    candidates: Sequence[Other]
    error: str


@dataclass(frozen=True)
class ShownGroup:
    """A group of synonyms and the languages of its words; id 0 is the one that is being added."""

    id: int
    words: Sequence[str]
    languages: Sequence[str]


@dataclass(frozen=True)
class SynonymsPage(Page):
    """Words that mean the same, and what a group would touch before it is saved.

    Attributes:
        written: the language that is looked at; empty for all.
        new: what was written into the form for one more.
        previewed: the id of the group that `met` is about, 0 for the new one; None without a preview.
        met: where its words are found; None where the index cannot be asked.
        error: why the group with id `wrong` could not be saved.
    """

    template: ClassVar[str] = "desk/synonyms.html"
    groups: Sequence[ShownGroup]
    written: str
    languages: Sequence[str]
    new: ShownGroup
    previewed: int | None
    met: Sequence[Met] | None
    error: str
    wrong: int | None


@dataclass(frozen=True)
class ComparePage(Page):
    """Two revisions of an article, word by word."""

    template: ClassVar[str] = "desk/compare.html"
    dossier: Dossier
    one: int
    other: int
    view: str
    changes: Sequence[WordChanges]


@dataclass(frozen=True)
class ShownProof:
    """The evidence of one sentence of the last revision, and whether the sentence still stands in the text."""

    number: int
    sentence: str
    quote: str
    kept: bool


@dataclass(frozen=True)
class PreviewPart(Page):
    """What an edited text would look like, for the page that edits it."""

    template: ClassVar[str] = "parts/preview.html"
    sections: Sequence[tuple[str, Markup, int]]
    proofs: Sequence[ShownProof]
    language: str
