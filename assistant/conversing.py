"""Judges a question in the light of what the same reader asked before, as far as it needs that.

A follow-up is searched as it stands, with the question before put in front, and as a chat model puts it; what finds
the surest evidence counts. What it was understood as is always made of the reader's own words.
"""

from __future__ import annotations

import time
from dataclasses import replace

from assistant.following import goes_on_about, in_context, may_follow, needs_context
from assistant.judging import Judged, judge
from assistant.question import LENGTH_LIMIT, Query, understand
from assistant.rewriting import rewritten
from kb.errors import ChatModelUnavailableError
from kb.library import Library


def judged(library: Library, query: Query, before: str, seconds: float) -> tuple[Judged, str]:
    """Judge a question, with what was asked before where it needs that; return how it was understood too.

    Args:
        library: the open knowledge base.
        query: the question as it was asked.
        before: what the same reader asked before, as it was understood; empty for nothing.
        seconds: what is left for the whole answer.
    """
    ends = time.monotonic() + seconds
    alone = judge(library, query)
    if not before or not may_follow(query.text):
        return alone, query.text
    whole = in_context(before, query.text)[:LENGTH_LIMIT]
    together = judge(library, _put(library, query, whole))
    best, understood = _surer(query.text, alone, together, whole)
    if best is alone and alone.reason is None:
        return alone, query.text
    text = _by_model(library, query, before, ends - time.monotonic())
    told = judge(library, _put(library, query, text)) if text else None
    if told is not None and told.reason is None and told.confidence > best.confidence:
        return _as_asked(told, whole), whole
    return best, understood


def _surer(question: str, alone: Judged, together: Judged, whole: str) -> tuple[Judged, str]:
    """Choose between a question alone and together with the one before; "do you sell fish?" goes on from nothing."""
    needed = needs_context(question)
    first = next(iter(together.evidence.hits), None)
    goes_on = first is not None and goes_on_about(question, f"{first.title}\n{first.passage}")
    surer = together.confidence >= alone.confidence
    if (needed and (surer or alone.reason is not None)) or (goes_on and surer):
        return together, whole
    return alone, question


def _by_model(library: Library, query: Query, before: str, seconds: float) -> str | None:
    try:
        chat = library.chat if seconds > 0 else None
    except ChatModelUnavailableError:
        return None
    return rewritten(chat, before, query.text, query.written, seconds) if chat is not None else None


def _put(library: Library, query: Query, text: str) -> Query:
    """The same question in other words; the reader's language and the filters stay those of the question."""
    return understand(library, text, language=query.language, audience=query.audience, only=query.only)


def _as_asked(told: Judged, whole: str) -> Judged:
    """Found with a model's words, but asked in the reader's own: those alone go on from here."""
    return replace(told, evidence=replace(told.evidence, query=replace(told.evidence.query, text=whole)))
