"""Reasons: why an item, a part of one, a source or a whole import was not read, as kinds with values.

Invariant: every reason is made by `because`, is kept as its English sentence, and is read back by `told`, so that
pages say it in the reader's language. A new reason is one line in one of the tables here.
"""

from __future__ import annotations

from ingest.reasons.telling import (
    SENTENCES,
    TEXTS,
    Reason,
    Told,
    because,
    counted,
    grouped,
    joined,
    message,
    told,
    told_key,
    written,
)

__all__ = [
    "SENTENCES",
    "TEXTS",
    "Reason",
    "Told",
    "because",
    "counted",
    "grouped",
    "joined",
    "message",
    "told",
    "told_key",
    "written",
]
