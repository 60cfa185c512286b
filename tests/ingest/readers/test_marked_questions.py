"""Questions and answers that a text marks as such, in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import DocumentEntry, FaqEntry
from ingest.readers import read
from ingest.readers.marked_questions import pairs

TEXTS = {
    "en": "Q: Where is it?\nA: Here.\nAnd there.\n\nQ: When?\nA: Now.\n",
    "numbered": "Q1. Where is it?\nA1. Here.\nAnd there.\n\nQ2) When?\nA2) Now.\n",
    "words": "Question 1: Where is it?\nAnswer: Here.\nAnd there.\n\nQuestion 2: When?\nAnswer: Now.\n",
    "bold": "**Q: Where is it?**\n\n**A:** Here.\nAnd there.\n\n**Q: When?**\n\nA: Now.\n",
    "list": "1. Q: Where is it?\nA: Here.\nAnd there.\n\n2. Q: When?\nA: Now.\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_english(text):
    assert [(pair.question, pair.answer) for pair in pairs(text)] == [
        ("Where is it?", "Here.\nAnd there."),
        ("When?", "Now."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "س: کجاست؟\nج: اینجا.\n\nس: کی؟\nج: فردا.\n",
        "پرسش ۱: کجاست؟\nپاسخ ۱: اینجا.\nسؤال ۲- کی؟\nجواب: فردا.\n",
    ],
)
def test_persian(text):
    assert [(pair.question, pair.answer) for pair in pairs(text)] == [("کجاست؟", "اینجا."), ("کی؟", "فردا.")]


@pytest.mark.parametrize(
    "text",
    [
        "问：在哪里？\n答：这里。\n问：什么时候？\n答：明天。",
        "問題1：在哪里？\n答案：这里。\n問：什么时候？\n回答：明天。",
    ],
)
def test_chinese(text):
    assert [(pair.question, pair.answer) for pair in pairs(text)] == [
        ("在哪里？", "这里。"),
        ("什么时候？", "明天。"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A: one\nA: two",
        "Q: only one?\nA: yes",
        "Quality: high\nAnswers: few\nQuality: low\nA. Smith",
        "Q: a\nQ: b\nQ: c\nA: d",
    ],
)
def test_other_texts_are_no_faq(text):
    assert pairs(text) == []


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_files_of_marked_questions(tmp_path, name):
    (tmp_path / name).write_text(
        "# Delivery\n\n" + TEXTS["en"] + "\n# Returns\n\nQ: How long?\nA: 30 days.\n"
    )
    found = [item.content for item in read([tmp_path])]
    assert [(entry.question, entry.answer, entry.category) for entry in found] == [
        ("Where is it?", "Here.\nAnd there.", "Delivery"),
        ("When?", "Now.", "Delivery"),
        ("How long?", "30 days.", "Returns"),
    ]
    assert all(isinstance(entry, FaqEntry) for entry in found)
    (item,) = read([tmp_path], "document")
    assert isinstance(item.content, DocumentEntry)


words = (
    st.text(alphabet="abcسلام问答 ?؟", min_size=1, max_size=20).map(str.strip).filter(bool).map("x ".__add__)
)


@given(
    st.lists(st.tuples(words, words), min_size=2, max_size=6),
    st.sampled_from([("Q", "A"), ("س", "ج"), ("问", "答")]),
)
def test_what_was_marked_is_found(rows, marks):
    text = "".join(f"{marks[0]}: {asked}\n{marks[1]}: {answered}\n\n" for asked, answered in rows)
    expected = [(" ".join(asked.split()), answered) for asked, answered in rows]
    assert [(pair.question, pair.answer) for pair in pairs(text)] == expected


@given(st.text(alphabet="QA:：.1 \n*#问答سج", max_size=80))
def test_any_text_ends(text):
    for pair in pairs(text):
        assert pair.question
