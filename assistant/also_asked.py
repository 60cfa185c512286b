"""Keeps for a while what customers ask often, and offers of it what is near: a page must not count all questions."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Sequence
from datetime import timedelta

from kb.database import Session
from kb.library import Library
from kb.reading import also_asked
from kb.reading.catalogue import Card
from kb.tables.metadata import now
from kb.usage import asked
from kb.usage.asked import Frequent

KEPT = 600.0  # seconds
PERIOD = timedelta(days=90)
SHOWN = 4

_kept: weakref.WeakKeyDictionary[Library, tuple[float, Sequence[Frequent]]] = weakref.WeakKeyDictionary()
_guard = threading.Lock()


def near(
    library: Library,
    session: Session,
    article_ids: Sequence[int],
    audience: str,
    language: str,
    limit: int = SHOWN,
) -> list[tuple[str, Card]]:
    """Return what people also asked near these articles (see `kb.reading.also_asked.near`)."""
    return also_asked.near(session, article_ids, audience, language, _frequent(library, session))[:limit]


def _frequent(library: Library, session: Session) -> Sequence[Frequent]:
    with _guard:
        known = _kept.get(library)
    if known is None or time.monotonic() - known[0] > KEPT:
        known = (time.monotonic(), asked.frequent(session, now() - PERIOD))
        with _guard:
            _kept[library] = known
    return known[1]
