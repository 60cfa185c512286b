"""Remembers the vectors that were made last, by a digest of what was encoded: no text of anybody is kept.

They lie in one block of memory, taken once and filled as they come.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import DTypeLike, NDArray

from kb.inference.passes import Vectors


def digest(text: str, prompt: str) -> bytes:
    """Return what a vector is remembered by."""
    return hashlib.blake2b(f"{prompt}\n{text}".encode(), digest_size=16).digest()


class Recent:
    """The `most` vectors that were made or asked for last; safe to share between threads."""

    def __init__(self, most: int, dtype: DTypeLike = np.float32) -> None:
        self._most = most
        self._dtype = dtype
        self._rows: NDArray[np.floating] | None = None
        self._places: OrderedDict[bytes, int] = OrderedDict()
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        """Go through what the vectors are remembered by, that asked for longest ago first."""
        with self._lock:
            return iter(list(self._places))

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Return those that are remembered, float32, each shape (dimension,)."""
        with self._lock:
            places = {key: self._places[key] for key in keys if key in self._places}
            for key in places:
                self._places.move_to_end(key)
            rows = self._rows
            if rows is None:
                return {}
            return {key: rows[place].astype(np.float32) for key, place in places.items()}

    def put(self, vectors: Mapping[bytes, Vectors]) -> None:
        """Remember vectors, in place of those that nobody asked for longest."""
        with self._lock:
            for key, vector in vectors.items():
                if self._rows is None:
                    self._rows = np.empty((self._most, len(vector)), self._dtype)
                self._rows[self._place(key)] = vector

    def _place(self, key: bytes) -> int:
        place = self._places.pop(key, None)
        if place is None:
            full = len(self._places) == self._most
            place = self._places.popitem(last=False)[1] if full else len(self._places)
        self._places[key] = place
        return place

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._places.clear()
