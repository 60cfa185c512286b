"""Cuts an article's Markdown into the passages that are embedded and found.

Invariant: a passage is a slice of the article (`markdown[start:end] == text`), passages are in order and do
not overlap, and every word outside headings and link definitions is in one of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kb.languages import normalise, sentences
from kb.languages.scripts import HAN, KANA
from kb.plain_text import plain, text_of, tree

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

__all__ = ["Passage", "passages", "plain", "words"]

# Weights in seventeenths of a word, so that sums are exact: 1.7 Chinese or Japanese characters are a word.
_WHOLE_WORD = 17
_EAST_ASIAN_CHARACTER = 10
_LONG_RUN = 20  # letters; a longer run (an address, Thai, a key) counts as a word for each ten
_RUN_WORD = 10
_EAST_ASIAN = re.compile(f"[{HAN}{KANA}]")
_WORD = re.compile(rf"[{HAN}{KANA}]|[^\s{HAN}{KANA}\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]+")
_CLAUSE = re.compile(r"[,;:]\s+|[\u060c\u061b\u3001\uff0c\uff1b\uff1a]\s*")

_LINE_BREAK = re.compile(r"\r\n?|\n")
_LINE = re.compile(r"[^\r\n]+")
_CONTAINERS = frozenset({"bullet_list", "ordered_list", "list_item", "blockquote"})
_LINEWISE = frozenset({"table", "fence", "code_block"})


@dataclass(frozen=True)
class Passage:
    """A piece of an article: `markdown[start:end] == text`, under the headings of `heading_path`."""

    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Unit:
    """A stretch of the article that is kept whole where it fits; `node` is None for a sentence or a line."""

    start: int
    end: int
    node: "SyntaxTreeNode | None" = None


@dataclass
class _Section:
    """A heading (None before the first) and the blocks up to the next one."""

    path: tuple[str, ...]
    level: int = 0
    heading: _Unit | None = None
    blocks: list[_Unit] = field(default_factory=list)


def words(text: str) -> int:
    """Returns about how many words a text holds; 1.7 Chinese characters count as one."""
    return -(-_weigh(text) // _WHOLE_WORD)


def passages(markdown: str, *, title: str = "", max_words: int = 180) -> list[Passage]:
    """Returns the passages of an article's Markdown, none for text without words.

    Blocks under one heading are packed together up to `max_words` (at least 1). A sentence, a table row
    or a list item is cut only where it alone is larger. Headings are not part of the text but of the
    path, except one with nothing below it, which is its own passage.

    Args:
        markdown: CommonMark with tables.
        title: the article's title; a first heading that only repeats it is left out of the paths.
        max_words: the largest passage, in the measure of `words`.
    """
    found: list[Passage] = []
    source = _Source(markdown)
    sections = _sections(source, title)
    for section, following in zip(sections, [*sections[1:], None], strict=True):
        units = section.blocks
        if section.heading and not units and not (following and following.level > section.level):
            units = [section.heading]
        for start, end in _pack(source, units, max_words):
            found.append(Passage(section.path, markdown[start:end], start, end))
    return found


def _weigh(text: str) -> int:
    return sum(map(_weight, _WORD.findall(text)))


def _weight(run: str) -> int:
    if _EAST_ASIAN.match(run):
        return _EAST_ASIAN_CHARACTER
    if len(run) > _LONG_RUN:
        return len(run) * _WHOLE_WORD // _RUN_WORD
    return _WHOLE_WORD if _has_words(run) else 0


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


class _Source:
    """The article's lines, to turn the parser's line numbers into positions."""

    def __init__(self, markdown: str) -> None:
        self.text = markdown
        self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(markdown))]

    def unit(self, node: "SyntaxTreeNode") -> _Unit:
        """Returns where a block stands, without white space at its ends."""
        assert node.map
        first, last = (self._starts[line] if line < len(self._starts) else None for line in node.map)
        return _trimmed(self.text, first or 0, len(self.text) if last is None else last, node)


def _trimmed(text: str, start: int, end: int, node: "SyntaxTreeNode | None" = None) -> _Unit:
    piece = text[start:end]
    return _Unit(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()), node)


def _sections(source: _Source, title: str) -> list[_Section]:
    sections = [_Section(())]
    above: list[tuple[int, str]] = []
    for node in tree(source.text).children:
        unit = source.unit(node)
        if node.type != "heading":
            if _has_words(source.text[unit.start : unit.end]):
                sections[-1].blocks.append(unit)
            continue
        level, name = int(node.tag[1]), " ".join(text_of(node).split())
        above = [each for each in above if each[0] < level]
        is_first = len(sections) == 1 and not sections[0].blocks
        says_something = bool(name) and not (is_first and normalise(name) == normalise(title))
        if says_something:
            above.append((level, name))
        sections.append(_Section(tuple(each for _, each in above), level, unit if says_something else None))
    return sections


def _pack(source: _Source, units: list[_Unit], max_words: int) -> list[tuple[int, int]]:
    """Returns the stretches that hold the units, as few as fit without cutting a unit needlessly."""
    text, limit = source.text, max_words * _WHOLE_WORD
    packed: list[tuple[int, int]] = []
    used = 0  # of the limit, by the last stretch
    queue = units[::-1]
    while queue:
        unit = queue.pop()
        weight = _weigh(text[unit.start : unit.end])
        start, end = packed[-1] if packed else (unit.start, unit.start)
        # Without a gap the two may be halves of one run, which weighs more than its halves.
        joined = (
            used + _weigh(text[end : unit.start]) + weight
            if end < unit.start
            else _weigh(text[start : unit.end])
        )
        if packed and joined <= limit:
            packed[-1], used = (start, unit.end), joined
        elif weight <= limit:
            packed.append((unit.start, unit.end))
            used = weight
        else:
            queue.extend(reversed(_parts(source, unit, max_words)))
    return packed


def _parts(source: _Source, unit: _Unit, max_words: int) -> list[_Unit]:
    """Returns the next smaller pieces of a unit that is too large; they hold all its words."""
    kind = unit.node.type if unit.node else ""
    if unit.node and kind in _CONTAINERS and unit.node.children:
        parts = [source.unit(child) for child in unit.node.children]
        # The mark of an item or a quotation stands before its first block.
        return [replace(parts[0], start=unit.start), *parts[1:]]
    text = source.text[unit.start : unit.end]
    if kind in _LINEWISE:
        spans = [(found.start(), found.end()) for found in _LINE.finditer(text)]
    else:
        spans = [(span.start, span.end) for span in sentences(text)]
    if len(spans) < 2:
        spans = list(_cuts(text, max_words))
    trimmed = (_trimmed(source.text, unit.start + start, unit.start + end) for start, end in spans)
    return [part for part in trimmed if _has_words(source.text[part.start : part.end])]


def _cuts(text: str, max_words: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _fitting(text, start, max_words)
        yield start, end
        start = end


def _fitting(text: str, start: int, max_words: int) -> int:
    """Returns where at most `max_words` end: after a clause, else between words, else inside a long run."""
    total = 0
    for found in _WORD.finditer(text, start):
        total += _weight(found.group())
        if total > max_words * _WHOLE_WORD:
            limit = found.start()
            if limit == start:
                return start + max_words * _RUN_WORD
            clauses = [clause.end() for clause in _CLAUSE.finditer(text, (start + limit) // 2, limit)]
            return clauses[-1] if clauses else limit
    return len(text)
