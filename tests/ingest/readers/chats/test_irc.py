"""IRC logs of the usual clients, and interleaved talk untangled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import ChatEntry, Failed, Skipped
from ingest.readers import read
from ingest.readers.chats.irc_lines import looks_like_irc, parse

LINES = [
    ("[10:02] <ann> hi all", "message", "ann", "hi all"),
    ("[10:02:33] <@ann> hi", "message", "ann", "hi"),
    ("10:02 < ann> hi", "message", "ann", "hi"),
    ("10:02 <+ann> hi", "message", "ann", "hi"),
    ("2021-01-05 10:02:33\t@ann\thi there", "message", "ann", "hi there"),
    ("2021-01-05 10:02:33\t-->\tann (~a@b) has joined #x", "notice", "", None),
    ("2021-01-05 10:02:33\t *\tann waves", "action", "ann", "waves"),
    ("Jan 05 10:02:33 <ann>\thi", "message", "ann", "hi"),
    ("[2021-01-05T10:02:33+0000] <ann> hi", "message", "ann", "hi"),
    ("2021-01-05T10:02:33  <ann> hi", "message", "ann", "hi"),
    ("<ann> hi", "message", "ann", "hi"),
    ("=== ann [~a@b] has joined #x", "notice", "", None),
    ("10:02 -!- ann [~a@b] has quit [Ping timeout]", "notice", "", None),
    ("[10:02:33] *** Joins: ann (~a@b)", "notice", "", None),
    ("[10:02] * ann waves", "action", "ann", "waves"),
    ("10:02  * ann waves", "action", "ann", "waves"),
    ("[10:02] * ann has joined #x", "notice", "", None),
    ("--- Log opened Tue Jan 05 10:00:00 2021", "date", "", None),
    ("**** BEGIN LOGGING AT Tue Jan  5 10:00:00 2021", "date", "", None),
]


@pytest.mark.parametrize("case", LINES, ids=lambda case: case[0][:30])
def test_lines_of_all_clients(case):
    text, kind, nick, words = case
    line = parse(text)
    assert (line.kind, line.nick) == (kind, nick)
    if words is not None:
        assert line.text == words


@pytest.mark.parametrize(
    "text", ["", "some words", "10:02", "# heading", "- [ ] task", "25:61 <a> b", "a <b> c"]
)
def test_other_lines_are_none(text):
    assert parse(text) is None


TANGLED = """\
=== dana [~d@host] has joined #help
[10:00] <dana> hello, my printer prints empty pages after the update, how do I fix that?
[10:00] <omid> anyone knows how to mount an iso image without burning it?
[10:01] <helper> dana: which printer model is it?
[10:01] <carol> omid: mount -o loop image.iso /mnt should do
[10:02] <dana> helper: a Brother laser printer
[10:02] <omid> carol: thanks, the iso mount works
[10:03] <helper> dana: install the brother driver again, then the pages are fine
[10:04] <dana> helper: great, that fixed my printer
"""


def test_interleaved_talk_becomes_two_conversations(tmp_path):
    path = tmp_path / "help_20210105.log"
    path.write_text(TANGLED)
    assert looks_like_irc(TANGLED.encode())
    items = list(read([path]))
    talks = [item.content for item in items if isinstance(item.content, ChatEntry)]
    assert [[one.external_id.rpartition(" ")[2] for one in talk.messages] for talk in talks] == [
        ["2", "4", "6", "8", "9"],
        ["3", "5", "7"],
    ]
    assert talks[0].messages[0].sent_at.isoformat() == "2021-01-05T10:00:00+00:00"
    assert [item.content for item in items[2:]] == [
        Skipped("messages that say nothing: 1 notices of the channel (somebody came, left or was renamed)")
    ]


def test_days_go_on_after_midnight_and_by_the_lines_that_name_them(tmp_path):
    text = "[23:59] <a> late\n[00:01] <a> early\n--- Day changed Sat Jan 09 2021\n[00:02] <a> x\n"
    path = tmp_path / "2021-01-05.log"
    path.write_text(text)
    said = sorted(
        (one.external_id.rpartition("/")[2], one.sent_at.isoformat()[:16])
        for item in read([path])
        if isinstance(item.content, ChatEntry)
        for one in item.content.messages
    )
    assert said == [
        ("line 1", "2021-01-05T23:59"),
        ("line 2", "2021-01-06T00:01"),
        ("line 4", "2021-01-09T00:02"),
    ]


def test_a_line_of_no_style_is_named_and_a_text_that_is_no_log_stays_a_document(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(TANGLED + "Segmentation fault (core dumped) in module\n")
    assert [item.content for item in read([path]) if isinstance(item.content, Failed)] == [
        Failed("line 10: not a line of any IRC client's style")
    ]
    other = tmp_path / "b.log"
    other.write_text("10:02 server started\n10:03 request failed\n")
    assert [item.content for item in read([other])] == [Skipped("no reader for .log files")]


def test_every_message_is_in_exactly_one_conversation_of_a_long_log(tmp_path):
    lines = [
        f"[{at // 60 % 24:02}:{at % 60:02}] <n{at % 7}> words {at % 13} about thing {at % 5}"
        for at in range(1500)
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines))
    said = [one.external_id.rpartition("/")[2] for item in read([path]) for one in item.content.messages]
    assert sorted(said, key=lambda name: int(name[5:])) == [f"line {number}" for number in range(1, 1501)]


@given(st.text(max_size=100))
def test_no_line_makes_parsing_raise(text):
    parse(text)


def test_a_day_later_is_another_conversation_whatever_it_links_to(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(
        "2021-01-05 10:00:00\tann\tis the build broken?\n2021-01-07 10:00:00\tbob\tann: which build?\n"
    )
    assert len(list(read([path]))) == 2


def test_no_conversation_grows_without_end(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(
        "\n".join(f"[10:{at // 30:02}] <n{at % 2}> n{(at + 1) % 2}: and then {at}" for at in range(1300))
    )
    sizes = [len(item.content.messages) for item in read([path])]
    assert sum(sizes) == 1300
    assert max(sizes) <= 500
