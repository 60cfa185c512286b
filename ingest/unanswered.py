"""Keeps what a conversation asked and nobody solved, so that it shows among the gaps.

One question for each conversation, taken from its masked text: read again it is replaced, solved it goes.
"""

from __future__ import annotations

from ingest.drafting import WRITTEN
from ingest.preparing import readable_conversation
from ingest.resolution import customer_cues
from ingest.resolution.title import question_of, title_of
from ingest.resolution.turns import read_turns
from kb.database import Session
from kb.tables import Conversation
from kb.usage import questions

MOST = 6  # sentences from the first on, among which the question is looked for


def note(session: Session, conversation: Conversation) -> None:
    """Keep or forget a conversation's question, by what reading it found (`solved`, `unresolved`)."""
    unsolved = bool(conversation.unresolved) or conversation.solved is False
    asked = _asked(conversation) if unsolved and conversation.channel not in WRITTEN else None
    if asked is None:
        questions.forget_open(session, conversation.id)
        return
    moments = [message.sent_at for message in conversation.messages if message.sent_at is not None]
    questions.note_open(
        session, conversation.id, asked, conversation.language, max(moments) if moments else None
    )


def _asked(conversation: Conversation) -> str | None:
    """Return the problem in the customer's words, None where no message of a customer states one."""
    said = [
        sentence
        for turn in read_turns(readable_conversation(conversation))
        if turn.side == "asker"
        for sentence in turn.sentences
        if not customer_cues.OPENER.fullmatch(sentence.text.strip())
    ]
    if not said or (conversation.channel == "survey" and not any(_wants(sentence.text) for sentence in said)):
        return None
    return title_of(question_of(said[:MOST]).text, conversation.subject).strip() or None


def _wants(text: str) -> bool:
    """Whether somebody asks or complains; who only praises in a survey waits for no answer."""
    cues = (customer_cues.QUESTION, customer_cues.DENIES, customer_cues.BROKEN)
    return any(cue.search(text) for cue in cues)
