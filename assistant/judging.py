"""Finds evidence for a question and says how sure it is that the best of it answers.

Whether there is an answer is decided here, by retrieval alone; nothing a model says can change it.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.confidence import calibration, confidence
from assistant.question import Query
from assistant.retrieval import Evidence, retrieve
from assistant.surroundings import surroundings
from kb.library import Library

HITS = 6  # articles looked at for an answer; those not quoted are shown as related


@dataclass(frozen=True)
class Judged:
    """What retrieval found and how sure it is."""

    evidence: Evidence
    confidence: float

    @property
    def reason(self) -> str | None:
        """Why not to answer; None when there is an answer."""
        if not self.evidence.hits:
            return "nothing_found"
        return None if self.confidence >= calibration().threshold else "not_sure"


def judge(library: Library, query: Query, limit: int = HITS) -> Judged:
    """Retrieve evidence and say how sure it is that the best of it answers."""
    evidence = retrieve(library, query, limit)
    return Judged(evidence, confidence(evidence, surroundings(library, evidence)))
