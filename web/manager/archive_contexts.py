"""What the desk's pages about an archive are made of: gaps, profile, a conversation unmasked (see `web.contexts`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ingest.profiling import Profile
from kb.desk.ledger import ConversationView, ImportView
from kb.desk.masked import Look, RawText
from kb.listing import Listing
from kb.usage.gaps import Gap
from web.contexts import Page


@dataclass(frozen=True)
class GapsPage(Page):
    """What people asked and nobody could answer."""

    template: ClassVar[str] = "desk/gaps.html"
    gaps: Listing[Gap]
    language: str
    languages: Sequence[str]


@dataclass(frozen=True)
class RawPage(Page):
    """A conversation as it was written, and who looked at it so before."""

    template: ClassVar[str] = "desk/raw.html"
    conversation: ConversationView
    messages: Mapping[int, RawText]
    looks: Sequence[Look]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, its figure, and its place in the drawing, in pixels."""

    label: str
    figure: int
    left: float
    top: float
    height: float
    width: float


@dataclass(frozen=True)
class ProfilePage(Page):
    """The form that starts a profile, and the profile where there is one; `bars` are its months."""

    template: ClassVar[str] = "desk/profile.html"
    kinds: Sequence[str]
    profile: Profile | None
    bars: Sequence[Bar]
    job: ImportView | None
    error: str
