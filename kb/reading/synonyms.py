"""Words that mean the same in one knowledge base: its own product names, abbreviations and slang.

Used on questions only, so that a change needs no new index.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from kb import languages
from kb.database import Session
from kb.errors import NotFoundError, SynonymsUnusableError
from kb.tables import SynonymGroup

MOST_WORDS = 20


@dataclass(frozen=True)
class Group:
    """Words or phrases that mean the same, in any languages, as they were given."""

    id: int
    words: tuple[str, ...]


def add(session: Session, words: Sequence[str]) -> int:
    """Keep a group; return its number.

    Raises:
        SynonymsUnusableError: fewer than two different words, or too many.
    """
    row = SynonymGroup(words=_usable(words))
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, group_id: int, words: Sequence[str]) -> None:
    """Replace the words of a group.

    Raises:
        NotFoundError: there is no such group.
        SynonymsUnusableError: fewer than two different words, or too many.
    """
    row = session.get(SynonymGroup, group_id)
    if row is None:
        raise NotFoundError(what="group of synonyms", id=group_id)
    row.words = _usable(words)
    session.flush()


def _usable(words: Sequence[str]) -> list[str]:
    given = {languages.normalise(word): " ".join(word.split()) for word in words if languages.tokens(word)}
    if not 2 <= len(given) <= MOST_WORDS:
        raise SynonymsUnusableError(most=MOST_WORDS)
    return list(given.values())


def remove(session: Session, group_id: int) -> bool:
    """Forget a group; return whether there was one."""
    found = session.get(SynonymGroup, group_id) is not None
    session.execute(delete(SynonymGroup).where(SynonymGroup.id == group_id))
    return found


def every(session: Session) -> list[Group]:
    """Return all groups, oldest first."""
    return [
        Group(row.id, tuple(row.words))
        for row in session.scalars(select(SynonymGroup).order_by(SynonymGroup.id))
    ]


def further(groups: Sequence[Group], tokens: Sequence[str]) -> list[str]:
    """Return the search tokens that a question's own stand for as well.

    Args:
        tokens: of the question (see `kb.languages.tokens`), in order.
    """
    asked = list(tokens)
    found: dict[str, None] = {}
    for group in groups:
        cut = [languages.tokens(word) for word in group.words]
        if any(within(words, asked) for words in cut):
            found |= dict.fromkeys(token for words in cut for token in words if token not in asked)
    return list(found)


def instead(groups: Sequence[Group], text: str, known: Container[str]) -> str:
    """Return a question with the words that the knowledge base holds in place of those that it does not.

    The first of the same script stands in, else the first of any.

    Args:
        text: the question as it is written.
        known: the search tokens of the knowledge base.
    """
    for group in groups:
        held = [word for word in group.words if all(token in known for token in languages.tokens(word))]
        for word in sorted(group.words, key=len, reverse=True):
            if word not in held and (found := _written(word).search(text)):
                script = languages.script(found[0])
                own = [one for one in held if languages.script(one) == script] or held
                if own:
                    text = text[: found.start()] + own[0] + text[found.end() :]
    return text


def _written(word: str) -> re.Pattern[str]:
    """Match a word as people write it: in any case, and whole, where its script parts words."""
    parts = r"[\s\u200c-]+".join(re.escape(part) for part in re.split(r"[\s\u200c-]+", word))
    whole = parts if languages.script(word) == "han" else rf"(?<!\w){parts}(?!\w)"
    return re.compile(whole, re.IGNORECASE)


def within(words: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether a phrase stands among tokens: one after the other, or where it is Chinese, all of it.

    Chinese tokens are characters and pairs of them, each kind by itself; the pairs keep a phrase together.
    """
    if any(languages.script(word) == "han" for word in words):
        return set(words) <= set(asked)
    length = len(words)
    return any(list(asked[at : at + length]) == list(words) for at in range(len(asked) - length + 1))
