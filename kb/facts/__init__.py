"""What a text states as facts: figures, names, topic, and whether it affirms or denies; pure functions of text.

Two texts that read alike say the same only where these agree, in whatever language they are written.
"""

from kb.facts.figures import Figure, figures
from kb.facts.names import codes, missing, names, placed_elsewhere, swapped
from kb.facts.polarity import contrary, denies, opposed
from kb.facts.topic import Overlap, overlap

__all__ = [
    "Figure",
    "Overlap",
    "codes",
    "contrary",
    "denies",
    "figures",
    "missing",
    "names",
    "opposed",
    "overlap",
    "placed_elsewhere",
    "swapped",
]
