"""Which texts of a conversation an encoder should see: one for each turn, within limits.

Invariant: `texts_to_encode` and `considered` agree row by row, and cost no reading of sentences; of an endless
thread only its beginning and its end are seen, of an endless message its beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.resolution.turns import runs

if TYPE_CHECKING:
    from ingest.conversation import Conversation

_MOST_CHARACTERS = 600
_FIRST, _LAST = 32, 16  # turns


def texts_to_encode(conversation: Conversation) -> list[str]:
    """Return the texts whose vectors `resolve` takes, in their order; encode them as questions.

    Texts of several conversations may be encoded in one call: `resolve` wants the rows of its own.
    """
    spoken = ["\n".join(message.text for message in messages) for _, messages in runs(conversation)]
    return [spoken[at][:_MOST_CHARACTERS] for at in considered(len(spoken))]


def considered(count: int) -> list[int]:
    """Return which turns of so many are looked at: all of them, or the first and the last ones."""
    if count <= _FIRST + _LAST:
        return list(range(count))
    return [*range(_FIRST), *range(count - _LAST, count)]
