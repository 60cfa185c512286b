"""Evidence names messages by id: no two messages of an archive share one, whatever they came in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ingest.items import ChatEntry
from ingest.readers import read

SAMPLES = Path(__file__).parents[4] / "samples"


def test_no_two_messages_of_the_sample_chats_share_an_id():
    talks = [item.content for item in read([SAMPLES / "chat"]) if isinstance(item.content, ChatEntry)]
    assert len({talk.channel for talk in talks}) >= 8
    ids = Counter(message.external_id for talk in talks for message in talk.messages)
    assert [name for name, count in ids.items() if count > 1] == []
    conversations = Counter(talk.external_id for talk in talks)
    assert [name for name, count in conversations.items() if count > 1] == []
