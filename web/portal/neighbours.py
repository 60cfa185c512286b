"""Which articles are near an article in meaning, kept for a while: a page must not cost a search each time.

Only ids are kept; whoever shows them reads them again for their reader, so nothing outlives its audience here.
"""

import threading
import time

from assistant import retrieval
from kb.errors import DaneshError
from kb.library import Library
from kb.reading.catalogue import Card

KEPT = 600.0  # seconds
MOST = 5_000  # articles remembered
NEAR = 8


class Neighbours:
    """The near articles of the articles that were read lately."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._found: dict[tuple[int, str], tuple[float, tuple[int, ...]]] = {}

    def of(self, card: Card) -> tuple[int, ...]:
        """Return the ids of the articles near a public one, nearest first; none while search is down."""
        key = (card.article_id, card.title)
        now = time.monotonic()
        with self._lock:
            kept = self._found.get(key)
        if kept is not None and now - kept[0] < KEPT:
            return kept[1]
        try:
            found = retrieval.search(self._library, card.title, language=card.language, limit=NEAR)
        except DaneshError:
            return ()
        near = tuple(hit.article_id for hit in found.hits if hit.article_id != card.article_id)
        with self._lock:
            if len(self._found) >= MOST:
                self._found.clear()
            self._found[key] = (now, near)
        return near
