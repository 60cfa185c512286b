"""Indexes published rows while further ones are still being read, so that the encoder hardly ever waits.

SQL stays the truth: a crash leaves articles that wait for the next `indexing.sync`, as everywhere.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from kb import indexing
from kb.library import Library


class Indexing:
    """A thread that brings the index up to date whenever it hears that there is more, while its block is open."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._wake = threading.Event()
        self._over = False
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start with nothing to do."""
        return self

    def more(self) -> None:
        """Say that articles were committed.

        Raises:
            DaneshError: what went wrong with the ones before.
        """
        if self._error is not None:
            raise self._error
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="danesh-indexing", daemon=True)
            self._thread.start()
        self._wake.set()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Finish the round at hand; what is left waits in SQL."""
        del error, where
        self._over = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        if kind is None and self._error is not None:
            raise self._error

    def _run(self) -> None:
        while self._wake.wait() and not self._over:
            self._wake.clear()
            try:
                indexing.sync(self._library, until=lambda: self._over)
            except BaseException as error:  # noqa: BLE001  raised again in the thread that reads
                self._error = error
                return
