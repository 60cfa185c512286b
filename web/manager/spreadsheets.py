"""Tables as CSV for spreadsheet programs: UTF-8 with a byte order mark, and no cell that would be run as a formula.

Figures and days stay what programs reckon with; headings and what the database keeps in codes are in the reader's
words, as on the page. Texts are guarded by an apostrophe before what a program would take for a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

from markupsafe import Markup
from starlette.responses import Response

from web.i18n import Language, language_name, translate
from web.rendering import environment

# What begins a formula in one program or another, also in the full width of East Asian typing.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | date | None


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV; moments and days as ISO 8601."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([guarded(cell) for cell in head])
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def translated(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], reader: Language
) -> tuple[list[str], list[list[Cell]]]:
    """Return a table in the reader's language; which columns hold codes is told by their marked headings."""
    tells = [CODES.get(title) for title in head]
    told = [
        [tell(cell, reader) if tell and cell else cell for tell, cell in zip(tells, row, strict=True)]
        for row in rows
    ]
    return [translate(reader, title) for title in head], told


def _languages(cell: Cell, reader: Language) -> str:
    names = [language_name(code, reader.code) for code in str(cell).split()]
    return translate(reader, ", ").join(names)


def _label(name: str) -> Callable[[Cell, Language], str]:
    """The words of a label of the pages, of `parts/labels.html`."""

    def told(cell: Cell, reader: Language) -> str:
        labels = environment(reader.code).get_template("parts/labels.html").module
        said: Markup = getattr(labels, name)(cell)
        return said.striptags()

    return told


CODES: dict[str, Callable[[Cell, Language], str]] = {
    "Language": _languages,
    "Languages": _languages,
    "Reason": _label("why"),
    "Where": _label("room"),
}


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else cell


def guarded(text: str) -> str:
    """Return a text that no program takes for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0\u200e\u200f\ufeff").startswith(STARTS) else text


def download(name: str, content: bytes) -> Response:
    """Return a CSV file to be saved under a name."""
    response = Response(content, media_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
