"""Keeps what a question names exactly: a code or a quoted phrase outranks everything that does not hold it.

Nearness of meaning cannot tell one error code from the next; where an article holds the very one, it comes first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Query
from kb import languages
from kb.index import Fused
from kb.library import Library
from kb.reading import passages

MOST = 4  # things named in one question that are looked for
FOUND = 40  # pieces looked at for each
COMMON = 12  # articles that hold it from which a code tells nothing any more
_QUOTED = re.compile(r"[\"“”„«「『]([^\"“”„«»「」『』]{3,80})[\"“”»」』]")
# Only ASCII bounds: Chinese is written right up to a code.
_CODE = re.compile(
    r"(?<![a-z0-9_.@-])(?=[a-z0-9_./#-]*\d)(?=[a-z0-9_./#-]*[a-z])[a-z0-9]+(?:[-_./#][a-z0-9]+)*(?![a-z0-9_@])"
)
_DAY_OR_HOUR = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm)"
)  # "the 3rd", "9am": letters and digits, and yet no name
_VERSION = re.compile(r"(?<![a-z0-9_.])\d+\.\d+(?:\.\d+)+(?![a-z0-9_.]?\d)")


def named(text: str) -> list[str]:
    """Return what a question names exactly, normalised: quoted phrases, codes such as `E-1042`, versions."""
    plain = languages.normalise(text)
    quoted = [languages.normalise(phrase) for phrase in _QUOTED.findall(text)]
    codes = [code for code in _CODE.findall(plain) if not _DAY_OR_HOUR.fullmatch(code)]
    found = [*quoted, *codes, *_VERSION.findall(plain)]
    return list(dict.fromkeys(one for one in found if one))[:MOST]


def first(library: Library, query: Query, ranked: Sequence[Fused]) -> list[Fused]:
    """Put the articles that hold what the question names before all others, else leave the order as it is.

    Raises:
        IndexUnavailableError: as it says.
    """
    wanted = named(query.text)
    if not wanted:
        return list(ranked)
    held: dict[int, int] = {}
    pieces: dict[int, Fused] = {}
    for name in wanted:
        holding = _holding(library, query, name)
        if len(holding) <= COMMON:
            for hit in holding:
                held[hit.article_id] = held.get(hit.article_id, 0) + 1
                pieces.setdefault(hit.article_id, hit)
    if not held:
        return list(ranked)
    known = {hit.article_id for hit in ranked}
    everything = [*ranked, *(hit for id_, hit in pieces.items() if id_ not in known)]
    # A band of scores for each count of things held: (0, 1/n], (1/n, 2/n] and so on.
    bands = max(held.values()) + 1
    moved = [
        hit._replace(score=(held.get(hit.article_id, 0) + max(0.0, hit.score)) / bands) for hit in everything
    ]
    return sorted(moved, key=lambda hit: (-held.get(hit.article_id, 0), -hit.score, hit.article_id))


def _holding(library: Library, query: Query, name: str) -> list[Fused]:
    """Return the articles that hold a name, word for word."""
    found = library.index.search(None, " ".join(languages.tokens(name)), query.where, FOUND).lexical
    with library.database.reading() as session:
        texts = passages.by_id(session, [piece.id for piece in found])
    whole = re.compile(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])")
    holding: dict[int, Fused] = {}
    for piece in found:
        text = texts.get(piece.id)
        if text is not None and whole.search(languages.normalise(text.text)):
            hit = Fused(piece.article_id, 0.0, piece.id, piece.kind, 0.0, piece.score)
            holding.setdefault(piece.article_id, hit)
    return list(holding.values())
