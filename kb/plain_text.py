"""Reads Markdown as a tree of blocks and as plain text.

Invariant: `plain` keeps every word a reader sees and no mark-up; both work in time linear in the text.
"""

import html
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kb.languages.scripts import HAN, KANA

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_DEEPEST = 50  # nested blocks; the parser leaves out what is deeper
_HARD_BREAK = "\n\n"

_UNSPACED = rf"[{HAN}{KANA}\u3001-\u303f\uff01-\uff60]"
_UNSPACED_BREAK = re.compile(f"(?<={_UNSPACED})\n(?={_UNSPACED})")
_TABLE_ROW = re.compile(r"\|.*\|")
_TABLE_RULE = re.compile(r"[|:\-\s]+")
_TASK = re.compile(r"\[[ xX]\]\s+")
_HIDDEN = (
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<(?:script|style)\b", re.IGNORECASE), re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)),
)
_LINE_TAG = re.compile(
    r"</?(?:br|p|div|li|tr|h[1-6]|table|ul|ol|blockquote|pre|hr|dt|dd)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


@lru_cache(512)  # drafts are compared with the same few articles again and again
def plain(markdown: str) -> str:
    """Returns Markdown as readable plain text: one paragraph, list item or table row a line.

    Links and images become their text, table rows `cell | cell`; numbered steps keep their numbers. HTML
    tags are left out. For embedding and counting, not for display: the result is not escaped.
    """
    return text_of(tree(markdown))


def text_of(node: "SyntaxTreeNode") -> str:
    """Returns the plain text of one block, as `plain` does for the whole."""
    lines = (" ".join(line.split()) for line in _block_lines(node))
    return "\n".join(line for line in lines if line)


def tree(markdown: str) -> "SyntaxTreeNode":
    """Returns the root of the blocks of a CommonMark text with tables and strike-through."""
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(markdown))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.parse("*warm*")  # its rules are compiled on first use, which another thread must not see half done
    return parser


def _block_lines(node: "SyntaxTreeNode") -> Iterator[str]:
    if node.type in {"paragraph", "heading"}:
        yield from _paragraph_lines("".join(map(_inline, node.children)))
    elif node.type == "ordered_list":
        for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
            lines = list(_block_lines(item))
            yield from (f"{number}. {line}" if index == 0 else line for index, line in enumerate(lines))
    elif node.type == "list_item":
        lines = [line for child in node.children for line in _block_lines(child)]
        yield from (_TASK.sub("", line, count=1) if index == 0 else line for index, line in enumerate(lines))
    elif node.type == "tr":
        yield " | ".join(_inline(cell) for cell in node.children)
    elif node.type in {"fence", "code_block"}:
        yield from node.content.splitlines()
    elif node.type == "html_block":
        yield from _without_tags(node.content).splitlines()
    else:
        for child in node.children:
            yield from _block_lines(child)


def _paragraph_lines(text: str) -> Iterator[str]:
    """Yields a paragraph's lines; rows where it is the rest of a table that was cut before it."""
    rows = [line.strip() for line in text.split("\n")]
    if all(map(_TABLE_ROW.fullmatch, rows)):
        for row in rows:
            if not _TABLE_RULE.fullmatch(row):
                yield " | ".join(cell.strip() for cell in row[1:-1].split("|"))
        return
    for line in text.split(_HARD_BREAK):
        yield _UNSPACED_BREAK.sub("", line)


def _inline(node: "SyntaxTreeNode") -> str:
    """Returns the text of what stands inside a block, with its line breaks."""
    if node.type in {"softbreak", "hardbreak"}:
        return "\n" if node.type == "softbreak" else _HARD_BREAK
    if node.type == "html_inline":
        return _HARD_BREAK if _LINE_TAG.fullmatch(node.content) else ""
    return "".join(map(_inline, node.children)) if node.children else node.content


def _without_tags(source: str) -> str:
    for opening, closing in _HIDDEN:
        source = "".join(_outside(source, opening, closing))
    return html.unescape(_TAG.sub("", _LINE_TAG.sub("\n", source)))


def _outside(source: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[str]:
    """Yields what stands outside the marks; an opening that is never closed hides nothing."""
    position = 0
    while (start := opening.search(source, position)) and (end := closing.search(source, start.end())):
        yield source[position : start.start()]
        position = end.end()
    yield source[position:]
