"""Resolution: the question and the answer found in a conversation, with the evidence they rest on.

Invariant: everything found is a quote of a message, `text[start:end]`; what nobody wrote is not there.
"""

from ingest.resolution.encoding import texts_to_encode
from ingest.resolution.evidence import Evidence, Resolution, Unresolved
from ingest.resolution.judging import judges
from ingest.resolution.proposing import Proposal, propose
from ingest.resolution.resolving import resolve

__all__ = [
    "Evidence", "Proposal", "Resolution", "Unresolved", "judges", "propose", "resolve", "texts_to_encode",
]  # fmt: skip
