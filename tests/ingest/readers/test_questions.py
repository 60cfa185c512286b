"""Markdown files: questions become FAQ entries, other sections articles, other files documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import ArticleEntry, DocumentEntry, Failed, FaqEntry
from ingest.readers import read
from ingest.readers.questions import is_question, sections_of

FAQ = """---
title: ignored
---
# Help

Welcome to our help.

## Delivery

### 1. How long does it take?

Two days.

#### On islands

Three days.

### **چگونه سفارش را پیگیری کنم؟**

از صفحهٔ سفارش‌ها.

```
# not a heading
```

## Contact

Call us.

如何退款？
----------

A: 七天内申请。
"""


def contents(tmp_path, text, kind="auto"):
    (tmp_path / "faq.md").write_text(text)
    return [item.content for item in read([tmp_path / "faq.md"], kind)]


def test_questions_are_entries_with_everything_below_them(tmp_path):
    assert contents(tmp_path, FAQ) == [
        FaqEntry(
            "faq.md#How long does it take?",
            "How long does it take?",
            "Two days.\n\n#### On islands\n\nThree days.",
            category="Delivery",
        ),
        FaqEntry(
            "faq.md#چگونه سفارش را پیگیری کنم؟",
            "چگونه سفارش را پیگیری کنم؟",
            "از صفحهٔ سفارش‌ها.\n\n```\n# not a heading\n```",
            category="Delivery",
        ),
        ArticleEntry("faq.md#Contact", "Contact", "Call us."),
        FaqEntry("faq.md#如何退款？", "如何退款？", "七天内申请。"),
    ]


def test_a_text_with_other_headings_is_one_document(tmp_path):
    text = "# Handbook\n\nIntro.\n\n## Why us?\n\nBecause.\n\n## Prices\n\n| a | b |\n| --- | --- |\n\n## Places\n\nx"
    assert contents(tmp_path, text) == [DocumentEntry("faq.md", "Handbook", text)]


def test_a_text_without_headings_is_a_document_named_after_its_file(tmp_path):
    assert contents(tmp_path, "words") == [DocumentEntry("faq.md", "faq", "words")]


def test_who_asks_for_faq_gets_every_section_as_an_entry(tmp_path):
    found = contents(tmp_path, "# Shop\n\n## Shipping costs\n\nFive euros.\n\n## Returns\n\nFree.", "faq")
    assert [entry.question for entry in found] == ["Shipping costs", "Returns"]
    assert contents(tmp_path, FAQ, "document")[0].title == "Help"


def test_a_question_nobody_answered_is_named(tmp_path):
    found = contents(tmp_path, "## Where is it?\n\n## When will it come?\n\nSoon.")
    assert found[0] == Failed("the question has no answer")
    assert found[1].answer == "Soon."


@pytest.mark.parametrize(
    "heading",
    [
        *("Where is it?", "Q3: What is this", "How do I pay", "Can I wait", "I forgot my password"),
        *("چطور پرداخت کنم", "آیا می‌توانم صبر کنم", "۲. هزینه چقدر است؟", "از کجا بدانم"),
        *("怎么付款", "可以等吗", "問：運費多少", "退款多久到账", "為什麼不行"),
    ],
)
def test_questions_are_recognised_with_and_without_a_mark(heading):
    assert is_question(heading)


@pytest.mark.parametrize(
    "heading",
    ["Delivery", "How to install", "What's new", "چهارشنبه‌ها", "چندرسانه‌ای", "کیفیت", "退款政策", "安装", ""],
)
def test_titles_are_not_questions(heading):
    assert not is_question(heading)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.text(alphabet="abc? پ订", max_size=10),
            st.text(alphabet="xyz\n", max_size=20),
        ),
        max_size=8,
    )
)
def test_no_section_is_lost(parts):
    parts = [(level, heading.strip(), text) for level, heading, text in parts if heading.strip()]
    markdown = "\n\n".join(f"{'#' * level} {heading}\n\n{text}" for level, heading, text in parts)
    sections = [section for section in sections_of(markdown) if section.level]
    assert [section.level for section in sections] == [level for level, _, _ in parts]
    assert [section.text.split() for section in sections] == [text.split() for _, _, text in parts]
