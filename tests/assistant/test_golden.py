from __future__ import annotations

from pathlib import Path

import pytest

from assistant.golden import read
from kb.errors import FileUnreadableError


def test_reads_questions_that_must_be_abstained_from(tmp_path: Path) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text(
        '{"question": "q", "relevant": [1, "b"], "language": "fa"}\n\n{"question": "x", "relevant": []}\n'
    )
    first, second = read(file)
    assert first.relevant == {"1", "b"}
    assert first.language == "fa"
    assert not second.relevant


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"question": "q"}', '{"question": 1, "relevant": []}', '"text"']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text('{"question": "q", "relevant": []}\n' + line + "\n")
    with pytest.raises(FileUnreadableError, match=r"golden\.jsonl.*line 2"):
        read(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=r"none\.jsonl"):
        read(tmp_path / "none.jsonl")
