"""Shows what a newer text of an article changes in the one readers see, sentence by sentence.

Nothing is lost: the kept and the removed sentences are the old text, the kept and the added ones the new.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from kb import languages
from kb.content import Content

FIELDS = ("title", "issue", "environment", "cause", "resolution")


@dataclass(frozen=True)
class Change:
    """A run of sentences that is "kept", "removed" or "added"."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    """What changes in one field of an article."""

    field: str
    changes: tuple[Change, ...]


def changes(before: Content, after: Content) -> tuple[FieldChange, ...]:
    """Return the fields that differ, each with its runs of sentences in reading order."""
    return tuple(
        FieldChange(field, tuple(_runs(getattr(before, field), getattr(after, field))))
        for field in FIELDS
        if getattr(before, field) != getattr(after, field)
    )


def _runs(before: str, after: str) -> Iterator[Change]:
    old, new = _pieces(before), _pieces(after)
    compared = SequenceMatcher(
        None, [one.strip() for one in old], [one.strip() for one in new], autojunk=False
    )
    for kind, old_start, old_end, new_start, new_end in compared.get_opcodes():
        if kind == "equal":
            yield Change("kept", "".join(new[new_start:new_end]))
            continue
        if old_end > old_start:
            yield Change("removed", "".join(old[old_start:old_end]))
        if new_end > new_start:
            yield Change("added", "".join(new[new_start:new_end]))


def _pieces(text: str) -> list[str]:
    """Cut a text before each sentence, so that the pieces together are the text."""
    starts = [span.start for span in languages.sentences(text)]
    cuts = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]
