"""Agent mode: for one customer's case the articles, an answer, like cases, and what the customer has not said.

For agents only: articles of both audiences may come out. What the customer wrote comes in masked.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant import pipeline, retrieval
from assistant.missing import missing
from assistant.pipeline import Outcome
from assistant.question import understand
from assistant.retrieval import Hit, SearchResult
from assistant.similar import Similar, similar
from kb.library import Library

HITS = 8


@dataclass(frozen=True)
class Ask:
    """What to find help for.

    Attributes:
        text: what to search with.
        said: all that the customer said, to see what is missing in it.
        language: the customer's, where known.
        conversation_id: the stored conversation it is, where it is one.
    """

    text: str
    said: str
    language: str | None = None
    audience: str = "agents"
    conversation_id: int | None = None


@dataclass(frozen=True)
class Assistance:
    """What helps an agent to answer; `outcome` is None where no reply was wanted."""

    outcome: Outcome | None
    hits: tuple[Hit, ...]
    degraded: bool
    similar: tuple[Similar, ...]
    missing: tuple[str, ...]
    language: str


def assist(library: Library, ask: Ask, *, reply: bool = True, channel: str = "agent") -> Assistance:
    """Find what helps with a case; the question is kept when a reply is wanted.

    Raises:
        UnusableInputError: the question, language or audience cannot be used.
        IndexLockedError, IndexMismatchError: the operator has to act.
    """
    found = retrieval.search(library, ask.text, language=ask.language, audience=ask.audience, limit=HITS)
    outcome = None
    if reply:
        outcome = pipeline.ask(
            library, ask.text, language=ask.language, audience=ask.audience, channel=channel
        )
    query = understand(library, ask.text, language=ask.language, audience=ask.audience)
    ids = [hit.article_id for hit in found.hits]
    return Assistance(
        outcome=outcome,
        hits=found.hits,
        degraded=found.degraded,
        similar=similar(library, query, ids, ask.conversation_id),
        missing=missing(ask.said, _best(found, outcome)),
        language=query.language,
    )


def _best(found: SearchResult, outcome: Outcome | None) -> str:
    """The text an answer rests on; nothing where nothing answers, for then no article calls for anything."""
    if outcome is None or outcome.abstained:
        return ""
    cited = {citation.article_id for citation in outcome.citations}
    return "\n".join(hit.passage for hit in found.hits if hit.article_id in cited)
