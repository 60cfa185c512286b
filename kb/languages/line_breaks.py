"""Tells a line break that someone meant from one that a program put in to wrap a long line.

Only layout decides: how full the line is, and what the next one begins with.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from kb.languages.scripts import HAN, KANA

_BREAK = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^{_BREAK}]+")
_ONE_BREAK = re.compile(rf"[^\S{_BREAK}]*(?:\r\n|[{_BREAK}])[^\S{_BREAK}]*")
_DIGITS = "0-9\u06f0-\u06f9\u0660-\u0669"
_MARKER = re.compile(
    r"#{1,6}\s|[-*+\u2022\u00b7\u25cf\u25aa\u25e6\u2013\u2014]\s|>"
    rf"|\(?[{_DIGITS}]{{1,3}}(?:[.)\u3001\uff09\uff0e]|\s?[-\u2013:](?=\s))"
    r"|\(?[A-Za-z][.)](?=\s)|[\u2460-\u2473]|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]+\u3001"
)
_UNBROKEN = re.compile(r"\|.*\||#{1,6}[ \t].*")
_FENCE_OR_RULE = re.compile(r"`{3}|~{3}|[-=*_]{2,}\s*$")
_ENDS_A_LINE = re.compile(
    r"[.!?:;|\u2026\u3002\uff01\uff1f\uff1a\uff1b\u061f\u061b][\"'\u201d\u00bb)\u300d*_`]*$"
)
_WIDE = re.compile(rf"[{HAN}{KANA}\u3001-\u303f\uff00-\uff60]")
_FIRST_WORD = re.compile(rf"[{HAN}{KANA}]|\S+")

_WRAP_COLUMNS = range(55, 101)  # where mail programs wrap, with room for quoting
_FULL = 0.75  # of the widest line, for a line that was wrapped and not ended


def logical_lines(text: str) -> list[tuple[int, int]]:
    """Returns the start and end of each line that is not blank, wrapped lines as one, ends stripped."""
    lines = [_stripped(text, *found.span()) for found in _LINE.finditer(text) if not found.group().isspace()]
    joined: list[tuple[int, int]] = []
    for paragraph in _paragraphs(text, lines):
        widest = max(_width(text[start:end]) for start, end in paragraph)
        joined.append(paragraph[0])
        for (start, end), following in pairwise(paragraph):
            if _is_wrapped(text[start:end], text[slice(*following)], widest, several=len(paragraph) > 2):
                joined[-1] = (joined[-1][0], following[1])
            else:
                joined.append(following)
    return joined


def after_marker(text: str, start: int, end: int) -> int:
    """Returns where a line's own words begin, after a bullet, a number or a heading mark."""
    marker = _MARKER.match(text, start, end)
    return marker.end() if marker else start


def is_unbroken(text: str, start: int, end: int) -> bool:
    """Tells whether a line is one piece whatever it says: a Markdown heading or table row."""
    return bool(_UNBROKEN.fullmatch(text, start, end))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())


def _paragraphs(text: str, lines: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yields the runs of lines with one line break between neighbours."""
    paragraph: list[tuple[int, int]] = []
    for line in lines:
        if paragraph and not _ONE_BREAK.fullmatch(text, paragraph[-1][1], line[0]):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _is_wrapped(line: str, following: str, widest: int, *, several: bool) -> bool:
    """Tells whether a program broke the line: `widest` is of its paragraph, `several` more than two lines."""
    if widest not in _WRAP_COLUMNS or _ENDS_A_LINE.search(line):
        return False
    if any(_stands_alone(each) for each in (line, following)) or _MARKER.match(following):
        return False
    width, word = _width(line), _FIRST_WORD.match(following)
    if word is None or width + 1 + _width(word.group()) <= widest:
        return False  # the next word had room: the break was meant
    return following[0].islower() or (several and width >= _FULL * widest)


def _stands_alone(line: str) -> bool:
    return bool(_UNBROKEN.fullmatch(line) or _FENCE_OR_RULE.match(line))


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))
