"""The tables of everything true, one module a subject.

Revisions, evidence and import items are only ever added; the index is rebuilt from what stands here.
"""

from kb.tables.articles import (
    Article,
    Category,
    Disagreement,
    Evidence,
    IndexState,
    Passage,
    Revision,
    Source,
    Variant,
)
from kb.tables.conversations import (
    Conversation,
    Message,
    Participant,
    RawMessage,
    SubjectTie,
    ThreadReference,
)
from kb.tables.imports import Import, ImportItem, Quarantine
from kb.tables.live import Delivery, LiveSource, WatchedFile
from kb.tables.metadata import Base
from kb.tables.people import ApiKey, Person
from kb.tables.privacy import MaskedCount, RawView
from kb.tables.questions import Answer, Feedback, OpenQuestion, Question
from kb.tables.state import IndexMarker

__all__ = [
    "Answer",
    "ApiKey",
    "Article",
    "Base",
    "Category",
    "Conversation",
    "Delivery",
    "Disagreement",
    "Evidence",
    "Feedback",
    "Import",
    "ImportItem",
    "IndexMarker",
    "IndexState",
    "LiveSource",
    "MaskedCount",
    "Message",
    "OpenQuestion",
    "Participant",
    "Passage",
    "Person",
    "Quarantine",
    "Question",
    "RawMessage",
    "RawView",
    "Revision",
    "Source",
    "SubjectTie",
    "ThreadReference",
    "Variant",
    "WatchedFile",
]
