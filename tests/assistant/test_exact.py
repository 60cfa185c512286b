from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.exact import named
from assistant.pipeline import ask
from assistant.retrieval import search
from ingest import pipeline
from kb.library import Library
from tests.kb.digest_encoder import DigestEncoder


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("What does error E-1042 mean?", ["e-1042"]),
        ("خطای E-1042 یعنی چه؟", ["e-1042"]),
        ("错误E-1042怎么办", ["e-1042"]),
        ("Where do I upload form PX12/b?", ["px12/b"]),
        ("It broke with 2.4.1", ["2.4.1"]),
        ('It says "payment was declined" at the end', ["payment was declined"]),
        ("پیام «پرداخت ناموفق» می‌بینم", ["پرداخت ناموفق"]),
        ("显示“余额不足”", ["余额不足"]),
        ("It costs 30 euros since 2022, at 10:30", []),
        ("How do I return a parcel?", []),
        ("I bought it on Feb 3rd and called at 9am", []),
        ("write to someone@example.org", []),
    ],
)
def test_codes_versions_and_quoted_phrases_are_named(question: str, things: list[str]) -> None:
    assert named(question) == things


@pytest.fixture
def codes(library: Library, tmp_path: Path) -> Library:
    """Thirty articles alike but for their error code, under an encoder that cannot tell which is meant."""
    library.encoder = DigestEncoder("", library.settings.cache)
    rows = [
        {
            "id": str(number),
            "question": "The machine shows an error code",
            "answer": f"Error E-{number} shows when part {number} of the machine is worn. Change part {number}.",
        }
        for number in range(1000, 1030)
    ]
    rows.append(
        {"id": "agents", "question": "Error E-1007 inside", "answer": "E-1007.", "audience": "agents"}
    )
    file = tmp_path / "faq.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
    return library


@pytest.mark.parametrize("number", [1000, 1007, 1029])
def test_the_article_with_the_very_code_comes_first(codes: Library, number: int) -> None:
    found = search(codes, f"my machine shows the error code E-{number}, what now", limit=40).hits
    assert found[0].external_id == str(number)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert all(hit.audience == "public" and 0 <= hit.score <= 1 for hit in found)


@pytest.mark.parametrize("nothing", ["🙂🙂", "؟!", "\u200f\u200f.", "…"])
def test_what_has_neither_letter_nor_digit_finds_nothing(codes: Library, nothing: str) -> None:
    """Something lies nearest to it, but nobody meant that."""
    assert search(codes, nothing).hits == ()
    outcome = ask(codes, nothing)
    assert (outcome.text, outcome.citations) == (None, ())
