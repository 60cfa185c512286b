"""The manager's dashboard: what happened in a period, as charts and tables, each table also as a CSV file.

A page and its files are made of the same rows, so that they never differ.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from kb.database import Session
from kb.desk import corrections, flags, upkeep, waiting
from kb.errors import NotFoundError
from kb.library import Library
from kb.usage import gaps, handling, handovers, searches, statistics
from kb.usage.statistics import Activity, Counts, Period
from web import dates
from web.dependencies import AnyLibrary, Manager, Reader
from web.i18n import LANGUAGES, Language, mark
from web.manager import charts, spreadsheets
from web.manager.charts import Chart
from web.manager.deciding_contexts import DashboardPage
from web.manager.spreadsheets import Cell
from web.rendering import render

CHOICES = (7, 30, 90)  # days
MOST_COLUMNS = 92  # of a chart; a longer period is shown by weeks
SHOWN_GAPS = 5
ALL = 100_000  # rows of a file
NAMES = {
    "searches": mark("Searches"),
    "empty": mark("Found nothing"),
    "answered": mark("Answered"),
    "abstained": mark("No answer"),
    "handed_over": mark("Handed over"),
    "helpful": mark("Helpful"),
    "unhelpful": mark("Not helpful"),
}
CHARTS = {
    "questions": ("answered", "abstained"),
    "searches": ("found", "empty"),
    "votes": ("helpful", "unhelpful"),
    "handovers": ("handed_over",),
}

router = APIRouter(prefix="/dashboard")


@dataclass(frozen=True)
class Asked:
    """The period and language that an address asks for."""

    period: Period
    days: int
    language: str

    @property
    def query(self) -> str:
        """The part of an address that asks for the same."""
        named = {"days": str(self.days)} if self.days else self._dates()
        return urlencode(named | ({"written": self.language} if self.language else {}))

    def _dates(self) -> dict[str, str]:
        return {"first": self.period.first.isoformat(), "last": self.period.last.isoformat()}


def _asked(days: int, first: str, last: str, written: str) -> Asked:
    language = written if written in LANGUAGES else ""
    began, ended = _day(first), _day(last)
    if began is not None and ended is not None:
        began, ended = min(began, ended), max(began, ended)
        began = max(began, ended - timedelta(days=statistics.LONGEST - 1))
        return Asked(Period(began, ended), 0, language)
    days = days if days in CHOICES else CHOICES[1]
    return Asked(statistics.recent(days), days, language)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2999, 12, 31) else None


@router.get("")
def dashboard(
    request: Request,
    library: AnyLibrary,
    reader: Reader,
    member: Manager,
    days: int = 30,
    first: str = "",
    last: str = "",
    written: str = "",
) -> Response:
    """Show a period; `first` and `last` name its days, else it is the last `days`."""
    asked = _asked(days, first, last, written)
    language = asked.language or None
    missing = gaps.gaps(library, language, asked.period)
    with library.database.reading() as session:
        found = statistics.activity(session, asked.period, language)
        rows = _rows(found, reader)
        weeks = upkeep.publishing(session, asked.period, language)
        page = DashboardPage(
            period=asked.period,
            between=(_named(asked.period.first, reader), _named(asked.period.last, reader)),
            days=asked.days,
            language=asked.language,
            languages=tuple(LANGUAGES),
            query=asked.query,
            activity=found,
            charts=_charts(rows, [(_named(week.week, reader), week.hours) for week in weeks], reader),
            weeks=tuple((_named(week.week, reader), week) for week in weeks),
            used=upkeep.most_used(session, asked.period, language),
            aging=upkeep.stale(session, language),
            gaps=missing[:SHOWN_GAPS],
            rooms=searches.by_channel(session, asked.period.first, asked.period.last, language),
            reasons=handling.reasons(session, asked.period, language),
            replies=handling.replies(session, asked.period, language),
            waiting=_waiting(session),
            after=upkeep.OLD_AFTER,
        )
    return render(request, page, member=member)


def _waiting(session: Session) -> dict[str, int]:
    tallies = waiting.tallies(session)
    return {
        "draft": tallies["draft"],
        "in_review": tallies["in_review"],
        "handovers": handovers.waiting(session),
        "corrections": corrections.waiting(session),
        "flags": flags.count_waiting(session),
    }


def _rows(found: Activity, reader: Language) -> list[tuple[str, Counts]]:
    """Return the days as columns of a chart, or the weeks of a long period by their first day."""
    if len(found.days) <= MOST_COLUMNS:
        return [(_named(day, reader), counts) for day, counts in found.days]
    weeks: dict[date, Counter[str]] = {}
    for day, counts in found.days:
        weeks.setdefault(day - timedelta(days=day.weekday()), Counter()).update(asdict(counts))
    return [(_named(week, reader), Counts(**counter)) for week, counter in weeks.items()]


def _named(day: date, reader: Language) -> str:
    return dates.date(datetime.combine(day, time(), UTC), reader)


def _charts(
    rows: Sequence[tuple[str, Counts]], weeks: Sequence[tuple[str, float]], reader: Language
) -> dict[str, Chart]:
    draw = partial(charts.stacked, mirrored=reader.direction == "rtl")
    made = {
        name: draw(series, [(label, [_figure(counts, one) for one in series]) for label, counts in rows])
        for name, series in CHARTS.items()
    }
    return made | {"publishing": draw(("hours",), [(label, [hours]) for label, hours in weeks])}


def _figure(counts: Counts, name: str) -> int:
    if name == "found":
        return counts.searches - counts.empty
    return int(getattr(counts, name))


@router.get("/{table}.csv")
def download(
    library: AnyLibrary,
    reader: Reader,
    member: Manager,
    table: str,
    days: int = 30,
    first: str = "",
    last: str = "",
    written: str = "",
) -> Response:
    """Return one table of the same period as a CSV file."""
    del member
    if table not in TABLES:
        raise NotFoundError(what="table", id=table[:20])
    asked = _asked(days, first, last, written)
    head, rows = TABLES[table](library, asked)
    name = f"{table}-{asked.period.first}-{asked.period.last}.csv"
    return spreadsheets.download(name, spreadsheets.table(*spreadsheets.translated(head, rows, reader)))


Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]


def _activity(library: Library, asked: Asked) -> Activity:
    with library.database.reading() as session:
        return statistics.activity(session, asked.period, asked.language or None)


def _by_day(library: Library, asked: Asked) -> Table:
    days = _activity(library, asked).days
    return (mark("Day"), *NAMES.values()), [(day, *_cells(counts)) for day, counts in days]


def _by_language(library: Library, asked: Asked) -> Table:
    spoken = _activity(library, asked).languages
    return (mark("Language"), *NAMES.values()), [(code, *_cells(counts)) for code, counts in spoken]


def _cells(counts: Counts) -> list[int]:
    return [getattr(counts, name) for name in NAMES]


ARTICLE = (mark("Article"), mark("Title"), mark("Language"))


def _used(library: Library, asked: Asked) -> Table:
    with library.database.reading() as session:
        found = upkeep.most_used(session, asked.period, asked.language or None, ALL)
    head = (*ARTICLE, mark("Cited"), mark("Put into replies"), mark("Helpful"), mark("Not helpful"))
    rows = [
        (one.article_id, one.title, one.language, one.cited, one.reused, one.helpful, one.unhelpful)
        for one in found
    ]
    return head, rows


def _aging(library: Library, asked: Asked) -> Table:
    with library.database.reading() as session:
        found = upkeep.stale(session, asked.language or None, limit=ALL)
    head = (*ARTICLE, mark("Last looked at"), mark("Helpful"), mark("Not helpful"))
    rows = [
        (one.article_id, one.title, one.language, one.looked_at, one.helpful, one.unhelpful) for one in found
    ]
    return head, rows


def _publishing(library: Library, asked: Asked) -> Table:
    with library.database.reading() as session:
        found = upkeep.publishing(session, asked.period, asked.language or None)
    head = (mark("Week of"), mark("Articles"), mark("Median hours from draft to readers"))
    return head, [(one.week, one.articles, round(one.hours, 1)) for one in found]


def _gaps(library: Library, asked: Asked) -> Table:
    head = (mark("Question"), mark("Asked"), mark("Languages"), mark("Last seen"))
    rows = [
        (one.question, one.count, " ".join(one.languages), one.last_seen)
        for one in gaps.gaps(library, asked.language or None, asked.period)
    ]
    return head, rows


def _rooms(library: Library, asked: Asked) -> Table:
    days = asked.period
    with library.database.reading() as session:
        found = searches.by_channel(session, days.first, days.last, asked.language or None)
    return (mark("Where"), mark("Searches"), mark("Nothing found")), found


def _reasons(library: Library, asked: Asked) -> Table:
    with library.database.reading() as session:
        found = handling.reasons(session, asked.period, asked.language or None)
    return (mark("Reason"), mark("Hand-overs")), found


def _replies(library: Library, asked: Asked) -> Table:
    with library.database.reading() as session:
        found = handling.replies(session, asked.period, asked.language or None, ALL).articles
    head = (*ARTICLE, mark("Replies sent"), mark("Unchanged"), mark("Kept of the suggestion"))
    rows = [
        (one.article_id, one.title, one.language, one.replies, one.unchanged, round(one.kept, 3))
        for one in found
    ]
    return head, rows


TABLES: dict[str, Callable[[Library, Asked], Table]] = {
    "days": _by_day,
    "languages": _by_language,
    "articles": _used,
    "stale": _aging,
    "publishing": _publishing,
    "gaps": _gaps,
    "rooms": _rooms,
    "reasons": _reasons,
    "replies": _replies,
}
