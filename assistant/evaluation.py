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

    def kept(self) -> dict[str, Any]:
        """Return it as it is stored and compared (see `kb.usage.evaluations.Run`)."""
        ranks = (at for at, id_ in enumerate(self.ranked, 1) if id_ in self.golden.relevant)
        return {
            "question": self.golden.question,
            "language": self.language,
            "relevant": sorted(self.golden.relevant),
            "first": self.ranked[0] if self.ranked else None,
            "rank": next(ranks, None),
            "answered": self.answered,
            "confidence": round(self.confidence, 4),
        }


@dataclass(frozen=True)
class Report:
    """A whole run: the contract's figures, every judgement, and how well answers cite.

    Attributes:
        citations: of a sample of answers: `answers`, `precision` (share of the citations that are of a relevant
            article) and `recall` (share of the answers that cite one); None where nothing was answered.
    """

    figures: dict[str, Any]
    judgements: tuple[dict[str, Any], ...]
    citations: dict[str, float | None]


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
    return report(library, golden, audience=audience, progress=progress).figures


def report(
    library: Library,
    golden: Sequence[Golden],
    *,
    audience: str = "public",
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Do what `evaluate` does and return all that was found out."""
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
    timed, cited = _answers(library, golden[:: max(1, len(golden) // TIMED)], audience)
    figures["latency_ms"] = {
        "p50": _rounded(percentile(timed, 0.5)),
        "p95": _rounded(percentile(timed, 0.95)),
    }
    return Report(figures, tuple(one.kept() for one in judgements), _citations(cited))


def _judge(library: Library, rows: Sequence[Golden], audience: str) -> list[Judgement]:
    asked = [checked(row.question, language=row.language, audience=row.audience or audience) for row in rows]
    judgements = []
    for row, query in zip(rows, encoded(library, asked), strict=True):
        judged = judge(library, query, DEPTH)
        ranked = tuple(hit.external_id or str(hit.article_id) for hit in judged.evidence.hits)
        judgements.append(Judgement(row, query.language, ranked, judged.confidence, judged.reason is None))
    return judgements


def _answers(
    library: Library, golden: Sequence[Golden], audience: str
) -> tuple[list[float], list[tuple[Golden, list[str]]]]:
    """Answer one question after the other; return the milliseconds of each, and what the answers cite."""
    times, cited = [], []
    for row in golden:
        started = time.perf_counter()
        query = understand(library, row.question, language=row.language, audience=row.audience or audience)
        judged = judge(library, query)
        if judged.reason is None:
            said, _ = answer(library, judged.evidence)
            ids = [one.external_id or str(one.article_id) for one in said.citations]
            if row.relevant and ids:
                cited.append((row, ids))
        times.append((time.perf_counter() - started) * 1000)
    return times, cited


def _citations(cited: Sequence[tuple[Golden, Sequence[str]]]) -> dict[str, float | None]:
    right = [[id_ in row.relevant for id_ in ids] for row, ids in cited]
    return {
        "answers": len(right),
        "precision": _mean(float(one) for row in right for one in row),
        "recall": _mean(float(any(row)) for row in right),
    }


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
