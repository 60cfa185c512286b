"""Markdown written from what other formats give: tables and links.

Invariant: the words are kept; only the marks around them are added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.readers.html_text import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST_SPAN = 100  # columns or rows; what claims more is mistaken


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first row is its header. A single column is no table but lines."""
    rows = [[_cell(cell) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return "\n\n".join(cell.replace("\\|", "|") for row in rows for cell in row)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in padded]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def html_table(markup: str) -> str:
    """The Markdown of an HTML table; "" when there is none.

    A cell over several rows is repeated in each, so that every row can be read alone; one over several columns
    leaves the others empty. A table inside a cell is the text of that cell.
    """
    root = parse(markup)
    if root is None:
        return ""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # by column: for how many more rows, and the text
    for row in root.iter("tr"):
        if next(row.iterancestors("td", "th"), None) is not None:
            continue
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _hang(cells, hanging)
            text = " ".join(" ".join(cell.itertext()).split())
            down = _span(cell, "rowspan")
            for column in range(_span(cell, "colspan")):
                if down > 1:
                    hanging[len(cells)] = (down - 1, "" if column else text)
                cells.append("" if column else text)
        _hang(cells, hanging)
        rows.append(cells)
    return table(rows)


def _hang(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Take over what hangs down from the rows above, as far as it comes next."""
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(int(value), _WIDEST_SPAN) if value.isdecimal() and int(value[:9]) else 1


def linked(text: str, links: Sequence[tuple[Any, Any]]) -> str:
    """A text with the first occurrence of each link's words turned into a Markdown link."""
    for words, address in links:
        page = str(address or "")
        if words and page.startswith(("http://", "https://")) and str(words) in text and page not in text:
            text = text.replace(str(words), f"[{str(words).strip()}]({page})", 1)
    return text


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
