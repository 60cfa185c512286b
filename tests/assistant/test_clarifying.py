"""A topic is asked back about; a question that is answered is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.pipeline import ask
from ingest import pipeline
from kb.library import Library

ROWS = [
    (
        "en",
        "How do I make a warranty claim?",
        "Choose the item and tap Warranty claim; a courier comes for it.",
    ),
    ("en", "What does the warranty not cover?", "The warranty does not cover damage by limescale or falls."),
    ("en", "How do I change my address?", "Open Profile and choose Addresses."),
    ("fa", "گیاه را چطور آب بدهم؟", "به گیاه هفته‌ای یک بار آب بدهید."),
    ("fa", "گیاه را چطور پس بفرستم؟", "گیاه را در جعبهٔ خودش پس بفرستید."),
    ("fa", "چطور نشانی‌ام را عوض کنم؟", "پروفایل را باز کنید و نشانی‌ها را بزنید."),
    ("zh", "怎么申请保修？", "选择商品，点申请保修，快递会上门取件。"),
    ("zh", "哪些情况不在保修范围内？", "水垢和摔坏不在保修范围内。"),
    ("zh", "怎么修改地址？", "打开个人资料，选择地址。"),
]


@pytest.fixture
def shop(library: Library, tmp_path: Path) -> Library:
    file = tmp_path / "faq.jsonl"
    rows = (
        {"id": str(number), "question": question, "answer": answer, "language": language}
        for number, (language, question, answer) in enumerate(ROWS)
    )
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
    return library


@pytest.mark.parametrize(
    ("language", "topic", "pair"),
    [("en", "warranty", {"0", "1"}), ("fa", "گیاه", {"3", "4"}), ("zh", "保修", {"6", "7"})],
)
def test_a_topic_offers_what_else_it_may_mean(
    shop: Library, language: str, topic: str, pair: set[str]
) -> None:
    outcome = ask(shop, topic, language=language)
    offered = [hit.external_id for hit in outcome.choices]
    met = {*offered, *(citation.external_id for citation in outcome.citations)}
    assert met >= pair
    assert offered
    assert all(hit.language == language for hit in outcome.choices)
    assert not {hit.external_id for hit in outcome.choices} & {one.external_id for one in outcome.citations}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Which damage does the warranty of my kettle not cover at all?"),
        ("fa", "به این گیاه تازه هفته‌ای چند بار باید آب بدهم؟"),
        ("zh", "请问摔坏和水垢引起的故障在不在保修范围内呢？"),
    ],
)
def test_a_question_that_is_answered_is_not_asked_back(shop: Library, language: str, question: str) -> None:
    outcome = ask(shop, question, language=language)
    assert (outcome.abstained, outcome.choices) == (False, ())


def test_nothing_is_offered_where_nothing_is_near(shop: Library) -> None:
    outcome = ask(shop, "What is the capital of Mongolia and who governs it?")
    assert (outcome.abstained, outcome.choices) == (True, ())
