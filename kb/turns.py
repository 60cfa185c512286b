"""Lets those of one process who want the same thing have it one after the other, in the order they came.

Waiting for SQLite or for an ordinary lock has no order: who wants it again at once, as an import does, starves
everybody else. Invariant: nobody waits for ever; after `patience` they go on without their turn.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A fair lock that is not held for granted: it may be passed over by one who waited too long."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for those who came before, at most `patience` seconds, then hold off those who come after."""
        mine = self._take()
        try:
            yield
        finally:
            if mine:
                self._pass_on()

    def _take(self) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            gate = threading.Event()
            self._waiting.append(gate)
        if gate.wait(self._patience):
            return True
        with self._lock:
            if gate.is_set():  # it came in the last moment
                return True
            self._waiting.remove(gate)
            return False

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
