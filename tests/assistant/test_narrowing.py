"""A search can be narrowed down to a language, category, product, segment or tags, whatever finds the articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.pipeline import ask
from assistant.question import Only
from assistant.retrieval import search
from ingest import pipeline
from kb.errors import IndexUnavailableError, LanguageUnknownError
from kb.library import Library
from kb.reading import curated
from kb.tables import Article

ROWS = [
    {
        "id": "kettle",
        "question": "How do I clean the filter?",
        "answer": "Rinse the filter of the kettle under warm water once a month.",
        "language": "en",
        "category": "Kitchen",
        "tags": ["care"],
        "product": "Kettle NK-170",
        "segment": "home",
    },
    {
        "id": "vacuum",
        "question": "How do I clean the filter?",
        "answer": "Knock out the filter of the vacuum cleaner and brush it.",
        "language": "en",
        "category": "Floors",
        "tags": ["care", "dust"],
        "product": "Vacuum V2",
        "segment": "business",
    },
    {
        "id": "kettle-zh",
        "question": "怎么清洗滤网？",
        "answer": "每月用温水冲洗一次水壶的滤网。",
        "language": "zh",
        "category": "Kitchen",
        "product": "Kettle NK-170",
    },
]
QUESTION = "clean the filter"
CASES = [
    (Only(), {"kettle", "vacuum", "kettle-zh"}),
    (Only(language="en"), {"kettle", "vacuum"}),
    (Only(language="zh"), {"kettle-zh"}),
    (Only(category="Floors"), {"vacuum"}),
    (Only(category="Kitchen", language="en"), {"kettle"}),
    (Only(tags=("care",)), {"kettle", "vacuum"}),
    (Only(tags=("care", "dust")), {"vacuum"}),
    (Only(product="Kettle NK-170"), {"kettle", "kettle-zh"}),
    (Only(product=" Kettle  NK-170 ", segment="home"), {"kettle"}),
    (Only(segment="business"), {"vacuum"}),
    (Only(product="Kettle"), set()),
]


@pytest.fixture
def house(library: Library, tmp_path: Path) -> Library:
    file = tmp_path / "faq.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
    return library


def test_only_what_is_wanted_is_found(house: Library) -> None:
    for only, wanted in CASES:
        assert {hit.external_id for hit in search(house, QUESTION, only=only).hits} == wanted, only


def test_it_holds_while_the_index_is_down(house: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise IndexUnavailableError(reason="test")

    monkeypatch.setattr(house.index, "search", down)
    for only, wanted in CASES:
        found = search(house, QUESTION, only=only)
        assert {hit.external_id for hit in found.hits} == wanted, (
            only
        )  # also 滤网: everyday words cross languages
        assert found.degraded


def test_an_answer_comes_from_what_is_wanted(house: Library) -> None:
    asked = "How do I clean the filter?"
    for product, sentence in (("Kettle NK-170", "Rinse the filter"), ("Vacuum V2", "Knock out the filter")):
        outcome = ask(house, asked, only=Only(product=product))
        assert str(outcome.text).startswith(sentence)
    assert ask(house, asked, only=Only(product="Toaster")).reason == "nothing_found"
    first = ask(house, asked, only=Only(product="Vacuum V2"))
    second = ask(house, "and how often?", only=Only(product="Vacuum V2"), after=first.question_id)
    assert {citation.external_id for citation in second.citations} <= {"vacuum"}


def test_a_fixed_answer_is_narrowed_down_too(house: Library) -> None:
    with house.database.session() as session:
        vacuum = session.query(Article).filter_by(external_id="vacuum").one()
        curated.fix(session, vacuum.id, ["How do I clean the filter?"])
    asked = "How do I clean the filter?"
    assert ask(house, asked).citations[0].external_id == "vacuum"
    for only in (Only(product="Kettle NK-170"), Only(category="Kitchen"), Only(language="zh")):
        assert all(one.external_id != "vacuum" for one in ask(house, asked, only=only).citations)


def test_what_is_no_language_is_named(house: Library) -> None:
    with pytest.raises(LanguageUnknownError):
        search(house, QUESTION, only=Only(language="Klingon!"))
