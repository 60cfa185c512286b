"""Lets many threads use one open thing, and one of them close it and open it anew between their uses.

Invariant: nobody uses it while it is closed, and who waits to open it anew goes before those who come later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """One open thing of this process, opened by `opening` and closed by `closing`."""

    def __init__(self, opening: Callable[[], T], closing: Callable[[T], None]) -> None:
        self._opening = opening
        self._closing = closing
        self._open: T | None = opening()
        self._users = 0
        self._taken = False  # by one who opens it anew
        self._given_up = False
        self._changed = threading.Condition()

    @contextmanager
    def use(self) -> Iterator[T]:
        """Give the open thing; one that could not be opened anew before is tried once more.

        Raises:
            RuntimeError: it was closed for good.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._taken)
            if self._given_up:
                raise RuntimeError("it is closed")
            if self._open is None:
                self._open = self._opening()
            self._users += 1
            opened = self._open
        try:
            yield opened
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    def renew(self, between: Callable[[], None] = lambda: None) -> None:
        """Wait until nobody uses it, close it, do something `between`, and open it again."""
        with self._alone():
            self._shut()
            between()
            self._open = self._opening()

    def close(self) -> None:
        """Wait until nobody uses it and close it for good."""
        with self._alone():
            self._shut()
            self._given_up = True

    def _shut(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            self._closing(opened)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._taken)
            self._taken = True
            self._changed.wait_for(lambda: not self._users)
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
