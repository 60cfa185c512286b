"""Profile: what is in an archive, before anything of it is drafted or even kept.

Invariant: nothing is written anywhere; what is shown is masked, and memory does not grow with the archive's texts.
"""

from ingest.profiling.measuring import Month, Profile, as_json, profile
from ingest.profiling.topics import Issue

__all__ = ["Issue", "Month", "Profile", "as_json", "profile"]
