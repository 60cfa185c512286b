"""What the pages for getting in are made of (see `web.contexts`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from kb.access.invitations import Invitation
from kb.access.open_sessions import Opened
from kb.access.people import Member
from web.contexts import Page
from web.i18n import Language


@dataclass(frozen=True)
class SignInPage(Page):
    """The sign-in form; `empty` while nobody has an account, `provider` is the name of another way in."""

    template: ClassVar[str] = "account/sign_in.html"
    email: str
    after: str
    error: str
    empty: bool
    mails: bool
    provider: str
    provider_url: str


@dataclass(frozen=True)
class SecondStepPage(Page):
    """The form for the second step."""

    template: ClassVar[str] = "account/second_step.html"
    error: str


@dataclass(frozen=True)
class AccountPage(Page):
    """One's own account: name, language, password, second factor, and where one is signed in.

    Attributes:
        here: the id of the session this page is shown in.
    """

    template: ClassVar[str] = "account/own.html"
    member: Member
    opened: Sequence[Opened]
    here: int
    languages: Sequence[Language]
    recovery_left: int
    error: str


@dataclass(frozen=True)
class TwoFactorPage(Page):
    """Setting up the second factor.

    Attributes:
        qr: the code for an app to scan, as the address of an image.
        spoken: the same secret in groups of letters, for typing in.
        needed: whether the role cannot do without.
    """

    template: ClassVar[str] = "account/two_factor.html"
    qr: str
    spoken: str
    needed: bool
    error: str


@dataclass(frozen=True)
class RecoveryPage(Page):
    """The recovery codes, this once."""

    template: ClassVar[str] = "account/recovery.html"
    codes: Sequence[str]


@dataclass(frozen=True)
class ForgottenPage(Page):
    """The form for a link to a new password, and what follows it."""

    template: ClassVar[str] = "account/forgotten.html"
    asked: bool
    mails: bool
    error: str


@dataclass(frozen=True)
class NewPasswordPage(Page):
    """The form for a new password, at the address of a link that works once."""

    template: ClassVar[str] = "account/new_password.html"
    action: str
    error: str


@dataclass(frozen=True)
class WelcomePage(Page):
    """The form that turns an invitation, or the claim of the first account, into an account.

    Attributes:
        invitation: None for the first account, whose owner chooses the address too.
    """

    template: ClassVar[str] = "account/welcome.html"
    action: str
    invitation: Invitation | None
    email: str
    name: str
    languages: Sequence[Language]
    error: str


@dataclass(frozen=True)
class InvitationsPage(Page):
    """Who was invited, and the form to invite somebody; `link` is shown when it could not be sent by mail."""

    template: ClassVar[str] = "account/invitations.html"
    waiting: Sequence[Invitation]
    roles: Sequence[str]
    languages: Sequence[Language]
    mails: bool
    link: str
    error: str
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter(Page):
    """A mail.

    Attributes:
        lines: paragraphs before the link.
        label: of the link; empty where there is none.
        notes: paragraphs after it.
    """

    template: ClassVar[str] = "account/letter.html"
    language: Language
    brand: str
    subject: str
    lines: Sequence[str]
    label: str
    url: str
    notes: Sequence[str]
