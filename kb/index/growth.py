"""Builds the search graph when enough was added since: many small rounds add up to a large one.

What is enough grows with the index, so that building costs no more than a fixed multiple of adding did.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from kb.index.protocol import Index

LEAST = 2_000  # pieces added that make building the graph worth while
SHARE = 4  # and one part in so many of all pieces
_added: WeakKeyDictionary[Index, int] = WeakKeyDictionary()


def tidy(index: Index, added: int) -> bool:
    """Note how many pieces were added and build the graph if it is time; say whether it was built."""
    loose = _added.get(index, 0) + added
    ready = loose >= LEAST and loose * SHARE >= index.count()
    if ready:
        index.optimize()
    _added[index] = 0 if ready else loose
    return ready
