from __future__ import annotations

import pytest

from kb.database import Database
from kb.errors import EvaluationMissingError
from kb.usage import evaluations
from kb.usage.evaluations import Run


def run(golden: str, hit: float) -> Run:
    figures = {"recall@1": hit}
    return Run(golden, "public", "encoder:1", figures, [{"question": "سلام", "rank": 1}])


def test_runs_are_kept_and_found_again(database: Database) -> None:
    with database.session() as session:
        first = evaluations.keep(session, run("a.jsonl", 0.5))
        evaluations.keep(session, run("b.jsonl", 0.6))
        last = evaluations.keep(session, run("a.jsonl", 0.7))
    with database.reading() as session:
        assert evaluations.find(session, "last", "a.jsonl").id == last
        found = evaluations.find(session, str(first), "b.jsonl")
        assert (found.figures, found.judgements[0]["question"]) == ({"recall@1": 0.5}, "سلام")
        assert [one.golden for one in evaluations.history(session)] == ["a.jsonl", "b.jsonl", "a.jsonl"]
        for which, golden in (("99", "a.jsonl"), ("last", "c.jsonl"), ("nonsense", "a.jsonl")):
            with pytest.raises(EvaluationMissingError):
                evaluations.find(session, which, golden)
