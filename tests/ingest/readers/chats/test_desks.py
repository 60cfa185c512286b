"""Zendesk, Intercom and Chatwoot: roles by their own fields, and nothing said inside reaches a customer's eyes."""

from __future__ import annotations

import json

import pytest

from ingest.items import ChatEntry, Failed, Skipped
from ingest.readers import read


def written(path, data):
    rows = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    path.write_text(rows, "utf-8")
    return path


def talks(path, kind="auto"):
    return {
        item.key: (
            item.content.channel,
            item.content.subject,
            item.content.resolved,
            [(m.role, m.author, m.text) for m in item.content.messages],
        )
        for item in read([path], kind)
        if isinstance(item.content, ChatEntry)
    }


TICKET = {
    "id": 35436,
    "subject": "Refund",
    "status": "solved",
    "requester_id": 1,
    "created_at": "2024-01-02T10:00:00Z",
    "description": "I want my money back",
    "via": {"channel": "web"},
    "comments": [
        {
            "id": 11,
            "author_id": 1,
            "body": "I want my money back",
            "public": True,
            "created_at": "2024-01-02T10:00:00Z",
        },
        {
            "id": 12,
            "author_id": 2,
            "body": "he is a pain",
            "public": False,
            "created_at": "2024-01-02T10:05:00Z",
        },
        {
            "id": 13,
            "author_id": 2,
            "html_body": "<p>Refunded <b>today</b>.</p>",
            "public": True,
            "created_at": "2024-01-02T11:00:00Z",
        },
    ],
}
USERS = [{"id": 1, "name": "Ann", "role": "end-user"}, {"id": 2, "name": "Bob", "role": "agent"}]
SAID = (
    "zendesk",
    "Refund",
    True,
    [("customer", "Ann", "I want my money back"), ("agent", "Bob", "Refunded today.")],
)


def without_names(told):
    return (*told[:3], [(role, "", text) for role, _, text in told[3]])


def test_zendesk_as_one_document_with_people_after_the_tickets(tmp_path):
    path = written(
        tmp_path / "t.json",
        {
            "tickets": [TICKET, {"id": 2, "subject": "x", "status": "deleted", "requester_id": 1}],
            "users": USERS,
        },
    )
    assert talks(path) == {"35436": SAID}
    assert [item.content for item in read([path])][1] == Skipped("the ticket was deleted")


def test_zendesk_as_a_ticket_alone_a_list_and_lines(tmp_path):
    expected = {"35436": without_names(SAID)}
    assert talks(written(tmp_path / "a.json", TICKET)) == expected
    assert talks(written(tmp_path / "b.json", [TICKET])) == expected
    assert talks(written(tmp_path / "c.json", {"ticket": TICKET, "users": USERS})) == {"35436": SAID}
    lines = json.dumps(TICKET) + "\n{broken\n" + json.dumps({**TICKET, "id": 7, "comments": []}) + "\n"
    for name in ("d.jsonl", "e.ndjson", "f.json"):
        path = written(tmp_path / name, lines)
        assert talks(path) == {
            **expected,
            "7": ("zendesk", "Refund", True, [("customer", "", "I want my money back")]),
        }
        assert Failed("line 2: the row is not valid JSON") in [item.content for item in read([path])]


def test_zendesk_comments_alone_are_one_ticket_whose_first_author_asks(tmp_path):
    comments = [
        {"id": 1, "author_id": 5, "body": "why?", "public": True, "audit_id": 3},
        {"id": 2, "author_id": 6, "body": "because", "public": True, "audit_id": 4},
    ]
    path = written(tmp_path / "8.json", {"comments": comments, "count": 2})
    assert talks(path) == {"8": ("zendesk", "", None, [("customer", "", "why?"), ("agent", "", "because")])}


def test_zendesk_comments_of_an_incremental_export(tmp_path):
    event = {
        "ticket_id": 9,
        "created_at": "2024-01-02T10:00:00Z",
        "child_events": [
            {"event_type": "Comment", "body": "help", "public": True, "author_id": 1},
            {"event_type": "Change"},
        ],
    }
    path = written(tmp_path / "a.json", {"ticket_events": [event], "users": USERS, "count": 1})
    assert talks(path) == {"9": ("zendesk", "", None, [("customer", "Ann", "help")])}


