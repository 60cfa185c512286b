"""Which of several different items with one key an item is.

Invariant: memory stays the same however many keys were seen: they stand in a temporary file of SQLite's own, which
is gone with the process. The same content under the same key gets the same number again.
"""

from __future__ import annotations

import hashlib
import sqlite3

_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -512;
    CREATE TABLE seen (key BLOB, digest BLOB, number INTEGER, PRIMARY KEY (key, digest)) WITHOUT ROWID;
    BEGIN;
"""


class Numbering:
    """The keys of one source with what stood under them."""

    def __init__(self) -> None:
        self._first: tuple[bytes, bytes] | None = None  # most files hold one item and need no table
        self._seen: sqlite3.Connection | None = None

    def number(self, key: str, digest: bytes) -> int:
        """Return 1 for the first content under a key, 2 for the next different one, and so on."""
        entry = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest(), digest
        if self._first is None:
            self._first = entry
            return 1
        if self._seen is None:
            self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._seen.executescript(_TABLES)
            self._seen.execute("INSERT INTO seen VALUES (?, ?, 1)", self._first)
        found = self._seen.execute("SELECT number FROM seen WHERE key = ? AND digest = ?", entry).fetchone()
        if found is not None:
            return int(found[0])
        (count,) = self._seen.execute("SELECT count(*) FROM seen WHERE key = ?", entry[:1]).fetchone()
        self._seen.execute("INSERT INTO seen VALUES (?, ?, ?)", (*entry, count + 1))
        return int(count) + 1

    def close(self) -> None:
        """Give the temporary file back."""
        if self._seen is not None:
            self._seen.close()
