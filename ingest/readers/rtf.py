"""Rich Text files (`.rtf`) as Markdown: headings, lists, tables and footnotes, in any script.

Invariant: every visible word comes out once, in the order of the file. unstructured reads `.rtf` through a
program that is not part of Python; this reads it without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.markdown_text import table
from ingest.readers.rtf_words import Mark, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STYLE = re.compile(rb"\{\s*(?:\\\*)?\\s(\d{1,4})\b[^{};]{0,2000}?\bheading\s*([1-9])\s*;", re.IGNORECASE)
_OUTLINED = re.compile(rb"\{\s*(?:\\\*)?\\s(\d{1,4})\b[^{};]{0,2000}?\\outlinelevel(\d)", re.IGNORECASE)
_BODY = 9  # the outline level that is no heading
_STYLES_WITHIN = 2**20  # bytes
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def to_markdown(data: bytes) -> str:
    """The Markdown of an RTF file; "" when it has no text."""
    start = data[:_STYLES_WITHIN]
    levels = {int(style): int(level) for style, level in _STYLE.findall(start)}
    for style, level in _OUTLINED.findall(start):
        levels.setdefault(int(style), int(level) + 1)
    writer = _Writer(levels)
    for one in words(data):
        if isinstance(one, Mark):
            writer.mark(one)
        else:
            writer.letters(one)
    return writer.text()


class _Writer:
    """Collects paragraphs; knows whether they are headings, list items or cells of a table."""

    def __init__(self, levels: dict[int, int]) -> None:
        self._levels = levels
        self._blocks: list[str] = []
        self._rows: list[list[str]] = []
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._line: list[str] = []
        self._level = 0
        self._in_table = False
        self._bullet: str | None = None
        self._bullet_depth = 0  # how many groups what is collected began in; 0 when nothing is
        self._bold_depth = 0
        self._bold_length = 0
        self._note: list[str] | None = None
        self._note_depth = 0
        self._notes: list[str] = []

    def letters(self, text: str) -> None:
        if self._bullet_depth:
            self._bullet = (self._bullet or "") + text
        elif self._note is not None:
            self._note.append(text)
        else:
            self._line.append(text)
            self._bold_length += len(text.strip()) if self._bold_depth else 0

    def mark(self, mark: Mark) -> None:
        """Take one control word, or the end of a group."""
        if mark.name in _ENDS:
            _ENDS[mark.name](self)
        elif mark.name == "}":
            self._end_group(mark.depth)
        elif mark.name == "footnote":
            self._note, self._note_depth = [], mark.depth
        elif mark.name in {"listtext", "pntext"}:
            self._bullet, self._bullet_depth = "", mark.depth
        else:
            self._format(mark)

    def _format(self, mark: Mark) -> None:
        number = mark.number
        if mark.name == "pard":
            self._level, self._in_table = 0, False
        elif mark.name == "intbl":
            self._in_table = True
        elif mark.name == "outlinelevel" and number is not None and number < _BODY:
            self._level = number + 1
        elif mark.name == "s" and number in self._levels:
            self._level = self._levels[number]
        elif mark.name in {"b", "plain"}:
            self._bold_depth = mark.depth if mark.name == "b" and number != 0 else 0

    def _end_group(self, depth: int) -> None:
        if depth < self._bullet_depth:
            self._bullet_depth = 0
        if depth < self._bold_depth:
            self._bold_depth = 0
        if self._note is not None and depth < self._note_depth:
            text, self._note = _joined(self._note), None
            if text:
                self._notes.append(text)
                self._line.append(f" [{len(self._notes)}]")

    def break_line(self) -> None:
        self.letters("\n")

    def end_paragraph(self) -> None:
        if self._note is not None:
            self._note.append(" ")
            return
        text = _joined(self._line)
        letters = len("".join(self._line).replace(" ", "").strip())
        bold = bool(letters) and self._bold_length * 10 >= letters * 9
        bullet, self._bullet, self._bold_length = self._bullet, None, 0
        self._line.clear()
        if self._in_table:
            self._cell.append(text)
            return
        self._end_table()
        if text:
            self._blocks.append(self._block(text, bullet, bold=bold))

    def _block(self, text: str, bullet: str | None, *, bold: bool) -> str:
        if self._level:
            return f"{'#' * min(self._level, 6)} {text}"
        if bullet is not None:
            number = re.match(r"\s*(\d+)[.)]", bullet)
            return f"{number[1]}. {text}" if number else f"- {text}"
        return f"**{text}**" if bold and "\n" not in text and "*" not in text else text

    def end_cell(self) -> None:
        self._cell.append(_joined(self._line))
        self._line.clear()
        self._bold_length, self._bullet = 0, None
        self._cells.append(" ".join(part for part in self._cell if part))
        self._cell.clear()

    def end_row(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        self._cells = []

    def _end_table(self) -> None:
        if self._cell:
            self.end_cell()
        self.end_row()
        if self._rows:
            self._blocks.append(table(self._rows))
        self._rows = []

    def text(self) -> str:
        """All that was collected."""
        self._in_table = False
        self.end_paragraph()
        self._end_table()
        notes = [f"[{number}] {text}" for number, text in enumerate(self._notes, start=1)]
        return "\n\n".join(_with_lists_together([block for block in self._blocks if block] + notes))


_ENDS: dict[str, Callable[[_Writer], None]] = {
    **dict.fromkeys(("par", "sect", "page"), _Writer.end_paragraph),
    **dict.fromkeys(("cell", "nestcell"), _Writer.end_cell),
    **dict.fromkeys(("row", "nestrow"), _Writer.end_row),
    "line": _Writer.break_line,
}


def _joined(parts: list[str]) -> str:
    """The letters of a paragraph: pairs of surrogates made one, spaces collapsed, line ends kept."""
    text = _SURROGATES.sub(
        lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), "".join(parts)
    )
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def _with_lists_together(blocks: list[str]) -> Iterator[str]:
    """The blocks, with neighbouring list items as one."""
    items: list[str] = []
    for block in blocks:
        if re.match(r"(?:-|\d+\.) ", block):
            items.append(block)
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield block
    if items:
        yield "\n".join(items)
