"""Tells how far an import is: to whoever asked, to its row for the pages, and by signs of life to other workers.

Invariant: signs of life do not depend on how long one item takes, so that no import is taken over from a worker
that lives; one that lost its import to another (its machine slept) stops at the next step and says nothing more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from kb.archive import imports
from kb.errors import DaneshError
from kb.library import Library

BEAT = 10.0  # seconds between signs of life; a worker is taken for dead after `imports.SILENCE`
TOLD_EVERY = 1.0  # seconds between notes in the database

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far an import is: the step ("reading", "indexing" or "drafting") and how much of it is done."""

    step: str
    done: int
    total: int | None = None


Report = Callable[[Progress], None]


class ImportTakenOverError(DaneshError):
    """Import {id} went on elsewhere while this worker was silent; nothing is lost and nothing done twice."""


class Teller:
    """Speaks for one import while its block is open."""

    def __init__(self, library: Library, import_id: int, report: Report | None = None) -> None:
        self._library = library
        self._import_id = import_id
        self._report = report
        self._told = 0.0
        self._step = ""
        self._lost = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="danesh-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        """Begin to give signs of life."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Fall silent."""
        del kind, error, where
        self._over.set()
        self._thread.join()

    def tell(self, step: str, done: int, total: int | None = None) -> None:
        """Say how far the import is; call it outside of any transaction.

        Raises:
            ImportTakenOverError: another worker has the import now.
        """
        if self._lost:
            raise ImportTakenOverError(id=self._import_id)
        if self._report is not None:
            self._report(Progress(step, done, total))
        due = step != self._step or time.monotonic() - self._told >= TOLD_EVERY or done == total
        if due:
            self._told, self._step = time.monotonic(), step
            with self._library.database.session() as session:
                imports.progress(session, self._import_id, step, done, total)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            try:
                with self._library.database.session() as session:
                    self._lost = not imports.beat(session, self._import_id)
            except Exception as error:  # noqa: BLE001  whatever the database says; the next sign may come through
                log.warning("import %s could give no sign of life: %s", self._import_id, error)
