"""What revisions say of how they came to be, where the product made them: kinds with values, kept as a sentence.

A note that the product wrote reads back as the kind and values it was written with, also from rows of earlier
versions; any other note is a person's own words and none of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

NOTES: Mapping[str, str] = {
    "drafted": "drafted from {channel}",
    "composed": "put together from {count} conversations",
    "continued": "the conversation went on",
    "proposed": "proposed: a conversation ({channel}) says more",
    "declined": "the proposal was declined",
    "merged": "merged with article {id}",
    "fixed": "fixed answer",
    "imported": "imported",
    "imported_again": "imported again",
}


@dataclass(frozen=True)
class Told:
    """A note of ours: one of `NOTES`, and the values of its placeholders as they were written."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)


def note(kind: str, **values: object) -> str:
    """Return the sentence that is kept for a kind."""
    return NOTES[kind].format(**values)


def told(kept: str) -> Told | None:
    """Return what a kept note was written from; None where a person wrote it."""
    for kind, pattern in _PATTERNS.items():
        found = pattern.fullmatch(kept)
        if found:
            return Told(kind, found.groupdict())
    return None


def _pattern(sentence: str) -> re.Pattern[str]:
    """Match a sentence with a few words in the place of each placeholder."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.{1,100})", re.escape(sentence)))


_PATTERNS = {kind: _pattern(sentence) for kind, sentence in NOTES.items()}
