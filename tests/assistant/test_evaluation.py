from __future__ import annotations

from assistant.evaluation import evaluate
from assistant.golden import Golden
from kb.library import Library
from kb.tables import Question


def test_figures_of_the_contract(shop: Library) -> None:
    golden = [
        Golden("How can I return an item?", frozenset({"return"}), "en"),
        Golden("积分会过期吗", frozenset({"points-zh"}), "zh"),
        Golden("What is the capital of Mongolia?", frozenset(), "en"),
        Golden("refund override code", frozenset({"override"}), "en", "agents"),
    ]
    figures = evaluate(shop, golden)
    assert figures["questions"] == 4
    assert figures["recall@1"] == 1
    assert figures["mrr@10"] == figures["ndcg@10"] == 1
    assert figures["abstention"]["auroc"] == 1
    assert set(figures["by_language"]) == {"en", "zh"}
    assert figures["by_language"]["zh"]["questions"] == 1
    assert figures["latency_ms"]["p50"] > 0
    with shop.database.reading() as session:
        assert session.query(Question).count() == 0


def test_without_anything_unanswerable_there_is_no_curve(shop: Library) -> None:
    figures = evaluate(shop, [Golden("How can I return an item?", frozenset({"return"}))])
    assert figures["abstention"]["auroc"] is None
