"""The search benchmark: what its command line means, what it mixes, how it adds up, that it hides no failure."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.search import material, running, stopwatch, tables
from benchmarks.search.stopwatch import Question, Row, Task


def task(folder: Path, **given: Any) -> Task:
    named = {"contender": "danesh", "step": "serve", "material": str(folder), "folder": str(folder)}
    rest = {"result": str(folder / "r.json"), "passages": 4, "callers": (1,), "seconds": 5.0, "cache": ""}
    return Task(**(named | rest | given))


def asked(count: int) -> list[Question]:
    return [
        Question(f"question {number}", "question", "en", frozenset({number}), None) for number in range(count)
    ]


def row(who: str, times: list[tuple[int, float]], **given: Any) -> Row:
    return Row(**({"who": who, "callers": 1, "times": times, "wall": 1.0} | given))


def test_the_command_line_says_sizes_callers_and_contenders() -> None:
    wanted = running.wanted(
        ["--passages", "100,50", "--callers", "8,8,1", "--only", "txtai", "--rounds", "3"]
    )
    assert wanted == running.Wanted((100, 50), (8, 1), ("txtai",), 3, 20)
    assert running.wanted([]).contenders == ("danesh", "chroma", "txtai", "qdrant")


@pytest.mark.parametrize(
    "arguments", [["--only", "nobody"], ["--passages", ""], ["--callers", "0"], ["--rounds", "0"]]
)
def test_what_cannot_be_measured_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        running.wanted(arguments)


def test_rounds_add_up_and_the_larger_memory_counts() -> None:
    rounds = [row("a", [(0, 1.0)], peak=5.0), row("b", [(0, 9.0)]), row("a", [(0, 3.0)], peak=7.0)]
    first, second = running.merged(rounds)
    assert (first.times, first.wall, first.peak) == ([(0, 1.0), (0, 3.0)], 2.0, 7.0)
    assert second.times == [(0, 9.0)]


def test_the_encoders_time_is_that_of_the_same_question() -> None:
    encoder = row(tables.ENCODER, [(0, 10.0), (1, 20.0), (1, 40.0)])
    assert tables.together(row("a", [(1, 1.0), (0, 2.0), (7, 5.0)]), encoder) == [31.0, 12.0]
    assert tables.together(row("a", [(0, 2.0)]), None) == []


def test_a_row_is_printed_with_its_shares() -> None:
    times = [(number, float(number)) for number in range(1, 101)]
    cells = tables.cells(row("a", times, found=0.5, disk=1234.0), None)
    assert cells[:4] == ["a", "1", "100", tables.cells(row("b", times), None)[3]]
    assert cells[7] == "100"
    assert cells[11:] == ["1,234", "0.0", "0.500"]


def test_every_question_is_asked_once_whatever_the_callers(tmp_path: Path) -> None:
    seen: list[str] = []

    def search(question: Question) -> list[int]:
        seen.append(question.text)
        return [0]

    rows = stopwatch.measure(task(tmp_path, callers=(1, 4)), "a", search, asked(20), 0.0)
    assert [len(one.times) for one in rows] == [20, 20]
    assert sorted(seen[25:]) == sorted(question.text for question in asked(20))
    assert [one.found for one in rows] == [0.05, 0.05]
    assert all(one.resident > 0 and one.private > 0 for one in rows)


def test_a_failure_in_a_caller_is_a_failure(tmp_path: Path) -> None:
    def search(question: Question) -> list[int]:
        if question.text == "question 11":
            raise LookupError
        return []

    with pytest.raises(LookupError):
        stopwatch.measure(task(tmp_path, callers=(8,)), "a", search, asked(20), 0.0)


def test_articles_are_never_cut_in_two(tmp_path: Path) -> None:
    ends = [{"pieces": end} for end in (3, 5, 9)]
    (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, ends)))
    assert [material.whole(tmp_path, wanted) for wanted in (2, 5, 8, 100)] == [0, 5, 5, 9]


@pytest.mark.parametrize(
    ("one", "other", "language", "half"),
    [
        ("How can I return this item", "When does my parcel arrive", "en", "How can I parcel arrive"),
        ("怎么申请退款", "什么时候发货", "zh", "怎么申候发货"),
    ],
)
def test_titles_are_mixed_by_halves(one: str, other: str, language: str, half: str) -> None:
    assert material._halves(one, other, language).split()[:3] == half.split()[:3]


def test_a_mixed_article_keeps_language_and_lies_near_its_parents() -> None:
    parents = [
        material.Made(
            1, "en", "How can I return an item?", "Pack it. Print the label. Send it.", ["send back"]
        ),
        material.Made(2, "en", "When is my refund paid?", "Within two days. To your card.", ["refund time"]),
    ]
    made, of = next(one for one in material._mixed(parents, {"en": parents}, random.Random(1)) if one[1])
    assert (made.number, made.language) == (3, "en")
    assert {parent.number for parent in of} <= {1, 2}
    assert "(R-3)" in made.body
    assert {piece.kind for piece in material._planned(made)} == {"title", "variant", "passage"}
    vectors = np.eye(384, dtype=np.float32)[:2]
    own = [{"title": [0]}, {"title": [1]}]
    near = material._moved(vectors, own, "title", random.Random(1), np.random.default_rng(1))
    assert np.linalg.norm(near) == pytest.approx(1, abs=1e-5)
    assert min(vectors @ near) > 0.2


def test_what_is_absent_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "OTHERS", tmp_path / "nowhere")
    report = running._child(task(tmp_path, contender="txtai", step="build"))
    assert "make bench-rivals" in report.absent
