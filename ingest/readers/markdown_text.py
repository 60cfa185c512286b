"""Markdown written from what other formats give: tables and links.

Invariant: the words are kept; only the marks around them are added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.readers.html_text import parse

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    """The Markdown of an HTML table; "" when there is none."""
    root = parse(markup)
    if root is None:
        return ""
    rows = [[" ".join(cell.itertext()) for cell in row.iter("td", "th")] for row in root.iter("tr")]
    return table(rows)


def linked(text: str, links: Sequence[tuple[Any, Any]]) -> str:
    """A text with the first occurrence of each link's words turned into a Markdown link."""
    for words, address in links:
        page = str(address or "")
        if words and page.startswith(("http://", "https://")) and str(words) in text and page not in text:
            text = text.replace(str(words), f"[{str(words).strip()}]({page})", 1)
    return text


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
