"""Resolution: the question and the answer found in a conversation, with the evidence they rest on.

Invariant: everything found is a quote of a message, `text[start:end]`; what nobody wrote is not there.
"""

from ingest.resolution.answers import Similarity, answer_scores
from ingest.resolution.evidence import Evidence, Resolution, Unresolved
from ingest.resolution.resolving import resolve

__all__ = ["Evidence", "Resolution", "Similarity", "Unresolved", "answer_scores", "resolve"]
