"""Telegram exports: private chats cut at silences, topics and replies kept together, everything else counted."""

from __future__ import annotations

import json

from ingest.items import ChatEntry, Failed, Skipped
from ingest.readers import read

HOUR = 3600


def said(number, at, who, text, **more):
    return {
        "id": number,
        "type": "message",
        "date_unixtime": str(at),
        "date": "2024-01-01T00:00:00",
        "from": who,
        "from_id": f"user{who}",
        "text": text,
        **more,
    }


def written(path, data):
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def talks(path):
    return {
        item.key: [(m.external_id.rpartition("/")[2], m.role, m.text) for m in item.content.messages]
        for item in read([path])
        if isinstance(item.content, ChatEntry)
    }


def private(*messages, **more):
    return {"name": "Ann", "type": "personal_chat", "id": 7, "messages": list(messages), **more}


def test_a_private_chat_is_cut_where_it_was_silent_for_long(tmp_path):
    path = written(
        tmp_path / "result.json",
        private(
            said(1, 0, "Ann", "my order is late"),
            said(2, 60 * HOUR, "Shop", "It arrives today."),  # a question that waited over the weekend
            said(
                3,
                61 * HOUR,
                "Ann",
                ["thanks, see ", {"type": "text_link", "text": "this", "href": "https://b.example/x"}],
            ),
            said(4, 100 * HOUR, "Shop", "Did it work?"),
        ),
    )
    assert talks(path) == {
        "7/1": [
            ("1", "customer", "my order is late"),
            ("2", "agent", "It arrives today."),
            ("3", "customer", "thanks, see this (https://b.example/x)"),
        ],
        "7/4": [("4", "agent", "Did it work?")],
    }


def test_in_a_full_export_its_owner_is_support_in_every_chat(tmp_path):
    chats = [
        private(said(1, 0, "Shop", "Your parcel waits for you.")),
        {
            "name": "G",
            "type": "private_group",
            "id": 9,
            "messages": [said(1, 0, "Bob", "open on Friday?"), said(2, 9, "Shop", "Yes, from nine.")],
        },
        {"name": "me", "type": "saved_messages", "id": 1, "messages": [said(5, 0, "Shop", "note")]},
    ]
    path = written(
        tmp_path / "a.json",
        {"about": "x", "personal_information": {"user_id": "Shop"}, "chats": {"about": "y", "list": chats}},
    )
    assert talks(path) == {
        "7/1": [("1", "agent", "Your parcel waits for you.")],
        "9/1": [("1", "unknown", "open on Friday?"), ("2", "agent", "Yes, from nine.")],
    }


def test_topics_and_replies_keep_talk_apart(tmp_path):
    group = {
        "name": "G",
        "type": "private_supergroup",
        "id": 5,
        "messages": [
            {
                "id": 1,
                "type": "service",
                "action": "topic_created",
                "title": "Payments",
                "date_unixtime": "0",
                "text": "",
            },
            said(2, 10, "A", "card refused", reply_to_message_id=1),
            said(3, 20, "B", "app crashes"),
            said(4, 30, "C", "which bank?", reply_to_message_id=2),
            said(5, 40, "A", "Melli", reply_to_message_id=1),
            said(6, 30 * HOUR, "C", "a new version fixes it", reply_to_message_id=3),
            said(7, 40 * HOUR, "D", "", media_type="sticker"),
        ],
    }
    path = written(tmp_path / "g.json", group)
    found = talks(path)
    assert [[one[0] for one in talk] for talk in found.values()] == [["2", "4", "5"], ["3", "6"]]
    subjects = [item.content.subject for item in read([path]) if isinstance(item.content, ChatEntry)]
    assert subjects == ["Payments", ""]
    (skipped,) = [item.content for item in read([path]) if isinstance(item.content, Skipped)]
    assert (
        skipped.reason
        == "messages that say nothing: 1 notices of Telegram, 1 pictures, sounds and files without words"
    )


def test_what_comes_before_a_cut_is_kept(tmp_path):
    whole = json.dumps(
        private(said(1, 0, "Ann", "first"), said(2, 9, "Shop", "second"), said(3, 10, "Ann", "third"))
    )
    path = tmp_path / "r.json"
    path.write_text(whole[: whole.index("third")])
    items = list(read([path]))
    assert talks(path) == {"7/1": [("1", "customer", "first"), ("2", "agent", "second")]}
    assert [item.content for item in items if isinstance(item.content, Failed)] == [
        Failed("the export ends early: it is cut off or damaged")
    ]


def test_a_message_of_odd_types_costs_only_itself(tmp_path):
    odd = {
        "id": None,
        "type": "message",
        "date": 5,
        "from": None,
        "text": [1, {"text": None}, "words"],
        "reply_to_message_id": {},
    }
    path = written(tmp_path / "r.json", private(odd, 3, None, said(2, 9, "Shop", "fine")))
    (talk,) = talks(path).values()
    assert [one[2] for one in talk] == ["words", "fine"]
