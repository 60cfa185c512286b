"""Keeps in memory what is worked out from a library's texts, and works it out anew when they change.

What is kept never decides what may be shown: it may lag a moment behind, and holds texts of every audience.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kb.library import Library
from kb.reading import passages

T = TypeVar("T")
RECHECK = 1.0  # seconds between two looks at whether a large base has changed


@dataclass
class _Kept(Generic[T]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    value: T | None = None
    stamp: tuple[int, ...] = ()
    looked: float = 0.0


class Derived(Generic[T]):
    """One value for each open library.

    Args:
        make: works the value out.
        large: whether working this value out anew takes so long that it is done in the background.
    """

    def __init__(self, make: Callable[[Library], T], large: Callable[[T], bool]) -> None:
        self._make = make
        self._large = large
        self._all: weakref.WeakKeyDictionary[Library, _Kept[T]] = weakref.WeakKeyDictionary()
        self._guard = threading.Lock()

    def of(self, library: Library) -> T:
        """Return the library's value, worked out anew where its texts have changed."""
        with self._guard:
            kept = self._all.setdefault(library, _Kept())
        value = kept.value
        if value is None:
            with kept.lock:
                return kept.value if kept.value is not None else self._renew(library, kept)
        large = self._large(value)
        if large and time.monotonic() - kept.looked < RECHECK:
            return value
        kept.looked = time.monotonic()
        if self._stamp(library) == kept.stamp:
            return value
        if not large:
            with kept.lock:
                return self._renew(library, kept)
        if kept.lock.acquire(blocking=False):  # else somebody is at it already
            threading.Thread(target=self._renew_behind, args=(library, kept), daemon=True).start()
        return value

    def _renew(self, library: Library, kept: _Kept[T]) -> T:
        stamp = self._stamp(library)  # before the texts are read: a change in between is seen next time
        value = self._make(library)
        kept.value, kept.stamp, kept.looked = value, stamp, time.monotonic()
        return value

    def _renew_behind(self, library: Library, kept: _Kept[T]) -> None:
        try:
            self._renew(library, kept)
        finally:
            kept.lock.release()

    def _stamp(self, library: Library) -> tuple[int, ...]:
        with library.database.reading() as session:
            return passages.stamp(session)
