"""Keeps the catalogues in step with the pages and the reasons: `python -m web.extraction` rewrites them.

Texts that are gone are dropped, new ones stand there empty until somebody translates them; the English catalogue
is filled with the texts themselves.
"""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ingest import reasons
from web.i18n import FOLDER, LANGUAGES

HERE = Path(__file__).parent
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "message": None}
SOURCE = "en"
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # a real date would change the files at every run


def extracted() -> Catalog:
    """Return every text of the pages, untranslated."""
    catalog = Catalog(project="Danesh", fuzzy=False, creation_date=WRITTEN)
    found = extract_from_dir(str(HERE), METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _line, text, _comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(text, None, [(f"web/{file}", 0)], context=context)
    for kind in reasons.TEXTS:  # kept in English, and told on pages
        catalog.add(reasons.message(kind), None, [("ingest/reasons", 0)])
    return catalog


def path(code: str) -> Path:
    """Return a language's catalogue."""
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def read(code: str) -> Catalog:
    """Read a language's catalogue; an empty one where there is none yet."""
    if not path(code).exists():
        return Catalog(locale=LANGUAGES[code].locale, project="Danesh", fuzzy=False)
    with path(code).open("rb") as file:
        return read_po(file, locale=LANGUAGES[code].locale)


def update(code: str) -> int:
    """Bring a language's catalogue up to date; return how many texts wait for a translation."""
    catalog = read(code)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = f"# The texts of the pages in {LANGUAGES[code].name}."
    catalog.revision_date = WRITTEN
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Danesh"
    if code == SOURCE:
        for message in catalog:
            if message.id:
                message.string = message.id
    path(code).parent.mkdir(parents=True, exist_ok=True)
    with path(code).open("wb") as file:
        write_po(file, catalog, width=110, no_location=True, sort_output=True, omit_header=False)
    return len(missing(catalog))


def missing(catalog: Catalog) -> list[Message]:
    """Return the messages that are not translated, or not for sure, in every plural form."""
    return [
        message for message in catalog if message.id and (message.fuzzy or not _complete(catalog, message))
    ]


def _complete(catalog: Catalog, message: Message) -> bool:
    if isinstance(message.id, tuple):
        return len(message.string) == catalog.num_plurals and all(message.string)
    return bool(message.string)


if __name__ == "__main__":
    for name in LANGUAGES:
        print(f"{name}: {update(name)} to translate")  # noqa: T201 - a command
