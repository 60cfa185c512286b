"""What people asked, what they were answered, and whether it helped; question texts are masked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.tables.metadata import Base, now


class Question(Base):
    """One question asked, by whom it does not say."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_asked_at", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    understood: Mapped[str] = mapped_column(
        default="", doc="with what was asked before, where it followed that up"
    )
    wording: Mapped[str] = mapped_column(default="", doc="the text normalised, to count the same question by")
    conversation: Mapped[str] = mapped_column(
        default="", index=True, doc="digest of what the questions of one visit have in common; empty: unknown"
    )
    language: Mapped[str]
    audience: Mapped[str]
    channel: Mapped[str] = mapped_column(doc="portal, agent, api or cli")
    asked_at: Mapped[datetime] = mapped_column(default=now)

    answer: Mapped[Answer | None] = relationship(
        back_populates="question", cascade="all, delete-orphan", uselist=False
    )


class Answer(Base):
    """The outcome of a question: cited sentences, or an abstention with its reason."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    abstained: Mapped[bool]
    confidence: Mapped[float]
    reason: Mapped[str] = mapped_column(default="")
    writer: Mapped[str] = mapped_column(default="quotes", doc="'quotes', or the chat model's name")
    degraded: Mapped[bool] = mapped_column(default=False)
    sentences: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    citations: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    milliseconds: Mapped[float]

    question: Mapped[Question] = relationship(back_populates="answer")


class Feedback(Base):
    """A reader's yes or no about an answer or an article."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("answer_id IS NOT NULL OR article_id IS NOT NULL", name="target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class OpenQuestion(Base):
    """What a conversation asked and nobody solved, masked; one for each such conversation, and gone with it."""

    __tablename__ = "open_questions"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=now, index=True)
