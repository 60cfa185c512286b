"""Asks back which article is meant, where more than one may be: a topic rather than a question, or two close intents.

It only ever offers what was found for the reader; whether there is an answer too is decided before.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.confidence import calibration
from assistant.following import size
from assistant.judging import Judged
from assistant.retrieval import Hit

WORTH = 0.5  # share of the threshold from which it is worth asking
NEAR = 0.7  # share of the best score from which an article is as likely meant
BESIDE = 0.6  # and from which it is offered beside the answer to a topic
TOPIC = 2  # content words up to which somebody names a topic
MOST = 3


def choices(judged: Judged, related: Sequence[Hit], reason: str | None) -> tuple[Hit, ...]:
    """Return the articles to choose from: beside an abstention those that may be meant, beside an answer the others.

    Args:
        judged: what was found, and how sure it is.
        related: what was found and not quoted, best first.
        reason: why there is no answer; None for an answer.
    """
    query = judged.evidence.query
    own = [hit for hit in related if hit.language == query.language]
    if reason is None:
        best = judged.evidence.hits[0].score if size(query.text) <= TOPIC else float("inf")
        return tuple([hit for hit in own if hit.score >= BESIDE * best][:MOST])
    if reason != "not_sure" or judged.confidence < WORTH * calibration().threshold:
        return ()
    pool = own if len(own) > 1 else list(related)
    near = [hit for hit in pool if hit.score >= NEAR * pool[0].score][:MOST]
    return tuple(near) if len(near) > 1 else ()
