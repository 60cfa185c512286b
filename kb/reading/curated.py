"""Fixed answers: questions to which the team chose the article; they win over anything found or worded.

A fixed text is kept as an article like any other, so that what is shown is always cited from a published revision;
an article that is not published, or not for the reader, fixes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kb import articles, history
from kb.content import Content, Draft, Labels
from kb.database import Session
from kb.errors import NotFoundError, UnusableInputError
from kb.tables import FixedAnswer

QUESTIONS = 50  # phrasings of one fixed answer
QUESTION_LIMIT = 500  # characters of a phrasing


class FixedQuestionMissingError(UnusableInputError):
    """A fixed answer needs at least one question."""


@dataclass(frozen=True)
class Fixed:
    """One fixed answer."""

    id: int
    article_id: int
    questions: tuple[str, ...]
    language: str
    audience: str


def fix(
    session: Session,
    article_id: int,
    questions: Sequence[str],
    *,
    language: str = "",
    audience: str = "public",
    author_id: int | None = None,
) -> Fixed:
    """Fix an article as the answer to some questions.

    Args:
        language: of the readers it is for; empty for readers of any.

    Raises:
        NotFoundError: there is no such article.
        AudienceUnknownError: there is no such audience.
        FixedQuestionMissingError: no question is given.
    """
    articles.get(session, article_id)
    articles.audiences(audience)
    row = FixedAnswer(
        article_id=article_id,
        language=language,
        audience=audience,
        questions=_checked(questions),
        author_id=author_id,
    )
    session.add(row)
    session.flush()
    return _fixed(row)


def fix_text(
    session: Session,
    text: str,
    questions: Sequence[str],
    *,
    language: str,
    audience: str = "public",
    author_id: int | None = None,
) -> Fixed:
    """Publish a text as an article named after the first question, and fix it as the answer to all of them.

    The caller syncs the index after the commit, as after any publishing.
    """
    asked = _checked(questions)
    draft = Draft(Content(title=asked[0], resolution=text), Labels(language, audience))
    article = articles.create(session, draft, author_id=author_id, note=history.note("fixed"))
    articles.publish(session, article)
    return fix(session, article.id, asked, language=language, audience=audience, author_id=author_id)


def change(session: Session, fixed_id: int, questions: Sequence[str]) -> Fixed:
    """Replace the questions of a fixed answer.

    Raises:
        NotFoundError: there is none.
    """
    row = _get(session, fixed_id)
    row.questions = _checked(questions)
    return _fixed(row)


def remove(session: Session, fixed_id: int) -> None:
    """Let questions be answered as any others again; the article stays.

    Raises:
        NotFoundError: there is none.
    """
    session.delete(_get(session, fixed_id))


def every(session: Session) -> list[Fixed]:
    """Return all fixed answers, in the order they were made."""
    return [_fixed(row) for row in session.scalars(select(FixedAnswer).order_by(FixedAnswer.id))]


def for_reader(session: Session, audience: str, language: str) -> list[Fixed]:
    """Return the fixed answers for a reader; whether the article may be read is checked when it is quoted."""
    query = select(FixedAnswer).where(
        FixedAnswer.audience.in_(articles.audiences(audience)), FixedAnswer.language.in_(["", language])
    )
    return [_fixed(row) for row in session.scalars(query.order_by(FixedAnswer.id))]


def _checked(questions: Sequence[str]) -> list[str]:
    kept = [" ".join(question.split())[:QUESTION_LIMIT] for question in questions if question.strip()]
    if not kept:
        raise FixedQuestionMissingError
    return list(dict.fromkeys(kept))[:QUESTIONS]


def _get(session: Session, fixed_id: int) -> FixedAnswer:
    row = session.get(FixedAnswer, fixed_id)
    if row is None:
        raise NotFoundError(what="fixed answer", id=fixed_id)
    return row


def _fixed(row: FixedAnswer) -> Fixed:
    return Fixed(row.id, row.article_id, tuple(row.questions), row.language, row.audience)
