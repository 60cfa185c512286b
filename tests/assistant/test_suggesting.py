from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import event

from assistant.retrieval import suggest
from ingest import pipeline
from kb.library import Library
from tests.kb.digest_encoder import DigestEncoder


@pytest.fixture
def desk(library: Library, tmp_path: Path) -> Library:
    """Articles in three languages, one for agents only."""
    library.encoder = DigestEncoder("", library.settings.cache)
    rows = [
        ("return", "How can I return an item?", "en", "public", ["I want to send something back"]),
        ("refund", "When do I get my refund?", "en", "public", ["refund time after a return"]),
        ("secret", "Refund override code", "en", "agents", []),
        ("fa", "چگونه رمز عبور را تغییر دهم؟", "fa", "public", []),
        ("zh", "信用卡还款失败怎么办？", "zh", "public", []),
    ]
    file = tmp_path / "faq.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for id_, question, language, audience, variants in rows:
            row = {"id": id_, "question": question, "answer": f"Answer {id_}.", "language": language}
            out.write(json.dumps({**row, "audience": audience, "variants": variants}) + "\n")
    pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
    return library


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("how can i r", "return"),
        ("RETURN it", "return"),
        ("refu", "refund"),
        ("item return", "return"),
        ("send someth", "return"),
        ("رمز عب", "fa"),
        ("تغيير رمز", "fa"),  # Arabic Yeh
        ("信用", "zh"),
        ("还款失", "zh"),
        ("款", "zh"),
        ("my refund please", "refund"),
    ],
)
def test_what_is_typed_meets_titles_and_phrasings(desk: Library, typed: str, first: str) -> None:
    assert [one.external_id for one in suggest(desk, typed)][:1] == [first]


def test_a_phrasing_is_shown_and_an_article_once(desk: Library) -> None:
    found = suggest(desk, "return")
    assert [one.external_id for one in found] == ["return", "refund"]
    assert found[1].text == "refund time after a return"
    assert found[1].title == "When do I get my refund?"


def test_nothing_for_agents_reaches_a_customer(desk: Library) -> None:
    assert "secret" not in [one.external_id for one in suggest(desk, "refund override")]
    assert suggest(desk, "refund override", audience="agents")[0].external_id == "secret"


@pytest.mark.parametrize("typed", ["", "  ", "?!", "\x00", "zzzzqq", "a" * 5_000])
def test_nothing_fits_nothing(desk: Library, typed: str) -> None:
    assert suggest(desk, typed) == ()


def test_what_was_published_since_is_found(desk: Library, tmp_path: Path) -> None:
    assert suggest(desk, "voucher") == ()
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps({"id": "new", "question": "Is my voucher valid?", "answer": "Yes."}))
    pipeline.run(desk, pipeline.enqueue(desk, [file], publish=True))
    assert [one.external_id for one in suggest(desk, "voucher")] == ["new"]


def test_a_keystroke_asks_neither_encoder_nor_index_and_sql_little(
    desk: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest(desk, "warm")
    monkeypatch.setattr(desk.encoder, "_encode", unasked)
    monkeypatch.setattr(type(desk), "index", property(unasked))
    statements: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    for typed in ("how", "how c", "how can", "retu", "信", "رمز"):
        statements.clear()
        assert suggest(desk, typed) or typed == "how c"
        asked = [one for one in statements if one.startswith("SELECT")]
        assert len(asked) <= 2  # has anything changed, and may the reader see what was found


def unasked(*_: object) -> None:
    raise AssertionError
