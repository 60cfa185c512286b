"""Shows what a newer text of an article changes in an older one: by sentences, or word by word.

Nothing is lost: the kept and the removed sentences are the old text, the kept and the added ones the new.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from kb import languages
from kb.content import Content

HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
WORD = re.compile(rf"\s+|{HAN}|(?:(?!{HAN})[\w\u200c\u200d])+|[^\w\s]")
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


@dataclass(frozen=True)
class WordChanges:
    """What changes in one field, word by word: in one text, and as two texts side by side."""

    field: str
    inline: tuple[Change, ...]

    @property
    def before(self) -> tuple[Change, ...]:
        """The old text with what was removed from it."""
        return tuple(change for change in self.inline if change.kind != "added")

    @property
    def after(self) -> tuple[Change, ...]:
        """The new text with what was added to it."""
        return tuple(change for change in self.inline if change.kind != "removed")


def words(before: Content, after: Content) -> tuple[WordChanges, ...]:
    """Return the fields that differ, compared word by word; Chinese is compared by characters."""
    return tuple(
        WordChanges(field, tuple(_joined(_runs(getattr(before, field), getattr(after, field), WORD.findall))))
        for field in FIELDS
        if getattr(before, field) != getattr(after, field)
    )


def _joined(runs: Iterator[Change]) -> Iterator[Change]:
    """Let a lone blank between two changes belong to them: it is easier to read than a patchwork."""
    kept = list(runs)
    removed, added = "", ""
    for at, run in enumerate(kept):
        between = run.kind == "kept" and not run.text.strip() and "\n" not in run.text
        if between and (removed or added) and at + 1 < len(kept):
            removed, added = removed + run.text, added + run.text
        elif run.kind == "removed":
            removed += run.text
        elif run.kind == "added":
            added += run.text
        else:
            yield from _both(removed, added)
            removed, added = "", ""
            yield run
    yield from _both(removed, added)


def _both(removed: str, added: str) -> Iterator[Change]:
    if removed:
        yield Change("removed", removed)
    if added:
        yield Change("added", added)


def _runs(before: str, after: str, cut: Callable[[str], list[str]] | None = None) -> Iterator[Change]:
    old, new = (cut or _pieces)(before), (cut or _pieces)(after)
    # Sentences are the same whatever stands between them; between words the blanks are what is compared.
    bare = str if cut else str.strip
    compared = SequenceMatcher(None, [bare(one) for one in old], [bare(one) for one in new], autojunk=False)
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
