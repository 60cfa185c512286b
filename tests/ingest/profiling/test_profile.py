"""What a profile says of a small archive, and that it keeps and shows nothing it must not."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.profiling import as_json, profile
from ingest.profiling.gathering import MOST_KEPT, Threads, gather
from ingest.profiling.mood import mood
from ingest.profiling.topics import trend
from kb.errors import FileUnreadableError
from kb.settings import Settings

ISSUES = [
    "The lamp flickers when I dim it",
    "My invoice shows the wrong company",
    "گارانتی یخچال من چقدر است؟",
]


def chat(number, question, month, *, solved, extra=""):
    sent = datetime(2024, month, 3, tzinfo=UTC) + timedelta(minutes=number)
    messages = [
        {"role": "customer", "author": f"p{number}", "sent_at": sent.isoformat(), "text": question + extra},
        {"role": "agent", "author": "Sam", "sent_at": sent.isoformat(),
         "text": "Please hold the button for ten seconds, then the lamp is set back to factory settings."},
        {"role": "customer", "author": f"p{number}", "sent_at": sent.isoformat(),
         "text": "Thank you, it works now." if solved else "It is still broken, this is terrible."},
    ]  # fmt: skip
    return {"id": f"c{number}", "channel": "chat", "resolved": solved, "messages": messages}


@pytest.fixture
def archive(tmp_path):
    rows = [chat(at, ISSUES[0], 1 + at // 2, solved=False) for at in range(12)]
    rows += [chat(20 + at, ISSUES[1], 1 + at % 2, solved=True) for at in range(4)]
    rows += [chat(40, ISSUES[2], 2, solved=True, extra=" من سارا احمدی هستم، 09120000123")]
    (tmp_path / "chats.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    for number, reply in ((1, ""), (2, "In-Reply-To: <m1@x.example>\n")):
        (tmp_path / f"{number}.eml").write_text(
            f"From: Nora Field <nora@x.example>\nTo: help@shop.example\nSubject: Keys\n{reply}"
            f"Date: Mon, 06 May 2024 10:0{number}:00 +0000\nMessage-ID: <m{number}@x.example>\n\n"
            f"My keys are lost, please call {number}-415-555-0132. Nora Field\n"
        )
    (tmp_path / "broken.jsonl").write_text("{not json\n")
    return tmp_path


@pytest.fixture
def found(archive, tmp_path_factory):
    return profile([archive], Settings(home=tmp_path_factory.mktemp("home")))


def test_what_is_there_is_counted(found):
    assert found.kinds["chat"]["readable"] == 17
    assert found.kinds["mail"]["readable"] == 2
    assert sum(sum(kind.values()) for kind in found.kinds.values()) == found.items
    assert found.channels == {"chat": 17, "email": 1}
    assert found.conversations == 18
    assert found.messages == 17 * 3 + 2
    assert found.flagged == {"solved": 5, "unsolved": 12, "unknown": 0}
    assert (found.first, found.last) == ("2024-01-03", "2024-06-03")
    assert sum(month.messages for month in found.months) == found.messages
    assert found.languages["en"] >= 18


def test_duplicates_and_personal_data_are_counted(found):
    assert found.duplicates == 11 + 3
    assert found.personal["phone"] >= 2
    assert found.personal["name"] >= 2


def test_a_broken_file_is_named(found):
    assert sum(kind["failed"] for kind in found.kinds.values()) >= 1
    assert found.reasons


def test_nothing_raw_is_shown_and_nothing_is_kept(archive, tmp_path):
    home = tmp_path / "home"
    shown = json.dumps(as_json(profile([archive], Settings(home=home))), ensure_ascii=False)
    for raw in ("nora@x.example", "Nora", "سارا", "09120000123", "555-0132"):
        assert raw not in shown
    assert not home.exists()


def test_issues_are_grouped_with_their_trend(tmp_path):
    rows = []
    for at in range(12):  # every month four ask something of their own, and more and more the same thing
        month = 1 + at // 2
        wording = f"The lamp flickers when I dim it in the evening, room {at}"
        rows.append(chat(at, wording, month, solved=False))
    rows += [
        chat(30 + at, f"Question {at} about {word} and {word} only", 1 + at % 3, solved=True)
        for at, word in enumerate(("shoes", "gloves", "paper", "wine", "tents", "clocks", "seeds", "glass"))
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    found = profile([tmp_path / "a.jsonl"], Settings(home=tmp_path / "h"))
    top = found.issues[0]
    assert top.count == 12
    assert "lamp flickers" in top.question
    assert top.trend == "rising"
    assert top.unsolved == 1.0
    assert found.pains[0] == top


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(FileUnreadableError):
        profile([tmp_path / "nothing"], Settings(home=tmp_path / "h"))


def test_the_sample_is_bounded_and_holds_whole_conversations(tmp_path):
    rows = [chat(at, f"{ISSUES[0]} number {at}", 1, solved=True) for at in range(MOST_KEPT // 2)]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    tally = gather([tmp_path / "a.jsonl"], "auto", lambda _: None)
    assert tally.held == sum(len(one.messages) for items in tally.kept.values() for one in items)
    assert MOST_KEPT / 8 < tally.held <= MOST_KEPT
    assert tally.items == MOST_KEPT // 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40), st.randoms())
def test_threads_are_the_same_in_any_order(links, order: random.Random):
    mails = [[f"m{number}", *(f"m{other}" for one, other in links if one == number)] for number in range(31)]

    def counted(some):
        threads = Threads()
        for ids in some:
            threads.add(ids)
        return threads.count()

    first = counted(mails)
    order.shuffle(mails)
    assert counted(mails) == first


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Thank you, it works, great help!", 1), ("This is terrible and still broken.", -1), ("not good", -1),
        ("ممنون، عالی بود", 1), ("افتضاح است، خراب رسید", -1), ("خوب نیست", -1),
        ("谢谢，太好了", 1), ("垃圾，太慢了，我要投诉", -1), ("不满意", -1),
    ],
)  # fmt: skip
def test_mood_has_the_right_sign(text, sign):
    assert (mood([text]) or 0) * sign > 0


def test_no_word_no_mood():
    assert mood(["The parcel is blue."]) is None


@given(st.dictionaries(st.sampled_from([f"2024-{month:02}" for month in range(1, 13)]), st.integers(1, 50)))
def test_an_issue_that_grows_with_everything_is_steady(total):
    from collections import Counter

    months = Counter(total)
    if months.total() >= 4 and len(total) > 1:
        assert trend(months, months) == "steady"
