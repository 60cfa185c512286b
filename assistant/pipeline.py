"""One question from start to end: understand, retrieve, judge, answer or abstain, record.

Whether to answer is decided by retrieval, never by a model's words; a model that fails costs nothing but wording.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.citations import Citation, Cited, Sentence, cite
from assistant.confidence import calibration, confidence
from assistant.question import Query, understand
from assistant.quoting import Quote, quotes
from assistant.retrieval import Evidence, Hit, retrieve
from assistant.writing import write
from kb import questions
from kb.errors import ChatModelUnavailableError, EncoderUnavailableError
from kb.library import Library
from kb.privacy import PlaceholderBook, mask

HITS = 6  # articles looked at for an answer; those not quoted are shown as related
READERS_OWN = 0.85  # share of the best score from which an article in the reader's language goes first
QUOTES = "quotes"


@dataclass(frozen=True)
class Outcome:
    """An answer with its citations, or an abstention with its reason.

    Attributes:
        reason: why it abstained: `nothing_found` or `not_sure`; None for an answer.
        writer: `quotes`, or the chat model that worded the answer.
        related: further articles, best first.
    """

    answer_id: int
    question_id: int
    abstained: bool
    confidence: float
    reason: str | None
    language: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    degraded: bool
    writer: str
    related: tuple[Hit, ...]

    @property
    def text(self) -> str | None:
        """The answer as one text; steps on lines of their own."""
        if self.abstained:
            return None
        separator = "" if self.language == "zh" else " "
        steps = any(sentence.text[:1].isdigit() for sentence in self.sentences)
        return ("\n" if steps else separator).join(sentence.text for sentence in self.sentences)


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


def ask(
    library: Library,
    question: str,
    *,
    language: str | None = None,
    audience: str = "public",
    channel: str = "portal",
) -> Outcome:
    """Answer a question for a reader, and keep a record of it.

    Raises:
        UnusableInputError: the question, language or audience cannot be used.
        IndexLockedError, IndexMismatchError: the operator has to act.
    """
    started = time.perf_counter()
    query = understand(library, question, language=language, audience=audience)
    judged = judge(library, query)
    cited, writer = (Cited((), ()), QUOTES) if judged.reason else answer(library, judged.evidence)
    reason = judged.reason or (None if cited.sentences else "nothing_found")
    milliseconds = (time.perf_counter() - started) * 1000
    kept = _record(library, judged, cited, reason, writer, channel, milliseconds)
    quoted = {citation.article_id for citation in cited.citations}
    return Outcome(
        answer_id=kept.answer_id,
        question_id=kept.question_id,
        abstained=reason is not None,
        confidence=round(judged.confidence, 4),
        reason=reason,
        language=query.language,
        sentences=cited.sentences,
        citations=cited.citations,
        degraded=judged.evidence.degraded,
        writer=writer,
        related=tuple(hit for hit in judged.evidence.hits if hit.article_id not in quoted),
    )


def judge(library: Library, query: Query, limit: int = HITS) -> Judged:
    """Retrieve evidence and say how sure it is that the best of it answers."""
    evidence = retrieve(library, query, limit)
    return Judged(evidence, confidence(evidence))


def answer(library: Library, evidence: Evidence) -> tuple[Cited, str]:
    """Answer from the best article; worded by the chat model where one is configured and passes the check."""
    hit = readers_own(evidence.hits, evidence.query.language)
    found = quotes(library, evidence, hit)
    try:
        chat = library.chat
        if chat is not None and found:
            more = _further_quotes(library, evidence, hit)
            written = write(library, chat, evidence.query.text, evidence.query.language, [*found, *more])
            if written:
                return cite(written), chat.name
    except (ChatModelUnavailableError, EncoderUnavailableError):
        pass  # the quotes are an answer already
    return cite((quote.text, [quote]) for quote in found), QUOTES


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
    judged: Judged,
    cited: Cited,
    reason: str | None,
    writer: str,
    channel: str,
    milliseconds: float,
) -> questions.Asked:
    query = judged.evidence.query
    kept = questions.Record(
        text=mask(query.text, book=PlaceholderBook(library.settings.masking)).text,
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
    )
    with library.database.session() as session:
        return questions.record(session, kept)
