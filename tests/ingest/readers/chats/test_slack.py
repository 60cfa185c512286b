"""A Slack export gives the same conversations as a folder and as a zip: threads whole, names for ids."""

from __future__ import annotations

import json
import zipfile

from ingest.items import ChatEntry, Failed, Skipped
from ingest.readers import read

USERS = [
    {"id": "U1", "name": "sara", "profile": {"real_name": "Sara Noor", "display_name": "sara"}},
    {"id": "U2", "name": "bob", "real_name": "Bob Lee"},
    {"id": "U3", "name": "robo", "is_bot": True, "real_name": "Robo"},
    {"id": "U4", "name": "guest", "real_name": "Gita", "is_ultra_restricted": True},
]
CHANNELS = [{"id": "C1", "name": "help"}, {"id": "C2", "name": "random"}]


def said(ts, user, text, **more):
    return {"type": "message", "ts": f"{ts}.000100", "user": user, "text": text, **more}


DAY1 = [
    said(
        1000,
        "U1",
        "The <https://barg.example/pay|payment page> is down &amp; slow, <@U2>?",
    ),
    said(1010, "U2", "<@U1> has joined the channel", subtype="channel_join"),
    said(1020, "U1", "how do I reset a till?"),
    said(1030, "U2", "Restart it, see <#C2|random>.", thread_ts="1000.000100"),
    said(1040, "U2", "hold the button <!here>", edited={"user": "U2", "ts": "1041.0"}),
    {
        "type": "message",
        "subtype": "bot_message",
        "ts": "1050.000100",
        "username": "Alarm",
        "bot_id": "B1",
        "text": "",
        "attachments": [{"fallback": "disk full"}],
    },
    said(1060, "U2", "This message was deleted.", subtype="tombstone", hidden=True),
    said(1070, "U1", "", files=[{"id": "F1"}]),
]
DAY2 = [
    said(90_000, "U4", "My card was charged twice"),
    said(90_010, "U2", "I refunded it."),
    said(90_020, "U1", "thanks, works", thread_ts="1000.000100"),
]
FILES = {
    "users.json": USERS,
    "channels.json": CHANNELS,
    "help/1970-01-01.json": DAY1,
    "help/1970-01-02.json": DAY2,
    "notes.txt": "x",
    "integration_logs.json": [],
}


def folder(path):
    for name, data in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(json.dumps(data), "utf-8")
    return path


def zipped(path, prefix=""):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(prefix + name, json.dumps(data))
    return path


def talks(items):
    return {item.key: item.content for item in items if isinstance(item.content, ChatEntry)}


def lines(talk):
    return [(one.role, one.author, one.text) for one in talk.messages]


def test_threads_are_whole_across_days_and_other_talk_is_cut_at_silences(tmp_path):
    found = talks(read([folder(tmp_path / "export")]))
    assert sorted(found) == ["C1/1000.000100", "C1/1020.000100", "C1/90000.000100"]
    assert lines(found["C1/1000.000100"]) == [
        ("unknown", "Sara Noor", "The payment page (https://barg.example/pay) is down & slow, @Bob Lee?"),
        ("unknown", "Bob Lee", "Restart it, see #random."),
        ("unknown", "Sara Noor", "thanks, works"),
    ]
    assert lines(found["C1/1020.000100"]) == [
        ("unknown", "Sara Noor", "how do I reset a till?"),
        ("unknown", "Bob Lee", "hold the button @here"),
        ("bot", "Alarm", "disk full"),
    ]


def test_guests_of_the_workspace_are_the_customers(tmp_path):
    found = talks(read([folder(tmp_path / "export")]))
    assert [one[0] for one in lines(found["C1/90000.000100"])] == ["customer", "agent"]


def test_what_says_nothing_and_what_is_no_message_is_named(tmp_path):
    reasons = {
        item.key: item.content.reason
        for item in read([folder(tmp_path / "export")])
        if isinstance(item.content, Skipped)
    }
    assert reasons == {
        "C1 (passed over)": "messages that say nothing: 1 deleted messages, 1 notices of the channel "
        "(somebody came or left, or it was changed), 1 pictures and files without words",
        "notes.txt": "a file of the export that holds no messages",
    }


def test_a_zip_gives_the_same_items_as_the_folder_even_under_one_more_folder(tmp_path):
    from_folder = [(item.key, item.raw) for item in read([folder(tmp_path / "export")])]
    assert [(item.key, item.raw) for item in read([zipped(tmp_path / "a.zip")])] == from_folder
    assert (
        talks(read([zipped(tmp_path / "b.zip", "workspace export/")])).keys()
        == talks(read([tmp_path / "a.zip"])).keys()
    )


def test_an_export_that_grew_repeats_what_it_had(tmp_path):
    root = folder(tmp_path / "export")
    before = {item.key: item.raw for item in read([root])}
    (root / "help/1970-01-09.json").write_text(json.dumps([said(700_000, "U1", "something new")]))
    after = {item.key: item.raw for item in read([root])}
    assert before == {key: after[key] for key in before}
    assert set(after) - set(before) == {"C1/700000.000100"}


def test_an_export_below_other_files_and_one_day_alone_are_found(tmp_path):
    folder(tmp_path / "archive/export")
    assert len(talks(read([tmp_path], "chat"))) == 3
    assert set(talks(read([tmp_path / "archive/export/help/1970-01-02.json"]))) == {
        "C1/1000.000100",
        "C1/90000.000100",
    }


def test_a_day_that_is_cut_off_keeps_what_comes_before(tmp_path):
    root = folder(tmp_path / "export")
    whole = (root / "help/1970-01-02.json").read_text()
    (root / "help/1970-01-02.json").write_text(whole[: whole.index("refunded")])
    items = list(read([root]))
    assert "C1/90000.000100" in talks(items)
    (broken,) = [item for item in items if isinstance(item.content, Failed)]
    assert (broken.key, broken.content.reason) == (
        "help/1970-01-02.json",
        "the file of this day ends early: it is cut off or damaged",
    )


def test_a_damaged_file_in_a_zip_costs_only_itself(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, json.dumps(data))
    data = bytearray(path.read_bytes())
    at = data.index(b"help/1970-01-01.json") + len(b"help/1970-01-01.json")
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    items = list(read([path]))
    assert [item.key for item in items if isinstance(item.content, Failed)] == ["help/1970-01-01.json"]
    assert "C1/90000.000100" in talks(items)
