"""Says in the reader's language why something was not read: the kept English sentence, told again.

Names of files, fields and programs stay as they are and stand apart, so that no direction of writing mixes with
another. A sentence that is none of ours is shown as it was kept.
"""

from markupsafe import Markup, escape

from ingest import reasons
from ingest.reasons import Told
from web import dates
from web.i18n import Language, mark, translations

BETWEEN = mark("; ")
LISTED = mark(", ")


def because(kept: str, language: Language) -> Markup:
    """Return a kept reason as HTML, several one after the other."""
    told = reasons.told(kept)
    if not told:
        return Markup('<bdi class="untold" lang="en">{}</bdi>').format(kept) if kept else Markup()
    return _listed(told, BETWEEN, language)


def key_words(kept: str, language: Language, longest: int) -> Markup:
    """Return the key of an item as HTML: in words where a reader made it up, else as it is, cut where it is long."""
    told = reasons.told_key(kept)
    return _apart(kept, longest) if told is None else _said(told, language, longest)


def _said(told: Told, language: Language, longest: int = 1_000) -> Markup:
    text = escape(translations(language.code).gettext(reasons.message(told.kind)))
    grouped = reasons.grouped(told.kind)
    return text % {
        name: _value(value, language, longest, grouped=name in grouped) for name, value in told.values.items()
    }


def _value(
    value: float | str | Told | tuple[Told, ...], language: Language, longest: int, *, grouped: bool
) -> Markup:
    if isinstance(value, Told):
        return _said(value, language)
    if isinstance(value, tuple):
        return _listed(value, LISTED, language)
    if isinstance(value, str):
        return _apart(value, longest)
    plain = str(value) if isinstance(value, int) else f"{value:g}"
    return escape(dates.number(value, language) if grouped else dates.digits(plain, language))


def _listed(told: tuple[Told, ...], between: str, language: Language) -> Markup:
    separator = escape(translations(language.code).gettext(between))
    return separator.join(_said(one, language) for one in told)


def _apart(text: str, longest: int) -> Markup:
    short = text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
    return Markup("<bdi>{}</bdi>").format(short)
