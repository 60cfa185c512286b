"""Text taken from a PDF as letters people type: Persian lines put back into reading order.

A PDF stores glyphs as they are painted: Persian from left to right, each letter in its joined shape, some
Chinese characters as radicals. Invariant: a line that is already in reading order is not changed but for
such shapes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ARABIC = "\\u0600-\\u06ff\\u0750-\\u077f\\ufb50-\\ufdff\\ufe70-\\ufeff"
_ARABIC_LETTER = re.compile(f"[{_ARABIC}]")
_SHAPED = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
# Joined shapes, Latin ligatures, Kangxi radicals and compatibility characters stand for ordinary letters.
_STAND_INS = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc\u2f00-\u2fdf\uf900-\ufaff]")
# What Unicode keeps apart from the characters they are drawn as (CJK Radicals Supplement).
_RADICALS = str.maketrans(
    "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "民母虎西见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙龟",
)
# Runs that read from left to right inside a Persian line: Latin words, numbers, addresses.
_LEFT_TO_RIGHT = re.compile(
    r"[A-Za-z0-9۰-۹٠-٩\u00c0-\u024f%$€#@&+](?:[A-Za-z0-9۰-۹٠-٩\u00c0-\u024f .,:;/\\_@#&=+%$€'\-]*"
    r"[A-Za-z0-9۰-۹٠-٩\u00c0-\u024f%$€#@&+])?"
)
_MARKS_BEFORE = re.compile(r"([\u064b-\u065f\u0670]+)(.)")
_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_COMMON = {
    "است",
    "از",
    "به",
    "که",
    "این",
    "برای",
    "شما",
    "می",
    "با",
    "را",
    "آن",
    "یا",
    "تا",
    "های",
    "شود",
    "کنید",
}
_COMMON_REVERSED = {word[::-1] for word in _COMMON} - _COMMON


def restored(lines: Iterable[str]) -> list[str]:
    """The lines of one document in reading order and ordinary letters."""
    lines = list(lines)
    document_is_painted = _is_painted(lines)
    return [_restored(line, document_is_painted=document_is_painted) for line in lines]


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are Arabic script."""
    letters = sum(letter.isalpha() for letter in text)
    return len(_ARABIC_LETTER.findall(text)) * 2 > letters > 0


def _restored(line: str, *, document_is_painted: bool) -> str:
    if _ARABIC_LETTER.search(line) and _line_is_painted(line, document_is_painted=document_is_painted):
        line = _reversed(line)
    return _STAND_INS.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), line).translate(_RADICALS)


def _reversed(line: str) -> str:
    """A painted line in reading order: everything turned round, what reads left to right turned back."""
    line = _MARKS_BEFORE.sub(r"\2\1", line[::-1])
    line = _LEFT_TO_RIGHT.sub(lambda run: run[0][::-1], line)
    opening, closing = line.find("("), line.find(")")
    if closing >= 0 and (opening < 0 or closing < opening):
        line = line.translate(_MIRRORED)
    return line


def _line_is_painted(line: str, *, document_is_painted: bool) -> bool:
    """Whether a line is in painted order, by its letters' shapes; without shapes, as the document."""
    evidence = _shape_evidence(line)
    return evidence > 0 if evidence else document_is_painted


def _is_painted(lines: list[str]) -> bool:
    """Whether a document is in painted order: by shapes, else by common words found backwards."""
    evidence = sum(_shape_evidence(line) for line in lines)
    if not evidence:
        words = [word for line in lines for word in re.findall(f"[{_ARABIC}]+", line)]
        evidence = sum(word in _COMMON_REVERSED for word in words) - sum(word in _COMMON for word in words)
    return evidence > 0


def _shape_evidence(line: str) -> int:
    """How many more joined shapes are broken reading the line as it stands than reading it backwards.

    A shape that begins a joined group must be followed by one that goes on with it, and one that ends a
    group must follow such a one; read backwards, the same holds the other way round.
    """
    shapes = [_shape(letter) for letter in f" {line} "]
    evidence = 0
    for before, shape, after in zip(shapes, shapes[1:], shapes[2:], strict=False):
        if shape == "initial":
            evidence += (after not in {"medial", "final"}) - (before not in {"medial", "final"})
        elif shape == "final":
            evidence += (before not in {"medial", "initial"}) - (after not in {"medial", "initial"})
    return evidence


def _shape(letter: str) -> str:
    """The place in a word of a joined shape (initial, medial, final, isolated), else ""."""
    return unicodedata.decomposition(letter).partition(">")[0].lstrip("<") if _SHAPED.match(letter) else ""
