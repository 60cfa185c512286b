"""The public dialogues and threads by which mining is fitted and measured, in halves, as conversations with vectors.

A dialogue or thread belongs to the training half when the first byte of its id's SHA-256 is even. The parallel
Chinese and English dialogues have the same ids, so no dialogue is in one half in one language and in the other half
in the other.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.cleaning import clean_chat
from ingest.conversation import Conversation, Message
from ingest.resolution import texts_to_encode
from kb.inference.encoder import Encoder, Vectors
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
HELPDESK = "conversations/helpdesk-zh-en"
FORUM = "conversations/forum-fa/threads.jsonl"
Dialogue = dict[str, Any]
BATCH = 64


def folder(arguments: Sequence[str]) -> Path:
    """Say where the real data is: an argument, $DANESH_REAL_DATA, or beside the project."""
    named = [argument for argument in arguments if not argument.startswith("-")]
    return Path(named[0] if named else os.environ.get("DANESH_REAL_DATA") or ROOT.parent / "shared" / "data")


def dialogues(data: Path, name: str) -> list[Dialogue]:
    """Read helpdesk dialogues; `name` is zh, parallel_zh or parallel_en."""
    return [json.loads(line) for line in (data / HELPDESK / f"{name}.jsonl").read_text().splitlines()]


def threads(data: Path) -> list[Dialogue]:
    """Read forum threads."""
    return [json.loads(line) for line in (data / FORUM).read_text().splitlines()]


def in_training(dialogue: Dialogue) -> bool:
    """Whether a dialogue or thread belongs to the training half."""
    return hashlib.sha256(dialogue["id"].encode()).digest()[0] % 2 == 0


def conversation(dialogue: Dialogue) -> Conversation:
    """Give a dialogue as ingest would; its messages are named `dialogue/turn`."""
    messages = [
        Message(
            external_id=f"{dialogue['id']}/{at}",
            role="customer" if turn["sender"] == "customer" else "agent",
            author="", address="", sent_at=None, text=clean_chat(turn["text"]),
        )
        for at, turn in enumerate(dialogue["turns"])
    ]  # fmt: skip
    return Conversation(dialogue["id"], "chat", "", None, None, tuple(messages))


def thread_conversation(thread: Dialogue) -> Conversation:
    """Give a thread as ingest would, labelled replies only; its messages are named as its comments."""

    def message(name: str, user: str, text: str) -> Message:
        return Message(name, "unknown", user, "", None, clean_chat(text))

    question = message("question", thread["asker"], f"{thread['subject']}\n{thread['body']}")
    said = [
        message(reply["id"], reply["user"], reply["text"]) for reply in thread["comments"] if reply["gold"]
    ]
    return Conversation(thread["id"], "forum", thread["subject"], "fa", None, (question, *said))


class Reader:
    """The configured encoder, seeing each text once."""

    def __init__(self) -> None:
        settings = Settings()
        self.encoder = Encoder(settings.encoder, settings.cache, settings.threads)
        self._known: dict[str, Vectors] = {}

    def learn(self, conversations: Sequence[Conversation]) -> None:
        """Encode what all of them say, texts of one length together."""
        texts = {text for one in conversations for text in texts_to_encode(one)} - self._known.keys()
        ordered = sorted(texts, key=lambda text: (len(text), text))
        for start in range(0, len(ordered), BATCH):
            batch = ordered[start : start + BATCH]
            self._known.update(zip(batch, self.encoder.questions(batch), strict=True))

    def vectors(self, one: Conversation) -> Vectors:
        """Return the rows `resolve` wants, of a conversation that was learnt."""
        rows = [self._known[text] for text in texts_to_encode(one)]
        return np.stack(rows) if rows else np.zeros((0, self.encoder.dimension), np.float32)
