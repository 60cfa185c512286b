"""What an evaluation prints: the contract's figures, and what was asked for besides."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant.evaluation import Report
from web.cli import measuring

FIGURES = {
    "questions": 3,
    "recall@1": 1.0,
    "recall@5": 1.0,
    "recall@10": 1.0,
    "mrr@10": 1.0,
    "ndcg@10": 1.0,
    "abstention": {"auroc": 1.0, "precision": 1.0, "recall": 1.0, "f1": 1.0, "answered_of_answerable": 1.0},
    "by_language": {},
    "latency_ms": {"p50": 1.0, "p95": 2.0},
}
JUDGED = tuple(
    {"question": str(rank), "language": "en", "relevant": ["a"] if rank else [], "first": "a", "rank": rank}
    | {"answered": sure > 0.6, "confidence": sure}
    for rank, sure in ((1, 0.95), (1, 0.75), (None, 0.15))
)
REPORT = Report(FIGURES, JUDGED, {"answers": 0, "precision": None, "recall": None})


def test_json_holds_the_contract_and_reliability_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    measuring.print_run(REPORT, 1, None, as_json=True)
    assert json.loads(capsys.readouterr().out) == FIGURES
    measuring.print_run(REPORT, 1, None, as_json=True, believed=True)
    printed = json.loads(capsys.readouterr().out)
    believed = printed.pop("reliability")
    assert printed == FIGURES
    assert [(row["from"], row["questions"], row["right"]) for row in believed["ranges"]] == [
        (0.1, 1, 0.0),
        (0.7, 1, 1.0),
        (0.9, 1, 1.0),
    ]
    assert believed["expected_calibration_error"] == pytest.approx((0.05 + 0.25 + 0.15) / 3, abs=1e-4)


def test_the_table_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    measuring.print_run(REPORT, 1, None, as_json=False, believed=True)
    printed = capsys.readouterr().out
    assert "0.9-1.0" in printed
    assert "expected calibration error 0.150" in printed


def test_the_diagram_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "drawn.svg"
    assert not measuring.draw_reliability(REPORT, None, "golden & co.jsonl")
    assert measuring.draw_reliability(REPORT, file, "golden & co.jsonl")
    drawn = ET.fromstring(file.read_text(encoding="utf-8"))
    assert drawn[0].text == "Confidence on golden & co.jsonl"
