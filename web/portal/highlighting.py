"""Shows where what was typed stands in a text: the text in parts, each marked or not; words as search sees them.

The parts put together are the text, whatever was typed.
"""

import re
from collections.abc import Iterator

from kb.languages import normalise, tokens

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+(?:\u200c[^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
AHEAD = 40  # characters shown before the first word met

Parts = tuple[tuple[str, bool], ...]


def parts(text: str, typed: str) -> Parts:
    """Cut a text where words of `typed` stand in it; its last word may be unfinished.

    Args:
        text: what is shown.
        typed: what the reader typed.
    """
    marked = [False] * len(text)
    for start, end in _met(text, typed):
        marked[start:end] = [True] * (end - start)
    found: list[tuple[str, bool]] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marked[place] != marked[begin]:
            found.append((text[begin:place], marked[begin]))
            begin = place
    return tuple(found)


def excerpt(text: str, typed: str, limit: int) -> str:
    """Return up to `limit` characters of a text around the first word met, cut at words."""
    first = next(_met(text, typed), (0, 0))[0]
    if first <= AHEAD * 2 or len(text) <= limit:
        return text[:limit].rstrip() + ("…" if len(text) > limit else "")
    begin = text.find(" ", first - AHEAD, first) + 1 or first - AHEAD
    end = begin + limit
    return "…" + text[begin:end].strip() + ("…" if end < len(text) else "")


def _met(text: str, typed: str) -> Iterator[tuple[int, int]]:
    plain = normalise(typed)
    asked = _WORD.findall(plain)
    pairs = {word[at : at + 2] for word in asked if _HAN.match(word) for at in range(max(1, len(word) - 1))}
    whole = set(asked)
    unfinished = asked[-1] if asked and not typed.endswith(" ") else ""
    stems = {stem for stem in tokens(plain) if len(stem) > 1}
    for met in _WORD.finditer(text):
        word = normalise(met[0])
        if not _HAN.match(met[0]):
            begins = bool(unfinished) and word.startswith(unfinished)
            if begins or word in whole or set(word.split()) & whole or set(tokens(word)) & stems:
                yield met.start(), met.end()
        elif len(word) == len(met[0]):
            for at in range(len(word)):
                for pair in (word[at : at + 2], word[at]):
                    if pair in pairs:
                        yield met.start() + at, met.start() + at + len(pair)
