"""What mails say, each in the language of whoever gets it, and how they look: as text and as HTML.

A link leads to the configured address of the installation, never to the one a request came in by.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from kb.access.people import Member
from kb.settings import Settings
from web import dates
from web.i18n import Language, mark, translate
from web.rendering import environment
from web.signin.contexts import Letter

ROLES = {
    "agent": mark("support agent"),
    "manager": mark("knowledge manager"),
    "admin": mark("administrator"),
}


def invitation(
    settings: Settings, language: Language, *, by: str, role: str, token: str, until: datetime
) -> Letter:
    """Invite somebody."""
    return _letter(
        settings,
        language,
        subject=mark("You are invited to %(brand)s"),
        line=mark("%(by)s has invited you to work with %(brand)s as %(role)s."),
        label=mark("Accept the invitation"),
        path=f"/account/invitation/{token}",
        notes=(
            mark("The link works once, until %(date)s."),
            mark("If you did not expect this mail, you need do nothing."),
        ),
        values={"by": by, "role": translate(language, ROLES[role]), "date": dates.date(until, language)},
    )


def new_password(settings: Settings, language: Language, token: str) -> Letter:
    """Send the link for a new password."""
    return _letter(
        settings,
        language,
        subject=mark("A new password for %(brand)s"),
        line=mark("Somebody, hopefully you, asked for a new password for %(brand)s."),
        label=mark("Choose a new password"),
        path=f"/account/reset/{token}",
        notes=(
            mark("The link works once, for one hour."),
            mark("If it was not you, you need do nothing: your password stays as it is."),
        ),
    )


def password_changed(settings: Settings, language: Language, member: Member) -> Letter:
    """Tell somebody that their password is another now."""
    return _letter(
        settings,
        language,
        subject=mark("Your password for %(brand)s was changed"),
        line=mark("The password of %(email)s was changed, and you were signed out everywhere else."),
        notes=(mark("If it was not you, tell your administrator at once."),),
        values={"email": member.email},
    )


def _letter(
    settings: Settings,
    language: Language,
    *,
    subject: str,
    line: str,
    notes: Sequence[str],
    label: str = "",
    path: str = "",
    values: Mapping[str, str] | None = None,
) -> Letter:
    """Put a letter into its language; its texts may name the brand and the values."""
    known = {"brand": settings.brand, **(values or {})}
    return Letter(
        language=language,
        brand=settings.brand,
        subject=translate(language, subject, **known),
        lines=(translate(language, line, **known),),
        label=translate(language, label) if label else "",
        url=f"{settings.public_url}{path}" if path else "",
        notes=tuple(translate(language, note, **known) for note in notes),
    )


def as_html(letter: Letter) -> str:
    """Return a mail as HTML; its styles are in the tags, for mail programs drop all others."""
    template = environment(letter.language.code).get_template(letter.template)
    return template.render({field.name: getattr(letter, field.name) for field in fields(letter)})


def as_text(letter: Letter) -> str:
    """Return a mail as plain text, the link on a line of its own."""
    link = (f"{letter.label}:\n{letter.url}",) if letter.url else ()
    parts = (*letter.lines, *link, *letter.notes, f"-- \n{letter.brand}")
    return re.sub("\r\n?", "\n", "\n\n".join(parts)) + "\n"
