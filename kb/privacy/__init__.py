"""Privacy: personal data becomes placeholders before anything is drafted, and can be found again to be erased.

Invariant: what is masked once stays masked the same way; raw values live in memory only.
"""

from kb.privacy.erasure import addresses, digest
from kb.privacy.masking import mask
from kb.privacy.names import participants
from kb.privacy.placeholders import EVERY_KIND, KINDS, NEVER_PUBLISHED, PLACEHOLDER, Masked, PlaceholderBook

__all__ = [
    "EVERY_KIND",
    "KINDS",
    "NEVER_PUBLISHED",
    "PLACEHOLDER",
    "Masked",
    "PlaceholderBook",
    "addresses",
    "digest",
    "mask",
    "participants",
]
