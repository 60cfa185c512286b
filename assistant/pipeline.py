"""One question from start to end: understand, retrieve, judge, answer or abstain, record.

Whether to answer is decided by retrieval, never by a model's words; a model that fails costs nothing but wording.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from assistant import handing_over
from assistant.citations import Cited, cite
from assistant.clarifying import choices
from assistant.conversing import judged as in_conversation
from assistant.curating import curated_hit
from assistant.judging import Judged, judge
from assistant.outcome import CURATED, QUOTES, Outcome, Told
from assistant.question import ALL, Only, Query, understand
from assistant.quoting import Quote, quotes
from assistant.retrieval import Evidence, Hit
from assistant.writing import write
from kb.errors import ChatModelUnavailableError, EncoderUnavailableError
from kb.library import Library
from kb.privacy import PlaceholderBook, mask
from kb.usage import questions

__all__ = ["CURATED", "QUOTES", "Judged", "Outcome", "Told", "answer", "ask", "ask_stream", "judge"]

READERS_OWN = 0.93  # share of the best score from which an article in the reader's language goes first


def ask(
    library: Library,
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    channel: str = "portal",
    after: int | None = None,
    conversation: str = "",
    only: Only = ALL,
) -> Outcome:
    """Answer a question for a reader, and keep a record of it (see `ask_stream`)."""
    stream = ask_stream(
        library,
        question,
        language=language,
        audience=audience,
        channel=channel,
        after=after,
        conversation=conversation,
        only=only,
    )
    return next(piece for piece in stream if isinstance(piece, Outcome))


def ask_stream(
    library: Library,
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    channel: str = "portal",
    after: int | None = None,
    conversation: str = "",
    only: Only = ALL,
) -> Iterator[Told | Outcome]:
    """Answer a question sentence by sentence, each checked and cited when it comes; the outcome is the last piece.

    Args:
        after: the id of the question the same reader asked before, so that this one may follow it up.
        conversation: what the questions of one visit have in common (`kb.usage.questions.conversation_of`).
        only: which articles to look at.

    Raises:
        UnusableInputError: the question, language or audience cannot be used.
        IndexLockedError, IndexMismatchError: the operator has to act.
    """
    started = time.perf_counter()
    query = understand(library, question, language=language, audience=audience, only=only)
    before = _before(library, after, audience)
    offered = handing_over.reason(query.text, before) if audience == "public" else None
    left = library.settings.answer_seconds - (time.perf_counter() - started)
    judged, understood = in_conversation(library, query, before, left)
    chosen = curated_hit(library, query)
    cited, writer, reason = Cited((), ()), QUOTES, judged.reason if chosen is None else None
    if offered and handing_over.silent(query.text):
        reason = offered
    if reason is None:
        seconds = library.settings.answer_seconds - (time.perf_counter() - started)
        for told in telling(library, judged.evidence, chosen, seconds):
            cited, writer = told.so_far, told.writer
            yield told
        reason = None if cited.sentences else "nothing_found"
    milliseconds = (time.perf_counter() - started) * 1000
    kept = _record(
        library, query, judged, cited, reason, writer, channel, milliseconds, understood, conversation
    )
    if audience == "public" and reason and not offered:
        offered = "missing_knowledge"
    yield _outcome(kept, judged, cited, reason, writer, offered, understood)


def _outcome(
    kept: questions.Asked,
    judged: Judged,
    cited: Cited,
    reason: str | None,
    writer: str,
    offered: str | None,
    understood: str,
) -> Outcome:
    quoted = {citation.article_id for citation in cited.citations}
    related = tuple(hit for hit in judged.evidence.hits if hit.article_id not in quoted)
    return Outcome(
        answer_id=kept.answer_id,
        question_id=kept.question_id,
        abstained=reason is not None,
        confidence=round(judged.confidence, 4),
        reason=reason,
        language=judged.evidence.query.language,
        sentences=cited.sentences,
        citations=cited.citations,
        degraded=judged.evidence.degraded,
        writer=writer,
        related=related,
        handover=offered,
        choices=choices(judged, related, reason),
        understood=understood,
        urgent=offered == "sensitive" and handing_over.urgent(judged.evidence.query.text),
    )


def _before(library: Library, after: int | None, audience: str) -> str:
    if after is None:
        return ""
    with library.database.reading() as session:
        return questions.understood(session, after, audience)


def answer(library: Library, evidence: Evidence) -> tuple[Cited, str]:
    """Answer from the best article; worded by the chat model where one is configured and passes the check."""
    cited, writer = Cited((), ()), QUOTES
    for told in telling(library, evidence, None, library.settings.answer_seconds):
        cited, writer = told.so_far, told.writer
    return cited, writer


def telling(library: Library, evidence: Evidence, chosen: Hit | None, seconds: float) -> Iterator[Told]:
    """Tell an answer sentence by sentence: the model's that pass the check, else the quotes themselves.

    Where a model fails in the middle, what it said is taken back: the first quote comes with `anew`.

    Args:
        chosen: an article that somebody fixed as the answer; it is quoted as it stands.
        seconds: what is left for a model.
    """
    hit = chosen or readers_own(evidence.hits, evidence.query.language)
    found = quotes(library, evidence, hit)
    said: list[tuple[str, list[Quote]]] = []
    try:
        chat = library.chat if chosen is None and found and seconds > 0 else None
        if chat is not None:
            everything = [*found, *_further_quotes(library, evidence, hit)]
            asked = (evidence.query.text, evidence.query.language)
            for claim in write(library, chat, *asked, everything, seconds):
                said.append(claim)
                yield Told(cite(said), chat.name)
            if said:
                return
    except (ChatModelUnavailableError, EncoderUnavailableError):
        pass  # the quotes are an answer already
    writer = CURATED if chosen else QUOTES
    for place in range(len(found)):
        so_far = cite((quote.text, [quote]) for quote in found[: place + 1])
        yield Told(so_far, writer, anew=bool(said) and place == 0)


def _further_quotes(library: Library, evidence: Evidence, used: Hit) -> list[Quote]:
    """Give a model the runner-up to draw on too."""
    others = [hit for hit in evidence.hits[:2] if hit.article_id != used.article_id]
    return [quote for hit in others for quote in quotes(library, evidence, hit)]


def readers_own(hits: Sequence[Hit], language: str) -> Hit:
    """Return the best hit, or one in the reader's language that is nearly as good."""
    best = hits[0]
    for hit in hits[:3]:
        if hit.language == language and hit.score >= READERS_OWN * best.score:
            return hit
    return best


def _record(
    library: Library,
    query: Query,
    judged: Judged,
    cited: Cited,
    reason: str | None,
    writer: str,
    channel: str,
    milliseconds: float,
    understood: str,
    conversation: str,
) -> questions.Asked:
    book = PlaceholderBook(library.settings.masking)
    kept = questions.Record(
        text=mask(query.text, book=book).text,
        understood=mask(understood, book=book).text if understood != query.text else "",
        language=query.language,
        audience=query.audience,
        channel=channel,
        abstained=reason is not None,
        confidence=judged.confidence,
        reason=reason or "",
        writer=writer,
        degraded=judged.evidence.degraded,
        sentences=[asdict(sentence) for sentence in cited.sentences],
        citations=[asdict(citation) for citation in cited.citations],
        milliseconds=milliseconds,
        conversation=conversation,
    )
    with library.database.session() as session:
        return questions.record(session, kept)
