"""The languages of the pages: choosing one for a reader, and the texts in it.

The `.po` files under `translations/` are the only source; they are read at start-up, without a compile step. A
message that a catalogue lacks is shown in English, and a test fails.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).with_name("translations")


@dataclass(frozen=True)
class Language:
    """A language of the pages: its code in addresses, its tag and direction in HTML, its own name."""

    code: str
    tag: str
    name: str
    direction: str
    locale: str


LANGUAGES = {
    "en": Language("en", "en", "English", "ltr", "en"),
    "fa": Language("fa", "fa", "فارسی", "rtl", "fa"),
    "zh": Language("zh", "zh-Hans", "中文", "ltr", "zh_Hans"),
}
DEFAULT = LANGUAGES["en"]


def mark(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


@cache
def translations(code: str) -> Translations:
    """Return the texts of a language, read from its `.po` file."""
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=LANGUAGES[code].locale)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def translate(language: Language, message: str, **values: object) -> str:
    """Return a message in a language, its `%(name)s` filled in."""
    text = str(translations(language.code).gettext(message))
    return text % values if values else text


def preferred(accept_language: str) -> Language:
    """Return the language of the pages that a browser's Accept-Language header asks for first.

    Only the first part of a tag counts: a reader of traditional Chinese (`zh-TW`) gets the Chinese pages.
    """
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        wanted.append((weight, tag.split("-")[0].strip().lower()))
    for weight, code in sorted(wanted, key=lambda pair: -pair[0]):
        if weight > 0 and code in LANGUAGES:
            return LANGUAGES[code]
    return DEFAULT


def tag(code: str) -> str:
    """Return the HTML language tag of an article's language."""
    return LANGUAGES[code].tag if code in LANGUAGES else code


@cache
def direction(code: str) -> str:
    """Return `ltr` or `rtl` for any language code."""
    locale = _locale(code)
    return "rtl" if locale is not None and locale.text_direction == "rtl" else "ltr"


@cache
def language_name(code: str, reader: str) -> str:
    """Name a language in the reader's language; a code nobody knows stays as it is."""
    if code == "zh":
        return translate(LANGUAGES[reader], mark("Chinese"))
    locale = _locale(code)
    name = locale.get_display_name(LANGUAGES[reader].locale) if locale is not None else None
    return str(name) if name else code


def _locale(code: str) -> Any:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None