INTERCOM = {
    "type": "conversation",
    "id": "147",
    "created_at": 1704189600,
    "title": None,
    "state": "closed",
    "source": {
        "type": "conversation",
        "id": "s1",
        "subject": "<p>Login</p>",
        "body": "<p>I cannot log in</p>",
        "author": {"type": "user", "id": "u", "name": "Ann"},
    },
    "conversation_parts": {
        "type": "conversation_part.list",
        "conversation_parts": [
            {
                "id": "p1",
                "part_type": "note",
                "body": "<p>known bug</p>",
                "created_at": 1704189700,
                "author": {"type": "admin", "name": "Bob"},
            },
            {
                "id": "p2",
                "part_type": "comment",
                "body": "<p>Try this:</p><ol><li>Clear cookies</li></ol>",
                "created_at": 1704189800,
                "author": {"type": "admin", "name": "Bob"},
            },
            {
                "id": "p3",
                "part_type": "assignment",
                "body": None,
                "created_at": 1704189900,
                "author": {"type": "bot", "name": "Op"},
            },
            {
                "id": "p4",
                "part_type": "comment",
                "body": "<p>works</p>",
                "created_at": 1704190000,
                "author": {"type": "lead", "name": "Ann"},
            },
        ],
    },
}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda c: c,
        lambda c: [c],
        lambda c: {"type": "conversation.list", "conversations": [c]},
        lambda c: json.dumps(c) + "\n",
    ],
)
def test_intercom(tmp_path, wrap):
    data = wrap(INTERCOM)
    path = written(tmp_path / ("a.jsonl" if isinstance(data, str) else "a.json"), data)
    (told,) = talks(path).values()
    assert told[:3] == ("intercom", "Login", None)
    assert [one[:2] for one in told[3]] == [("customer", "Ann"), ("agent", "Bob"), ("customer", "Ann")]
    assert "Clear cookies" in told[3][1][2]
    assert "<" not in told[3][1][2]


CHATWOOT = {
    "id": 20,
    "inbox_id": 3,
    "status": "resolved",
    "meta": {"sender": {"name": "Ann"}, "channel": "Channel::WebWidget"},
    "messages": [
        {
            "id": 1,
            "content": "Hi, refund?",
            "message_type": 0,
            "private": False,
            "created_at": 1704189600,
            "sender": {"name": "Ann", "type": "contact"},
        },
        {"id": 2, "content": "Conversation was opened", "message_type": 2, "created_at": 1704189601},
        {"id": 3, "content": "We reply in a day", "message_type": 3, "created_at": 1704189602},
        {
            "id": 4,
            "content": "check fraud",
            "message_type": 1,
            "private": True,
            "created_at": 1704189603,
            "sender": {"name": "Bob", "type": "user"},
        },
        {
            "id": 5,
            "content": "Refunded.",
            "message_type": "outgoing",
            "private": False,
            "created_at": 1704189604,
            "sender": {"name": "Bob", "type": "user"},
        },
        {
            "id": 6,
            "content": "Rate us",
            "message_type": 3,
            "content_type": "input_csat",
            "created_at": 1704189605,
        },
    ],
}
TOLD = (
    "chatwoot",
    "",
    True,
    [("customer", "Ann", "Hi, refund?"), ("bot", "", "We reply in a day"), ("agent", "Bob", "Refunded.")],
)


def test_chatwoot_conversations_and_messages_alone(tmp_path):
    assert talks(written(tmp_path / "a.json", {"data": {"meta": {}, "payload": [CHATWOOT]}})) == {"20": TOLD}
    assert talks(written(tmp_path / "b.json", [CHATWOOT])) == {"20": TOLD}
    assert talks(written(tmp_path / "c.json", CHATWOOT)) == {"20": TOLD}
    alone = [{**message, "conversation_id": 20} for message in CHATWOOT["messages"]]
    path = written(tmp_path / "d.json", {"meta": {}, "payload": alone})
    assert talks(path) == {"20": (*TOLD[:2], None, TOLD[3])}


def test_what_was_only_said_inside_is_skipped_by_name(tmp_path):
    notes = [message for message in CHATWOOT["messages"] if message.get("private")]
    path = written(tmp_path / "a.json", [{**CHATWOOT, "messages": notes}])
    (item,) = read([path])
    assert item.content == Skipped("only internal notes and events, nothing was said to the customer")


def test_a_document_that_is_cut_off_keeps_what_comes_before(tmp_path):
    whole = json.dumps([CHATWOOT, {**CHATWOOT, "id": 21}, {**CHATWOOT, "id": 22}])
    path = written(tmp_path / "a.json", whole[:-300])
    assert set(talks(path)) == {"20", "21"}
    assert Failed("the export ends early: it is cut off or damaged") in [
        item.content for item in read([path])
    ]


@pytest.mark.parametrize(
    "data",
    [
        "{}",
        "[]",
        "null",
        "5",
        '{"a": 1}',
        '{"name": "package", "version": "1", "type": "module"}',
        "[[[[",
        '{"messages": []}',
    ],
)
def test_other_json_is_not_taken_for_a_chat(tmp_path, data):
    (item,) = read([written(tmp_path / "a.json", data)])
    assert item.content == Skipped("no reader for .json files")
