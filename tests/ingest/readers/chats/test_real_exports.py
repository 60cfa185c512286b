"""Real chat exports: every message is in a conversation or counted, and real logs are untangled well enough."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from benchmarks.irc import logs
from ingest.items import ChatEntry, Failed, Skipped
from ingest.readers import read
from ingest.readers.chats.whatsapp_lines import head_of
from ingest.untangling import links

DATA = Path(os.environ.get("DANESH_REAL_DATA", Path(__file__).parents[5] / "shared" / "data"))
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not on this machine"),
]


def said_and_passed(path):
    items = list(read([path]))
    assert not [item for item in items if isinstance(item.content, Failed)]
    said = sum(len(item.content.messages) for item in items if isinstance(item.content, ChatEntry))
    reasons = " ".join(item.content.reason for item in items if isinstance(item.content, Skipped))
    return said, sum(int(count) for count in re.findall(r"\b(\d+) (?!days)", reasons))


@pytest.mark.parametrize("name", ["full_export_result", "personal_chat", "supergroup_with_topics"])
def test_every_message_of_telegram_is_said_or_counted(name):
    path = DATA / f"exports/telegram/{name}.json"
    whole = json.loads(path.read_text("utf-8"))
    chats = (
        whole["chats"]
        if isinstance(whole.get("chats"), list)
        else whole.get("chats", {}).get("list", [whole])
    )
    assert sum(said_and_passed(path)) == sum(len(chat["messages"]) for chat in chats)


@pytest.mark.parametrize("name", ["lorem", "lorem-2000", "lorem-merge-part1", "lorem-merge-part2", "pokemon"])
def test_every_message_of_whatsapp_is_said_or_counted(name):
    path = DATA / f"exports/whatsapp/{name}.txt"
    heads = sum(head_of(line) is not None for line in path.read_text("utf-8").split("\n"))
    assert sum(said_and_passed(path)) == heads


def test_reply_links_of_held_out_logs():
    right = found = there = 0
    for log in logs(DATA):
        if not log.in_training:
            parents = list(links(log.said))
            pairs = {(place, parents[place]) for place in log.answers}
            gold = {(place, parent) for place, answers in log.answers.items() for parent in answers}
            right, found, there = right + len(pairs & gold), found + len(pairs), there + len(gold)
    assert 2 * right / (found + there) >= 0.67
