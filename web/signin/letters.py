"""What mails say, each in the language of whoever gets it, and how they look: as text and as HTML.

A link leads to the configured address of the installation, never to the one a request came in by.
"""

import re
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
    brand = settings.brand
    return Letter(
        language=language,
        brand=brand,
        subject=translate(language, mark("You are invited to %(brand)s"), brand=brand),
        lines=(
            translate(
                language,
                mark("%(by)s has invited you to work with %(brand)s as %(role)s."),
                by=by,
                brand=brand,
                role=translate(language, ROLES[role]),
            ),
        ),
        label=translate(language, mark("Accept the invitation")),
        url=f"{settings.public_url}/account/invitation/{token}",
        notes=(
            translate(
                language, mark("The link works once, until %(date)s."), date=dates.date(until, language)
            ),
            translate(language, mark("If you did not expect this mail, you need do nothing.")),
        ),
    )


def new_password(settings: Settings, language: Language, token: str) -> Letter:
    """Send the link for a new password."""
    brand = settings.brand
    return Letter(
        language=language,
        brand=brand,
        subject=translate(language, mark("A new password for %(brand)s"), brand=brand),
        lines=(
            translate(
                language,
                mark("Somebody, hopefully you, asked for a new password for %(brand)s."),
                brand=brand,
            ),
        ),
        label=translate(language, mark("Choose a new password")),
        url=f"{settings.public_url}/account/reset/{token}",
        notes=(
            translate(language, mark("The link works once, for one hour.")),
            translate(
                language, mark("If it was not you, you need do nothing: your password stays as it is.")
            ),
        ),
    )


def password_changed(settings: Settings, language: Language, member: Member) -> Letter:
    """Tell somebody that their password is another now."""
    brand = settings.brand
    return Letter(
        language=language,
        brand=brand,
        subject=translate(language, mark("Your password for %(brand)s was changed"), brand=brand),
        lines=(
            translate(
                language,
                mark("The password of %(email)s was changed, and you were signed out everywhere else."),
                email=member.email,
            ),
        ),
        label="",
        url="",
        notes=(translate(language, mark("If it was not you, tell your administrator at once.")),),
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
