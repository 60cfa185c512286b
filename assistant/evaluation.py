"""Runs golden questions through retrieval and judgement and says how good they are, by language too.

It changes nothing: evaluation questions are not recorded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.golden import Golden
from assistant.metrics import auroc, ndcg, percentile, recall_at, reciprocal_rank
from assistant.pipeline import answer, judge
from assistant.question import checked, encoded, understand
from kb.library import Library

DEPTH = 10
BATCH = 64  # questions encoded together
TIMED = 50  # questions that are answered one by one, for the latency


@dataclass(frozen=True)
class Judgement:
    """One golden question and what came of it."""

    golden: Golden
    language: str
    ranked: tuple[str, ...]
    confidence: float
    answered: bool


def evaluate(
    library: Library,
    golden: Sequence[Golden],
    *,
    audience: str = "public",
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Return the figures of the contract for a set of golden questions.

    Retrieval figures are over the questions with something relevant; abstention figures over all, where
    abstaining is right for a question with nothing relevant. Latency is of whole answers, on a sample.
    """
    judgements: list[Judgement] = []
    for start in range(0, len(golden), BATCH):
        judgements += _judge(library, golden[start : start + BATCH], audience)
        if progress:
            progress(len(judgements))
    figures = summarise(judgements)
    figures["by_language"] = {
        language: summarise([one for one in judgements if one.language == language])
        for language in sorted({one.language for one in judgements})
    }
    figures["latency_ms"] = latency(library, golden[:: max(1, len(golden) // TIMED)], audience)
    return figures


def _judge(library: Library, rows: Sequence[Golden], audience: str) -> list[Judgement]:
    asked = [checked(row.question, language=row.language, audience=row.audience or audience) for row in rows]
    judgements = []
    for row, query in zip(rows, encoded(library, asked), strict=True):
        judged = judge(library, query, DEPTH)
        ranked = tuple(hit.external_id or str(hit.article_id) for hit in judged.evidence.hits)
        judgements.append(Judgement(row, query.language, ranked, judged.confidence, judged.reason is None))
    return judgements


def latency(library: Library, golden: Sequence[Golden], audience: str) -> dict[str, float | None]:
    """Time whole answers, one question after the other, in milliseconds."""
    times = []
    for row in golden:
        started = time.perf_counter()
        query = understand(library, row.question, language=row.language, audience=row.audience or audience)
        judged = judge(library, query)
        if judged.reason is None:
            answer(library, judged.evidence)
        times.append((time.perf_counter() - started) * 1000)
    return {"p50": _rounded(percentile(times, 0.5)), "p95": _rounded(percentile(times, 0.95))}


def summarise(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return the figures of some questions."""
    asked = [one for one in judgements if one.golden.relevant]
    figures: dict[str, Any] = {"questions": len(judgements)}
    for depth in (1, 5, 10):
        figures[f"recall@{depth}"] = _mean(recall_at(one.ranked, one.golden.relevant, depth) for one in asked)
    figures["mrr@10"] = _mean(reciprocal_rank(one.ranked, one.golden.relevant, DEPTH) for one in asked)
    figures["ndcg@10"] = _mean(ndcg(one.ranked, one.golden.relevant, DEPTH) for one in asked)
    figures["abstention"] = _abstention(judgements)
    return figures


def _abstention(judgements: Sequence[Judgement]) -> dict[str, float | None]:
    unanswerable = [one for one in judgements if not one.golden.relevant]
    answerable = [one for one in judgements if one.golden.relevant]
    abstained = [one for one in judgements if not one.answered]
    right = sum(not one.answered for one in unanswerable)
    precision = right / len(abstained) if abstained else None
    recall = right / len(unanswerable) if unanswerable else None
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    curve = auroc([one.confidence for one in answerable], [one.confidence for one in unanswerable])
    return {
        "auroc": _rounded(curve),
        "precision": _rounded(precision),
        "recall": _rounded(recall),
        "f1": _rounded(f1),
        "answered_of_answerable": _mean(float(one.answered) for one in answerable),
    }


def _mean(values: Any) -> float | None:
    listed = list(values)
    return _rounded(sum(listed) / len(listed)) if listed else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
