"""Finds the sentences of a text in any of the languages, as positions in that text.

Invariant: spans are in order, do not overlap, have no white space at their ends, and together hold
every character that is not white space; so evidence can point at them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.languages import line_breaks
from kb.languages.scripts import ARABIC, HAN, KANA


@dataclass(frozen=True)
class Span:
    """A piece of a text: `text[start:end]`, counted in code points."""

    start: int
    end: int


# Never the end of a sentence, whatever follows.
_TITLES = frozenset(
    """
    mr mrs ms dr prof st mt sr jr rev hon gen col capt lt sgt e.g i.e eg ie cf vs viz al approx ca
    z.b bzw d.h u.a ggf evtl str
    """.split()  # noqa: SIM905 (read as prose)
)
# The end of a sentence only where what follows begins one.
_SHORTENED = frozenset(
    """
    etc inc ltd co corp llc plc gmbh bros ave blvd rd hr hrs min mins sec secs jan feb mar apr jun jul
    aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun am pm usw
    """.split()  # noqa: SIM905 (read as prose)
)
_BEFORE_NUMBER = frozenset(
    """
    art ch ext fig figs no nos nr p pp par sec tel v ver version vol شماره ص ش
    """.split()  # noqa: SIM905 (read as prose)
)
# After initials (U.S., vitamin C.) only these words are taken to begin a sentence.
_OPENERS = frozenset(
    """
    a after and but he i if in it my our she so that the then there they this we you your
    """.split()  # noqa: SIM905 (read as prose)
)

_STOP = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\uff0e\uff61\uff1b\u061f\u061b\u06d4\u0964]+")
_ALWAYS_ENDS = re.compile(r"[\u3002\uff01\uff1f\uff61\uff1b\u061f\u061b\u06d4\u0964]")
_ELLIPSIS = re.compile(r"\.{2,}|\u2026+")
_CLOSERS = re.compile(r"[\"'\u2019\u201d\u00bb)\]\u300d\u300f\u3011\u300b\u3009\uff09\uff02\uff07*_~`]*")
_BRACKETS = ")\u00bb\u300d\uff09"
_OPENING = " \t\r\n\u00a0\u3000([{\"'\u2018\u201c\u00ab\u300c\uff08\u300a"
_UNCASED = re.compile(f"[{ARABIC}{HAN}{KANA}]")
_EAST_ASIAN = re.compile(f"[{HAN}{KANA}]")
_WORD_BEFORE = re.compile(r"[^\W_]+(?:[.][^\W_]+)*$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 40


def sentences(text: str) -> list[Span]:
    """Returns the spans of a text's sentences.

    English, Persian and Chinese sentence marks with their closing quotes end a sentence; so does a
    line break, except where a mail program wrapped a long line (such a span holds the line break). A
    Markdown heading, a list item and a table row are never one span with their neighbours, and keep
    their marks. Abbreviations, decimals, versions, addresses and list numbers end nothing.
    """
    found: list[Span] = []
    for start, end in line_breaks.logical_lines(text):
        found.extend(_in_line(text, start, end))
    return found


def _in_line(text: str, start: int, end: int) -> Iterator[Span]:
    """Yields the sentences of one line, which has no white space at its ends."""
    if line_breaks.is_unbroken(text, start, end):
        yield Span(start, end)
        return
    pending: Span | None = None
    for span in _cuts(text, start, end):
        # A lone mark or smiley belongs to the sentence before it.
        if pending and not any(map(str.isalnum, text[span.start : span.end])):
            pending = Span(pending.start, span.end)
            continue
        if pending:
            yield pending
        pending = span
    if pending:
        yield pending


def _cuts(text: str, start: int, end: int) -> Iterator[Span]:
    position = line_breaks.after_marker(text, start, end)
    while stop := _STOP.search(text, position, end):
        closed = _CLOSERS.match(text, stop.end(), end)
        position = closed.end() if closed else stop.end()
        if position < end and _ends_sentence(text, start, stop, position):
            yield Span(start, position)
            while text[position].isspace():
                position += 1
            start = position
    yield Span(start, end)


def _ends_sentence(text: str, start: int, stop: re.Match[str], after: int) -> bool:
    """Tells whether the marks in `stop`, closed at `after`, end the sentence that began at `start`."""
    marks = stop.group()
    if _ALWAYS_ENDS.search(marks):
        return True
    spaced = text[after].isspace()
    following = text[after : after + _LONGEST_WORD].lstrip(_OPENING)
    uncased = bool(_UNCASED.match(following))
    if _ELLIPSIS.fullmatch(marks):
        return (spaced and (uncased or following[:1].isupper())) or bool(_EAST_ASIAN.match(following))
    if marks not in {".", "\uff0e"}:
        quoted = after > stop.end() and following[:1].islower()  # "Really?" he asked
        return (spaced and not quoted) or (not spaced and uncased)
    before = _WORD_BEFORE.search(text, max(start, stop.start() - _LONGEST_WORD), stop.start())
    if before is None:
        return spaced or (uncased and text[stop.start() - 1] in _BRACKETS)
    if not spaced:  # Persian and Chinese writers often leave no space after a full stop
        return uncased and len(before.group()) > 1 and bool(_UNCASED.match(before.group()[-1]))
    begins_sentence = before.start() == start or text[before.start() - 2 : before.start()].strip() == ":"
    return not (
        (begins_sentence and before.group().isdigit() and len(before.group()) < 4)  # "2. Press OK"
        or _is_abbreviation(before.group(), following)
    )


def _is_abbreviation(word: str, following: str) -> bool:
    """Tells whether a full stop after `word`, with a space before `following`, only shortens the word."""
    name = word.lower()
    if name in _TITLES:
        return True
    if name in _BEFORE_NUMBER and following[:1].isdigit():
        return True
    next_word = _NEXT_WORD.match(following)
    opens = next_word is not None and (following[0].isupper() or bool(_UNCASED.match(following)))
    if name in _SHORTENED or (_INITIALS.fullmatch(word) and not word.isupper()):
        return not opens
    initials = bool(_INITIALS.fullmatch(word)) or (len(word) == 1 and word.isalpha() and word != "I")
    if initials and not _EAST_ASIAN.match(word):
        return not (next_word and opens and next_word.group().lower() in _OPENERS)
    return False
