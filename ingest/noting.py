"""An expert's note becomes a draft: kept as a conversation of channel "note", whose messages are its evidence.

The note's words, masked, are the draft's words; where an article says the same already, the note is one more source.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from ingest.drafting import from_written
from ingest.keeping import keep
from ingest.preparing import prepare
from ingest.publishing import first_line, shorten
from kb import articles
from kb.archive import conversations
from kb.archive.conversations import Incoming, Opening
from kb.articles import audiences
from kb.content import TITLE_LIMIT
from kb.errors import UnusableInputError
from kb.languages import detect
from kb.library import Library
from kb.tables.metadata import now

CHANNEL = "note"
LONGEST = 20_000  # characters


class NoteEmptyError(UnusableInputError):
    """The note is empty. Please write down what helps."""


class NoteTooLongError(UnusableInputError):
    """The note has {length} characters; the longest one kept is {limit}. Please import it as a file."""


@dataclass(frozen=True)
class Note:
    """What an expert wrote down.

    Attributes:
        text: what helps; Markdown.
        question: what customers ask, in one sentence; may be empty.
        language: a code, or empty: that of the text.
    """

    text: str
    question: str = ""
    language: str = ""
    audience: str = "agents"


@dataclass(frozen=True)
class Captured:
    """What became of a note: `draft`, or `merged` into an article that says so already."""

    article_id: int
    conversation_id: int
    became: str


def capture(library: Library, note: Note, *, author_id: int | None = None) -> Captured:
    """Keep a note and draft an article from it.

    Raises:
        NoteEmptyError, NoteTooLongError: it cannot be kept.
        AudienceUnknownError: the audience is neither public nor agents.
    """
    text, question = note.text.strip(), " ".join(note.question.split())
    audiences(note.audience)
    if not text:
        raise NoteEmptyError
    if len(text) + len(question) > LONGEST:
        raise NoteTooLongError(length=len(text) + len(question), limit=LONGEST)
    language = note.language or detect(f"{question}\n{text}")
    opening = Opening(
        f"note-{uuid.uuid4()}", "notes", CHANNEL, language=language, label={"audience": note.audience}
    )
    with library.index_lock(), library.database.session() as session:
        kept = conversations.start(session, opening)
        if question:
            asked = Incoming(f"{opening.external_id}-question", question, role="customer", sent_at=now())
            conversations.append(session, kept, asked)
        told = Incoming(f"{opening.external_id}-note", text, role="agent", sent_at=now())
        conversations.append(session, kept, told)
        prepare(session, kept, library.settings)
        kept.mined, kept.solved = True, True
        first = kept.messages[0].text or ""  # the question where there is one; masked, as titles must be
        title = shorten(first, TITLE_LIMIT) if question else first_line(first)
        became = keep(library, session, kept, from_written(kept, title))
        article = articles.of_conversation(session, kept.id)[0]
        if became == "draft":
            articles.revision(session, article.id, article.latest).author_id = author_id
        return Captured(article.id, kept.id, became)
