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
from assistant.question import understand
from kb.library import Library

DEPTH = 10
ANSWERED_EVERY = 25  # every so many questions the whole answer is made, for the latency


@dataclass(frozen=True)
class Judgement:
    """One golden question and what came of it."""

    golden: Golden
    language: str
    ranked: tuple[str, ...]
    confidence: float
    answered: bool
    milliseconds: float | None


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
    judgements = []
    for number, row in enumerate(golden):
        judgements.append(_judge(library, row, audience, whole=number % ANSWERED_EVERY == 0))
        if progress:
            progress(number + 1)
    figures = summarise(judgements)
    figures["by_language"] = {
        language: summarise([one for one in judgements if one.language == language])
        for language in sorted({one.language for one in judgements})
    }
    timed = [one.milliseconds for one in judgements if one.milliseconds is not None]
    figures["latency_ms"] = {
        "p50": _rounded(percentile(timed, 0.5)),
        "p95": _rounded(percentile(timed, 0.95)),
    }
    return figures


def _judge(library: Library, row: Golden, audience: str, *, whole: bool) -> Judgement:
    started = time.perf_counter()
    query = understand(library, row.question, language=row.language, audience=row.audience or audience)
    judged = judge(library, query, DEPTH)
    answered = judged.reason is None
    if whole and answered:
        answer(library, judged.evidence)
    elapsed = (time.perf_counter() - started) * 1000
    ranked = tuple(hit.external_id or str(hit.article_id) for hit in judged.evidence.hits)
    return Judgement(row, query.language, ranked, judged.confidence, answered, elapsed if whole else None)


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
