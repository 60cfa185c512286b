"""One line of an IRC log in whatever client's style: who said what when, or what the channel was told.

Invariant: a line that fits no style is `None`, never a guess; nothing of a message's text is changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

LineKind = Literal["message", "action", "notice", "date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAMP = re.compile(
    r"""
    \s{0,4}[\[(]?
    (?:(?P<iso>\d{4}[-/]\d{2}[-/]\d{2})[T ]{1,2}|(?P<month>[A-Z][a-z]{2})\ {1,2}(?P<day>\d{1,2})\ {1,2})?
    (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,6})?)?
    (?:\ ?(?P<half>[AaPp])[Mm])?
    (?:Z|\ ?[+-]\d{2}:?\d{2})?
    [\])]?(?P<gap>[\ \t]{1,6}|$)
    """,
    re.VERBOSE,
)
_SAID = re.compile(r"<[ @+%&~!]{0,2}(?P<nick>[^\s<>]{1,64}) {0,2}>(?:[ \t]|$)(?P<text>.*)", re.DOTALL)
_ACTED = re.compile(r"\*[ \t]{1,3}(?P<nick>[^\s<>*]{1,64})(?:[ \t]|$)(?P<text>.*)", re.DOTALL)
_COLUMNS = re.compile(r"(?P<nick>[^\t]{0,64})\t(?P<text>.*)", re.DOTALL)
_NOTICE = re.compile(r"(?:-!-|-->|<--|--\s|\*{2,3}\s|===\s|--- )")
_TOLD = re.compile(
    r"(?:joins|parts|quits):|\b(?:has|have) (?:joined|left|quit|kicked|changed|set)\b|\bsets? (?:mode|the topic)|"
    r"\bis now known as\b|\bchanges topic\b|\b(?:now talking|topic) (?:in|on|for|is|set)\b|\bwas kicked\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:---|\*{4}|===|session)\s.{0,40}?(?P<month>[A-Z][a-z]{2})\s{1,2}(?P<day>\d{1,2})\s"
    r"(?:\d{2}:\d{2}:\d{2}\s)?(?:[A-Z]{2,5}\s)?(?P<year>\d{4})",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a log; `day` is None unless the line names it, `clock` None unless it has a time of day."""

    kind: LineKind
    nick: str
    text: str
    day: date | None
    clock: time | None


def parse(line: str) -> Line | None:  # noqa: PLR0911  one return for each client's style
    """One line of a log without its line end, or None when it fits no client's style."""
    if (dated := _DATED.match(line)) and (day := _day(dated["year"], dated["month"], dated["day"])):
        return Line("date", "", line, day, None)
    stamp = _STAMP.match(line)
    day, clock = (_stamp_day(stamp), _clock(stamp)) if stamp else (None, None)
    if stamp and clock is None:
        return None
    body = line[stamp.end() :] if stamp else line
    if said := _SAID.match(body.lstrip(" ")):
        return Line("message", said["nick"], said["text"], day, clock)
    if _NOTICE.match(body):
        return Line("notice", "", body, day, clock)
    if acted := _ACTED.match(body.lstrip(" ")):
        kind: LineKind = "notice" if _TOLD.search(body) else "action"
        return Line(kind, "" if kind == "notice" else acted["nick"], acted["text"], day, clock)
    if stamp and "\t" in stamp["gap"] and (columns := _COLUMNS.match(body)):
        return _weechat(columns["nick"].strip(), columns["text"], day, clock)
    return None


def day_in_name(name: str) -> date | None:
    """The day a file's name carries (`2016-12-19_20.txt`, `#help_20161219.log`), or None."""
    for match in _IN_NAME.finditer(name):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None


def looks_like_irc(start: bytes) -> bool:
    """Whether most of the first lines of a file are lines of a log, people's among them."""
    lines = [line for line in start.decode("utf-8-sig", "replace").splitlines()[:80] if line.strip()]
    if len(lines) > 1 and len(start) >= 1000:
        lines = lines[:-1]  # may be cut off
    parsed = [line for line in map(parse, lines) if line is not None]
    said = sum(line.kind == "message" for line in parsed)
    clocked = sum(line.clock is not None for line in parsed)
    columns = said and clocked
    return len(parsed) > 1 and len(parsed) * 10 >= len(lines) * 7 and bool(columns or said * 2 > len(lines))


def _weechat(nick: str, text: str, day: date | None, clock: time | None) -> Line:
    """WeeChat's three columns: arrows and dashes in the second are notices, a star is an action."""
    if nick in {"-->", "<--", "--", "=!=", "", "<->"}:
        return Line("notice", "", text, day, clock)
    if nick == "*":
        actor, _, deed = text.partition(" ")
        return Line("action", actor, deed, day, clock)
    return Line("message", nick.lstrip("@+%&~!"), text, day, clock)


def _stamp_day(stamp: re.Match[str]) -> date | None:
    if not stamp["iso"]:
        return None
    try:
        return date.fromisoformat(stamp["iso"].replace("/", "-"))
    except ValueError:
        return None


def _clock(stamp: re.Match[str]) -> time | None:
    hour = int(stamp["hour"])
    if stamp["half"]:
        hour = hour % 12 + (12 if stamp["half"] in "Pp" else 0)
    try:
        return time(hour, int(stamp["minute"]), int(stamp["second"] or 0))
    except ValueError:
        return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day))
    except ValueError:
        return None
