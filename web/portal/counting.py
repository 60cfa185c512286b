"""Counts article views and searches without making readers wait: they gather here and are written in one go.

Only one thread writes at a time and nobody queues behind it, so a busy database never holds up a page. Counts of
the last moments are lost when the process dies; nothing else depends on them.
"""

import threading
import time
from collections import Counter

from kb.library import Library
from kb.reading import catalogue
from kb.usage import searches

SETTLED = 15.0  # seconds without another letter after which what was typed counts as one search
MOST_TYPING = 10_000  # people whose typing is remembered at a time


class ViewCounter:
    """Views that are not yet written down."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._views: Counter[int] = Counter()
        self._changing = threading.Lock()
        self._writing = threading.Lock()

    def add(self, article_id: int) -> None:
        """Count one view."""
        with self._changing:
            self._views[article_id] += 1

    def write(self) -> None:
        """Write all views down, unless another thread is just doing it."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            with self._changing:
                views, self._views = self._views, Counter()
            with self._library.database.session() as session:
                catalogue.count_views(session, views)
        finally:
            self._writing.release()


class SearchCounter:
    """Searches that are not yet written down: how many, never what for.

    Where articles are looked up while somebody types, that is one search, and what the last look found counts.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._made: Counter[tuple[str, str, bool]] = Counter()
        self._typing: dict[str, tuple[float, tuple[str, str, bool]]] = {}
        self._changing = threading.Lock()
        self._writing = threading.Lock()

    def add(self, language: str, channel: str, *, found: bool) -> None:
        """Count one search."""
        with self._changing:
            self._made[language, channel, not found] += 1

    def typed(self, who: str, language: str, channel: str, *, found: bool, at: float | None = None) -> None:
        """Note what a look found while somebody types; it counts once they have stopped."""
        at = time.monotonic() if at is None else at
        with self._changing:
            self._settle(at)
            if who in self._typing or len(self._typing) < MOST_TYPING:
                self._typing[who] = (at, (language, channel, not found))

    def _settle(self, at: float) -> None:
        done = [who for who, (last, _) in self._typing.items() if at - last >= SETTLED]
        self._made.update(self._typing.pop(who)[1] for who in done)

    def write(self) -> None:
        """Write all searches down, unless another thread is just doing it."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            with self._changing:
                self._settle(time.monotonic())
                made, self._made = self._made, Counter()
            if made:
                with self._library.database.session() as session:
                    searches.count(session, made)
        finally:
            self._writing.release()
