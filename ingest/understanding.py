"""What models add to the reading of conversations: vectors of their turns, and what a chat model points out.

Invariant: nothing here fails or waits for long; a model that is missing, another one, or down is gone without, and
the conversation is read by its signs alone.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ingest.resolution import Proposal, judges, propose, texts_to_encode
from kb.errors import ChatModelUnavailableError, EncoderUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.conversation import Conversation
    from kb.inference.chat import Chat
    from kb.inference.encoder import Vectors
    from kb.library import Library

_AT_ONCE = 4  # conversations a chat model is asked about
_REST = 60.0  # seconds a chat model that failed is left alone

log = logging.getLogger(__name__)
_resting: dict[str, float] = {}  # name of a chat model → when it may be asked again


@dataclass(frozen=True)
class Help:
    """What `resolve` takes besides a conversation."""

    vectors: Vectors | None = None
    proposal: Proposal | None = None


def understand(library: Library, conversations: Sequence[Conversation]) -> list[Help]:
    """Return what the models say of each conversation; all their turns are encoded in one call."""
    return [
        Help(vectors, proposal)
        for vectors, proposal in zip(
            _vectors(library, conversations), _proposals(library, conversations), strict=True
        )
    ]


def _vectors(library: Library, conversations: Sequence[Conversation]) -> list[Vectors | None]:
    nothing: list[Vectors | None] = [None] * len(conversations)
    if not judges(library.encoder.fingerprint):
        return nothing
    texts = [texts_to_encode(conversation) for conversation in conversations]
    try:
        rows = library.encoder.questions([text for own in texts for text in own])
    except EncoderUnavailableError as error:
        log.warning("conversations are read without an encoder: %s", error)
        return nothing
    found: list[Vectors | None] = []
    begin = 0
    for own in texts:
        found.append(rows[begin : begin + len(own)])
        begin += len(own)
    return found


def _proposals(library: Library, conversations: Sequence[Conversation]) -> list[Proposal | None]:
    try:
        chat = library.chat
    except ChatModelUnavailableError as error:
        log.warning("conversations are read without a chat model: %s", error)
        chat = None
    if chat is None:
        return [None] * len(conversations)
    with ThreadPoolExecutor(_AT_ONCE, "danesh-proposing") as asking:
        return list(asking.map(partial(_proposal, chat), conversations))


def _proposal(chat: Chat, conversation: Conversation) -> Proposal | None:
    if time.monotonic() < _resting.get(chat.name, 0.0):
        return None
    try:
        return propose(conversation, chat)
    except ChatModelUnavailableError as error:
        log.warning("conversations are read without the chat model for %g seconds: %s", _REST, error)
        _resting[chat.name] = time.monotonic() + _REST
        return None
