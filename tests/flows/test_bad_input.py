"""Bad input gets one clear sentence and the exit code of the contract; nothing else is lost because of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.command import Ran, danesh

GOOD = {"id": "good", "question": "How do I reset my password?", "answer": "Choose reset in the settings."}


def one_sentence(text: str) -> bool:
    return 10 < len(text.strip()) < 400 and "\n" not in text.strip() and "Traceback" not in text


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def ingest(home: Path, folder: Path, *more: str) -> Ran:
    return danesh(home, "ingest", folder, "--publish", "--json", *more)


BAD = {
    "truncated.jsonl": b'{"id": "1", "question": "a"',
    "binary.jsonl": bytes(range(256)) * 4,
    "empty.jsonl": b"",
    "empty.eml": b"",
    "columns.csv": b"name,price\nkettle,20\n",
    "language.jsonl": json.dumps({**GOOD, "id": "2", "language": "klingon"}).encode(),
    "audience.jsonl": json.dumps({**GOOD, "id": "3", "audience": "everyone"}).encode(),
    "broken.docx": b"PK\x03\x04 not a document",
    "broken.pdf": b"%PDF-1.7 not a document",
}


def test_each_bad_file_is_named_and_the_good_one_is_read(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    (folder / "good.jsonl").write_text(json.dumps(GOOD))
    done = ingest(home, folder)
    named = {Path(problem["source"]).name: problem["reason"] for problem in done.json["problems"]}
    assert set(named) == set(BAD)
    assert [reason for reason in named.values() if not one_sentence(reason)] == []
    assert (done.json["imported"], done.code, done.err) == (1, 1, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "/nowhere/at/all"),
        ("ingest", ".", "--kind", "telepathy"),
        ("search", ""),
        ("search", "hello", "--audience", "everyone"),
        ("search", "hello", "--language", "!!"),
        ("ask", "a" * 100_000),
        ("eval", "/nowhere.jsonl"),
        ("publish", "999999"),
        ("erase", "nobody"),
        ("restore", "/nowhere.zip"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_two(home: Path, arguments: tuple[str, ...]) -> None:
    done = danesh(home, *arguments)
    assert done.code == 2
    assert one_sentence(done.err)
    assert done.out == ""


def test_a_question_of_a_megabyte_is_refused_over_http_too(home: Path) -> None:
    from fastapi.testclient import TestClient

    from kb.library import Library
    from kb.settings import Settings
    from web.app import create_app

    with Library.open(Settings(home=home, secret_key="only for tests")) as library:
        client = TestClient(create_app(library))
        answer = client.post("/api/v1/ask", json={"question": "a" * 1_000_000})
    assert answer.status_code in {413, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_settings_that_cannot_be_used_are_named(home: Path) -> None:
    done = danesh(home, "check", DANESH_CHAT_TIMEOUT="soon")
    assert done.code == 2
    assert "DANESH_CHAT_TIMEOUT" in done.err
    assert one_sentence(done.err)
    broken = danesh(home, "check", DANESH_DATABASE_URL="mysterydb://nowhere")
    assert broken.code == 1
    assert one_sentence(broken.err)
