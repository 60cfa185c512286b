"""The tables of everything true, one module a subject.

Revisions, evidence and import items are only ever added; the index is rebuilt from what stands here.
"""

from kb.tables.agents import Flag, Reuse, SentReply
from kb.tables.articles import (
    Article,
    Category,
    CategoryName,
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
from kb.tables.curated import FixedAnswer
from kb.tables.desk import Remark, SearchDay
from kb.tables.evaluations import Evaluation
from kb.tables.imports import Import, ImportItem, Quarantine
from kb.tables.live import Delivery, LiveSource, WatchedFile
from kb.tables.metadata import Base
from kb.tables.people import ApiKey, Attempt, OneTimeToken, OpenSession, Person, RecoveryCode
from kb.tables.privacy import MaskedCount, RawView, Tombstone
from kb.tables.questions import Answer, Feedback, OpenQuestion, Question
from kb.tables.readers import Correction, Handover
from kb.tables.state import IndexMarker
from kb.tables.synonyms import SynonymGroup

__all__ = [
    "Answer",
    "ApiKey",
    "Article",
    "Attempt",
    "Base",
    "Category",
    "CategoryName",
    "Conversation",
    "Correction",
    "Delivery",
    "Disagreement",
    "Evaluation",
    "Evidence",
    "Feedback",
    "FixedAnswer",
    "Flag",
    "Handover",
    "Import",
    "ImportItem",
    "IndexMarker",
    "IndexState",
    "LiveSource",
    "MaskedCount",
    "Message",
    "OneTimeToken",
    "OpenQuestion",
    "OpenSession",
    "Participant",
    "Passage",
    "Person",
    "Quarantine",
    "Question",
    "RawMessage",
    "RawView",
    "RecoveryCode",
    "Remark",
    "Reuse",
    "Revision",
    "SearchDay",
    "SentReply",
    "Source",
    "SubjectTie",
    "SynonymGroup",
    "ThreadReference",
    "Tombstone",
    "Variant",
    "WatchedFile",
]
