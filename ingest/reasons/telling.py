"""Makes the sentence of a reason, and reads a kept sentence back to the kind and values it was made from.

Invariant: what `because` makes, `told` reads back as it was, also where one reason stands within another; what
nobody made with it is nothing, never a guess.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NewType

from ingest.reasons import chats, files, mails, rows, sources, words

Reason = NewType("Reason", str)

SENTENCES: Mapping[str, str] = {
    **files.WHOLE_FILES, **files.DOCUMENTS, **files.ARCHIVES, **mails.MAILS, **mails.ATTACHMENTS, **rows.ROWS,
    **rows.FIELDS, **rows.TABLES, **chats.CHATS, **chats.CONVERSATIONS, **sources.STOPS, **sources.MAILBOXES,
}  # fmt: skip
TEXTS: Mapping[str, str] = {
    **SENTENCES,
    **{kind: text for group in words.SLOTS.values() for kind, text in group.items()},
    **words.KEYS,
}
BETWEEN = "; "
_KEPT = 10_000  # characters of a kept sentence that are looked at
_MOST_PARTS = 64
_DEEPEST = 4  # reasons within reasons
_NUMBERS = {",": r"\d{1,3}(?:,\d{3})*", "d": r"\d+", "g": r"\d+(?:\.\d+)?(?:e[+-]?\d+)?"}
_NAMES = {
    "file": r"(?:(?!: ).)+\.\w{1,8}",
    "reason": r".+",
    "counts": r".+",
    "group": r".+",
    "trouble": r".+",
}
_COUNTED = re.compile(r", (?=\d+ )")


@dataclass(frozen=True)
class Told:
    """A reason of ours: its kind, one of `TEXTS`, and the values of its placeholders; some are told themselves."""

    kind: str
    values: Mapping[str, int | float | str | Told | tuple[Told, ...]] = field(default_factory=dict)


def because(kind: str, **values: object) -> Reason:
    """Return the sentence of a kind.

    Args:
        kind: One of `TEXTS`.
        values: Its placeholders; of those named `reason`, `what` and the like sentences made here.
    """
    return Reason(TEXTS[kind].format(**values))


def counted(passed: Mapping[Reason, int]) -> str:
    """Return how many of what, for the slot `counts`."""
    return ", ".join(
        because("counted", number=number, group=group) for group, number in sorted(passed.items())
    )


def joined(reasons: tuple[Reason, ...]) -> Reason:
    """Return several reasons as one text; none are no text."""
    return Reason(BETWEEN.join(reasons))


@lru_cache(maxsize=4096)
def told(kept: str) -> tuple[Told, ...]:
    """Return what a kept text was made from, in order; nothing where any part of it was not made here."""
    if not kept or len(kept) > _KEPT:
        return ()
    ends = [found.start() for found in re.finditer(re.escape(BETWEEN), kept)][:_MOST_PARTS]
    ends.append(len(kept))
    found: dict[int, tuple[Told, ...]] = {len(kept) + len(BETWEEN): ()}
    starts = [0, *(end + len(BETWEEN) for end in ends[:-1])]
    # From the end: the shortest first part that is a sentence and leaves sentences behind it.
    for start in reversed(starts):
        for end in ends:
            rest = found.get(end + len(BETWEEN))
            if end > start and rest is not None and (one := _one(kept[start:end], SENTENCES, 0)):
                found[start] = (one, *rest)
                break
    return found.get(0, ())


@lru_cache(maxsize=4096)
def told_key(kept: str) -> Told | None:
    """Return what a key that a reader made up says; None for the keys that items bring themselves."""
    return _one(kept, words.KEYS, 0)


def written(one: Told) -> str:
    """Return the sentence again that something was told from."""
    values = {name: _written(value) for name, value in one.values.items()}
    return TEXTS[one.kind].format(**values)


def message(kind: str) -> str:
    """Return the text of a kind as a message for catalogues, with `%(name)s` in the place of each value."""
    parts = string.Formatter().parse(TEXTS[kind])
    return "".join(
        literal.replace("%", "%%") + (f"%({name})s" if name else "") for literal, name, _, _ in parts
    )


def grouped(kind: str) -> frozenset[str]:
    """Return the placeholders of a kind that hold amounts; other numbers only tell one thing from another."""
    return frozenset(name for name, spec in _PATTERNS[kind][1].items() if spec == ",")


def _written(value: object) -> object:
    if isinstance(value, Told):
        return written(value)
    return ", ".join(map(written, value)) if isinstance(value, tuple) else value


def _one(kept: str, table: Mapping[str, str], depth: int) -> Told | None:
    """The kind of a table that a text is of; what is more particular is tried first."""
    if depth > _DEEPEST:
        return None
    for kind in _ORDER:
        if kind not in table:
            continue
        pattern, specs = _PATTERNS[kind]
        found = pattern.fullmatch(kept)
        if found is None:
            continue
        values = {name: _value(name, spec, found[name], depth) for name, spec in specs.items()}
        if None not in values.values():
            return Told(kind, {name: value for name, value in values.items() if value is not None})
    return None


def _value(name: str, spec: str, text: str, depth: int) -> int | float | str | Told | tuple[Told, ...] | None:
    """A value as it was given, None where the slot cannot hold this text."""
    if spec:
        number = text.replace(",", "")
        return float(number) if spec == "g" else int(number)
    if name == "reason":
        return _one(text, SENTENCES, depth + 1)
    if name == "trouble":
        return _one(text, SENTENCES, depth + 1) or _one(text, words.DETAILS, depth + 1) or text
    if name == "counts":
        each = [_one(part, words.COUNTED, depth + 1) for part in _COUNTED.split(text)]
        return None if None in each else tuple(one for one in each if one is not None)
    if name in words.SLOTS:
        return _one(text, words.SLOTS[name], depth + 1) or (text if name == "detail" else None)
    return text


def _pattern(sentence: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What a sentence looks like with its values in it, and the format of each value."""
    made, specs = "", {}
    for literal, name, spec, _ in string.Formatter().parse(sentence):
        made += re.escape(literal)
        if name:
            made += f"(?P<{name}>{_NUMBERS[spec] if spec else _NAMES.get(name, '.*?')})"
            specs[name] = spec or ""
    return re.compile(made, re.DOTALL), specs


def _generality(kind: str) -> tuple[bool, int]:
    """How much else could be taken for a sentence: most, where it begins with a value and has few words."""
    parts = [(literal, name) for literal, name, _, _ in string.Formatter().parse(TEXTS[kind])]
    return not parts[0][0], -sum(len(literal) for literal, _ in parts)


_PATTERNS = {kind: _pattern(text) for kind, text in TEXTS.items()}
_ORDER = sorted(TEXTS, key=_generality)
