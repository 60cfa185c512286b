"""Keeps what was asked, what was answered and whether it helped; gaps and dashboards are read from here."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from kb.database import Session
from kb.errors import NotFoundError
from kb.languages import normalise
from kb.patterns import NO_PATTERNS, Patterns
from kb.privacy import PlaceholderBook, mask
from kb.tables import Answer, Article, Feedback, OpenQuestion, Question
from kb.tables.metadata import now

COMMENT_LIMIT = 2_000
QUESTION_LIMIT = 500  # characters of a question that is kept as open
FRESH = timedelta(hours=2)  # after which the next question of a visit is one of its own


@dataclass(frozen=True)
class Asked:
    """One question and its outcome, as kept."""

    question_id: int
    answer_id: int


@dataclass(frozen=True)
class Record:
    """What is kept of a question; the text is masked by the caller's side of the house before it comes here."""

    text: str
    language: str
    audience: str
    channel: str
    abstained: bool
    confidence: float
    reason: str
    writer: str
    degraded: bool
    sentences: Sequence[Mapping[str, Any]]
    citations: Sequence[Mapping[str, Any]]
    milliseconds: float
    understood: str = ""
    conversation: str = ""


def record(session: Session, kept: Record) -> Asked:
    """Store a question with its answer."""
    question = Question(
        text=kept.text,
        understood=kept.understood,
        wording=wording(kept.text),
        conversation=kept.conversation,
        language=kept.language,
        audience=kept.audience,
        channel=kept.channel,
    )
    session.add(question)
    session.flush()
    answer = Answer(
        question_id=question.id,
        abstained=kept.abstained,
        confidence=kept.confidence,
        reason=kept.reason,
        writer=kept.writer,
        degraded=kept.degraded,
        sentences=[dict(sentence) for sentence in kept.sentences],
        citations=[dict(citation) for citation in kept.citations],
        milliseconds=kept.milliseconds,
    )
    session.add(answer)
    session.flush()
    return Asked(question.id, answer.id)


def wording(text: str) -> str:
    """Return a question as it is counted: without case, marks at its ends and differences of writing."""
    return " ".join(normalise(text).split()).strip(" ?؟？.!。！,،，;:：；")


def conversation_of(token: str, where: str, key: bytes) -> str:
    """Return the digest by which questions of one visit are known to belong together; empty for no token.

    Args:
        token: made at random by the reader's side, which alone knows it.
        where: what the token counts in, such as a channel; the same token elsewhere is another visit.
        key: the installation's secret.
    """
    return hmac.new(key, f"{where}\n{token}".encode(), hashlib.sha256).hexdigest() if token else ""


def last_in(session: Session, conversation: str) -> int | None:
    """Return the id of the last question of a visit that is still fresh enough to be followed up."""
    query = select(Question.id).where(
        Question.conversation == conversation, Question.asked_at > now() - FRESH
    )
    return session.scalar(query.order_by(Question.id.desc()).limit(1)) if conversation else None


def understood(session: Session, question_id: int, audience: str) -> str:
    """Return what was asked, whole where it was a follow-up; empty for no such question of this audience."""
    kept = session.get(Question, question_id)
    return (kept.understood or kept.text) if kept is not None and kept.audience == audience else ""


def add_feedback(
    session: Session,
    *,
    answer_id: int | None = None,
    article_id: int | None = None,
    helpful: bool,
    reason: str = "",
    comment: str = "",
    patterns: Patterns = NO_PATTERNS,
) -> Feedback:
    """Store a reader's yes or no about an answer or an article.

    Raises:
        NotFoundError: there is no such answer or published article.
    """
    if answer_id is not None and session.get(Answer, answer_id) is None:
        raise NotFoundError(what="answer", id=answer_id)
    if article_id is not None:
        article = session.get(Article, article_id)
        if article is None or article.status != "published":
            raise NotFoundError(what="article", id=article_id)
        # Counted by the database, so that votes at one moment all count; a vote does not change the article's date.
        counter = Article.helpful if helpful else Article.unhelpful
        counted = {counter.key: counter + 1, "updated_at": Article.updated_at}
        session.execute(update(Article).filter_by(id=article_id).values(counted))
    given = Feedback(
        answer_id=answer_id,
        article_id=article_id,
        helpful=helpful,
        reason=_masked(reason, patterns),
        comment=_masked(comment, patterns),
    )
    session.add(given)
    session.flush()
    return given


def _masked(text: str, patterns: Patterns) -> str:
    return mask(text[:COMMENT_LIMIT], book=PlaceholderBook(patterns)).text


def note_open(
    session: Session, conversation_id: int, text: str, language: str, asked_at: datetime | None
) -> None:
    """Keep what a conversation asked and nobody solved, in place of what was kept of it before; masked already."""
    forget_open(session, conversation_id)
    kept = OpenQuestion(conversation_id=conversation_id, text=text[:QUESTION_LIMIT], language=language)
    if asked_at is not None:
        kept.asked_at = asked_at
    session.add(kept)
    session.flush()


def forget_open(session: Session, conversation_id: int) -> None:
    """A conversation was solved, or asks nothing: it is no gap."""
    session.execute(delete(OpenQuestion).filter_by(conversation_id=conversation_id))
