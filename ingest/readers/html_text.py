"""HTML as text a person can read: blocks on lines of their own, quotes as "> " lines, nothing hidden.

Invariant: every visible word of the HTML comes out once, in the order of the source; scripts, styles and
hidden elements never do. Broken HTML is repaired as browsers do, at any depth of nesting.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from ingest.readers.charsets import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "object", "svg", "select", "textarea"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "pre", "section"),
    *("summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
}
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\f\r\xa0]+")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_LONGEST_LINK = 200
_DEEPEST_QUOTE = 20


def parse(markup: str) -> Any:
    """The root element of some HTML, or None when it is empty or nested beyond what the parser takes."""
    markup = _XML_DECLARATION.sub("", markup)
    if not markup.strip():
        return None
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    cut = any(problem.type_name == "ERR_RESOURCE_LIMIT" for problem in parser.error_log)
    return None if cut else root


def to_text(markup: str | Any, *, markdown: bool = False) -> str:
    """The visible text of HTML (source, or an element parsed by `parse`).

    Args:
        markup: The HTML.
        markdown: Write headings and links as Markdown, for articles; otherwise links are `text <address>`,
            as in a plain mail.
    """
    root = parse(markup) if isinstance(markup, str) else markup
    if root is None:
        return _without_tags(markup or "")
    writer = _Writer(markdown=markdown)
    hidden_by: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if hidden_by is None and _is_hidden(element):
                hidden_by = element
            if hidden_by is None:
                writer.start(element.tag, element.attrib)
                writer.write(element.text)
            continue
        if hidden_by is None:
            writer.end(element.tag)
        elif hidden_by is element:
            hidden_by = None
        if hidden_by is None and element is not root:
            writer.write(element.tail)
    return writer.text()


def _without_tags(markup: str) -> str:
    """The words of HTML that no parser takes, such as thousands of nested elements."""
    seen = re.sub(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)", "", markup)
    return plain(unescape(re.sub(r"<[^<>]*>", "\n", seen))).strip()


def _is_hidden(element: Any) -> bool:
    return (
        element.tag in _UNSEEN
        or "hidden" in element.attrib
        or bool(_HIDDEN.search(element.attrib.get("style", "")[:1000]))
    )


class _Writer:
    """Collects lines; knows how deep in quotes, lists and preformatted text it is."""

    def __init__(self, *, markdown: bool) -> None:
        self._markdown = markdown
        self._lines: list[str] = []
        self._line: list[str] = []
        self._prefix = ""  # a bullet or heading mark waiting for the first word after it
        self._quotes = 0
        self._pre = 0
        self._lists: list[int | None] = []  # the last number of each open list; None for bullets
        self._links: list[tuple[str, int]] = []  # address and where its words start in the line

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self._break()
        elif tag in _SPACED:
            self._blank()
            if self._markdown and tag != "p":
                self._prefix = "#" * int(tag[1]) + " "
        elif tag in _BLOCKS:
            self._end_line()
        if tag == "hr":
            self._lines.append("---" if self._markdown else "_" * 32)  # as Outlook writes it in plain text
        elif tag == "li":
            self._prefix = self._bullet()
        elif tag in {"td", "th"} and self._line:
            self._line.append(" ")
        elif tag == "a":
            self._links.append((attributes.get("href", "").strip(), len(self._line)))
        else:
            self._deeper(tag)

    def _deeper(self, tag: str) -> None:
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre += 1
        elif tag in {"ol", "ul"}:
            self._lists.append(0 if tag == "ol" else None)

    def end(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())
        elif tag in _SPACED:
            self._blank()
        elif tag in _BLOCKS:
            self._end_line()
        if tag == "li" or tag in _SPACED:
            self._prefix = ""
        self._shallower(tag)

    def _shallower(self, tag: str) -> None:
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in {"ol", "ul"} and self._lists:
            self._lists.pop()

    def write(self, text: str | None) -> None:
        if not text:
            return
        if not self._pre:
            self._line.append(_SPACES.sub(" ", text))
            return
        first, *rest = text.split("\n")
        self._line.append(first)
        for line in rest:
            self._break()
            self._line.append(line)

    def text(self) -> str:
        self._end_line()
        text = plain("\n".join(self._lines))
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def _bullet(self) -> str:
        indent = "  " * max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number + 1}. "

    def _close_link(self, address: str, start: int) -> None:
        """Keep the address of a link whose words do not already say it."""
        label = "".join(self._line[start:]).strip()
        is_page = address.lower().startswith(("http://", "https://"))
        if not is_page or not label or len(address) > _LONGEST_LINK:
            return
        if re.sub(r"^https?://|/$", "", address) in label:
            return
        if self._markdown:
            self._line[start:] = [f"[{label}]({address})"]
        else:
            self._line.append(f" <{address}>")

    def _break(self) -> None:
        """End the line, an empty one too."""
        line = "".join(self._line)
        line = line.rstrip() if self._pre else _SPACES.sub(" ", line).strip()
        if line:
            line, self._prefix = self._prefix + line, ""
        self._lines.append(("> " * min(self._quotes, _DEEPEST_QUOTE) + line).rstrip())
        self._start_line()

    def _end_line(self) -> None:
        """End the line if anything is on it."""
        if "".join(self._line).strip():
            self._break()
        else:
            self._start_line()

    def _start_line(self) -> None:
        self._line.clear()
        self._links = [(address, 0) for address, _ in self._links]

    def _blank(self) -> None:
        """End the line and leave one empty line before what follows."""
        self._end_line()
        empty = ("> " * min(self._quotes, _DEEPEST_QUOTE)).rstrip()
        if self._lines and self._lines[-1] != empty:
            self._lines.append(empty)
