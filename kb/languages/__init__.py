"""What the knowledge base knows about languages, as pure functions of text.

Everything that reads, searches or shows text imports from here, so that the index and the question,
the drafter and the page agree.
"""

from kb.languages.detect import detect
from kb.languages.normalise import normalise
from kb.languages.scripts import Script, direction, script, scripts
from kb.languages.segment import fingerprint, tokens
from kb.languages.sentences import Span, sentences
from kb.languages.slugs import slugify

__all__ = [
    "Script",
    "Span",
    "detect",
    "direction",
    "fingerprint",
    "normalise",
    "script",
    "scripts",
    "sentences",
    "slugify",
    "tokens",
]
