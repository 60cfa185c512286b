"""The background worker: runs queued imports, keeps index and ranking up to date, forgets raw messages in time.

SQL is the queue: everything it does is found by looking at the tables, so a crash leaves nothing behind that the
next sweep does not pick up.
"""

from __future__ import annotations

import logging
import threading

from ingest import pipeline, uploads
from ingest.mining import mine
from ingest.sources.following import Source, Sources
from kb import indexing
from kb.archive import erasure
from kb.desk import awaited
from kb.errors import DaneshError
from kb.library import Library

PAUSE = 1.0  # seconds between sweeps when there is nothing to do
FORGET_EVERY = 3600  # sweeps

log = logging.getLogger(__name__)


class Worker:
    """A thread that sweeps until it is stopped; beside it, live sources are followed (those given, or configured)."""

    def __init__(self, library: Library, sources: list[Source] | None = None) -> None:
        self._library = library
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="danesh-worker", daemon=True)
        self._sources = Sources(library, sources)

    def start(self) -> None:
        """Start sweeping."""
        self._thread.start()
        self._sources.start()

    def stop(self) -> None:
        """Finish the step at hand, then end; an import that is cut short goes on at the next start."""
        self._stopping.set()
        self._sources.stop()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        sweeps = 0
        uncounted = True
        while not self._stopping.is_set():
            try:
                hourly = sweeps % FORGET_EVERY == 0
                busy = sweep(self._library, forget=hourly)
                uncounted = uncounted or busy or hourly
                if uncounted and not busy:  # only once nothing waits: every open question is looked at
                    awaited.count(self._library)
                    uncounted = False
            except DaneshError as error:
                log.warning("%s", error)
                busy = False
            except Exception:
                log.exception("the worker goes on after an error it did not expect")
                busy = False
            sweeps += 1
            if not busy:
                self._stopping.wait(PAUSE)


def sweep(library: Library, *, forget: bool = False) -> bool:
    """Do what waits; say whether there was anything."""
    indexed = indexing.sync(library)
    if forget:
        erasure.forget_raw(library)
        uploads.forget(library)
    if pipeline.run(library) is not None:
        uploads.forget(library)
        return True
    return mine(library, batches=1) > 0 or bool(indexed)
