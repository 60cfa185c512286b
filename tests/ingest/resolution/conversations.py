"""Conversations for the tests, written the way people write: a side, a colon, a message."""

from ingest.conversation import Conversation, Message

ROLES = {"C": "customer", "A": "agent", "B": "bot", "U": "unknown"}


def conversation(*lines, subject="", resolved=None, language=None, authors=()):
    """`"C: hello"` is a customer's message; ids are m0, m1, …"""
    messages = tuple(
        Message(
            external_id=f"m{at}", role=ROLES[line[0]], author=authors[at] if authors else "", address="",
            sent_at=None, text=line[3:],
        )
        for at, line in enumerate(lines)
    )  # fmt: skip
    return Conversation("c", "chat", subject, language, resolved, messages)


def quotes(evidence):
    return [piece.quote for piece in evidence]
