"""Interleaved talk in one room becomes conversations: each message is linked to the one it answers.

Invariant: pure and deterministic; every message is in exactly one conversation, and order is kept.
"""

from __future__ import annotations

from ingest.untangling.linking import conversations, links
from ingest.untangling.utterances import Utterance

__all__ = ["Utterance", "conversations", "links"]
