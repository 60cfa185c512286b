"""Files become items: one module a format, one registry that chooses among them.

Invariant: reading never raises and never loses an item; what cannot be read is an item that says why.
"""

from __future__ import annotations

from ingest.readers.counting import count
from ingest.readers.registry import read

__all__ = ["count", "read"]
