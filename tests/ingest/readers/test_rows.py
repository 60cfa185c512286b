"""Rows become entries, and a wrong field is named without repeating what stands in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import ArticleEntry, ChatEntry, ChatMessage, Failed, FaqEntry, Skipped
from ingest.readers import count, read
from ingest.readers.jsonl import read_jsonl
from ingest.readers.rows import LONGEST_QUESTION, content_of, kind_of, language_code

FAQ = {"id": "f1", "question": " Where? ", "answer": "There."}


def of(row):
    return content_of(row, kind_of(row), "file row 1")


def lines(tmp_path, *rows):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows))
    return list(read_jsonl(path))


def test_a_full_faq_row():
    row = FAQ | {
        "id": 12,
        "variants": ["Where is it?", "Where?", "", "Where is it?"],
        "language": "fa-IR",
        "category": " Delivery ",
        "tags": ["a", "a", "b"],
        "audience": "agents",
    }
    assert of(row) == FaqEntry(
        "12", "Where?", "There.", ("Where is it?",), "fa", "Delivery", ("a", "b"), audience="agents"
    )


def test_a_row_without_an_id_is_called_after_its_file():
    assert of({"question": "q", "answer": "a"}).external_id == "file row 1"


def test_an_article_row_may_lack_a_title():
    assert of({"id": "x", "body": "# H\n\ntext", "title": ""}) == ArticleEntry("x", "", "# H\n\ntext")


def test_a_conversation_row():
    row = {
        "id": "c",
        "channel": "telegram",
        "resolved": True,
        "messages": [
            {
                "id": "m1",
                "role": "Customer",
                "author": "Sara",
                "sent_at": "2024-05-01T10:00:00+03:30",
                "text": "hi",
            },
            {"role": "客服", "sent_at": 1714550400, "text": ""},
            {"id": "m1", "role": "robot?", "sent_at": 1714550400000, "text": "x"},
        ],
    }
    noon = datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert of(row) == ChatEntry(
        "c",
        "telegram",
        "",
        None,
        resolved=True,
        messages=(
            ChatMessage("m1", "customer", "Sara", datetime(2024, 5, 1, 6, 30, tzinfo=UTC), "hi"),
            ChatMessage("c/2", "agent", "", noon, ""),
            ChatMessage("m1#3", "unknown", "", noon, "x"),
        ),
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"question": "q"}, "'answer' is missing"),
        ({"question": "q", "answer": None}, "'answer' is missing"),
        ({"question": ["q"], "answer": "a"}, "'question' is not text"),
        ({"question": " \0", "answer": "a"}, "'question' is empty"),
        (
            {"question": "x" * (LONGEST_QUESTION + 1), "answer": "a"},
            "'question' is longer than 20,000 characters",
        ),
        (FAQ | {"variants": "one"}, "'variants' is not a list of texts"),
        (FAQ | {"tags": [1]}, "'tags' is not a list of texts"),
        (
            FAQ | {"language": "klingon"},
            "the language 'klingon' is not known (use a code such as en, fa or zh)",
        ),
        (FAQ | {"language": "x" * 50}, "the language given is not known (use a code such as en, fa or zh)"),
        (FAQ | {"audience": "everyone"}, "the audience 'everyone' is neither 'public' nor 'agents'"),
        (FAQ | {"category": 3}, "'category' is not text"),
        ({"body": ""}, "'body' is empty"),
        ({"messages": {}}, "'messages' is missing or is not a list"),
        ({"messages": ["x"]}, "message 1 is not a JSON object"),
        ({"messages": [{"text": "a"}, {}]}, "message 2: 'text' is missing"),
        (
            {"messages": [{"text": "a", "sent_at": "soon"}]},
            "message 1: 'sent_at' is not a date and time (ISO 8601 or epoch seconds)",
        ),
        ({"messages": [{"text": "a"}], "resolved": "yes"}, "'resolved' is neither true, false nor null"),
        (
            {"x": 1},
            "the row is no FAQ entry (question, answer), article (body) or conversation (messages)",
        ),
        ([1], "the row is not a JSON object"),
    ],
)
def test_a_wrong_field_is_named(row, reason):
    assert of(row) == Failed(reason)


def test_what_is_whole_but_no_material_is_skipped():
    assert of({"question": "q", "relevant": ["f1"]}) == Skipped(
        "a golden question for evaluation, not an FAQ entry"
    )
    assert of({"id": "c", "messages": []}) == Skipped("the conversation has no messages")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("FA", "fa"),
        ("zh-Hant-TW", "zh"),
        ("zh_CN", "zh"),
        ("fas", "fa"),
        ("chi", "zh"),
        ("tlh", "tlh"),
    ],
)
def test_language_tags_come_down_to_their_language(tag, code):
    assert language_code(tag) == code


@pytest.mark.parametrize("tag", ["xx", "und", "mul", "english", "", "e", "en!", "فارسی"])
def test_what_is_no_language_is_none(tag):
    assert language_code(tag) is None


def test_each_line_is_an_item_and_a_bad_one_costs_only_itself(tmp_path):
    items = lines(
        tmp_path,
        b"\xef\xbb\xbf" + json.dumps(FAQ).encode(),
        b"",
        b"{broken",
        {"question": "q"},
        FAQ | {"id": 2},
    )
    assert [item.key for item in items] == ["f1", "row 3", "row 4", "2"]
    assert [item.kind for item in items] == ["faq", "unknown", "faq", "faq"]
    assert items[1].content == Failed(
        "line 3: the row is not valid JSON (Expecting property name enclosed in double quotes, column 2)"
    )
    assert items[2].content == Failed("line 4: 'answer' is missing")
    assert items[1].raw == b"{broken"


@pytest.mark.parametrize("row", [b"[" * 100_000, b'{"id": ' + b"9" * 10_000 + b"}", b"NaN", b'"text"'])
def test_json_made_to_break_is_one_failed_item(tmp_path, row):
    (item,) = lines(tmp_path, row)
    assert isinstance(item.content, Failed)


def test_an_endless_line_is_cut_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.readers.jsonl.LARGEST_ROW", 1000)
    items = lines(tmp_path, FAQ | {"answer": "x" * 5000}, FAQ)
    assert [type(item.content) for item in items] == [Failed, FaqEntry]
    assert len(items[0].raw) <= 65_536


def test_text_that_no_store_takes_is_cleaned(tmp_path):
    (item,) = lines(tmp_path, b'{"id": "a", "question": "q\\u0000\\ud800", "answer": "a\\r\\nb"}')
    assert item.content == FaqEntry("a", "q\ufffd", "a\nb")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(
    ["id", "question", "answer", "messages", "body", "text", "role", "sent_at", "language", "tags"]
)


@given(
    st.dictionaries(fields, json_values | st.lists(st.dictionaries(fields, json_values)), max_size=6)
    | json_values
)
def test_any_json_is_an_entry_or_a_reason(row):
    content = of(row)
    if isinstance(content, Failed | Skipped):
        assert content.reason


def test_a_file_of_golden_questions_is_one_item(tmp_path):
    rows = [{"question": f"q{number}", "relevant": []} for number in range(138)]
    path = tmp_path / "golden.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    (item,) = read([path])
    assert item.content == Skipped("138 golden questions for evaluation (danesh eval), not support material")
    assert (item.key, count([path])) == ("golden.jsonl", 1)


def test_golden_questions_among_other_rows_are_items_of_their_own(tmp_path):
    rows = [{"question": "q", "relevant": []}, {"question": "q", "answer": "a"}]
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [type(item.content) for item in read([path])] == [Skipped, FaqEntry]


def test_a_text_longer_than_any_is_named():
    assert of({"question": "q", "answer": "x" * 1_000_001}) == Failed(
        "'answer' is longer than 1,000,000 characters"
    )


@pytest.mark.parametrize(
    "deep", ["[" * 200_000, '{"a":' * 200_000, '{"question":"q","answer":' + "[" * 200_000]
)
def test_rows_nested_without_end_cost_only_themselves(tmp_path, deep):
    path = tmp_path / "deep.jsonl"
    path.write_text(deep + '\n{"question": "q", "answer": "a"}\n')
    first, second = read([path])
    assert isinstance(first.content, Failed)
    assert first.content.reason.startswith("line 1: ")
    assert isinstance(second.content, FaqEntry)
