"""Masking: every piece of personal data in a text becomes its placeholder.

Invariant: masking a masked text changes nothing; what is no personal data (order numbers, dates, prices,
versions, links) stays as it is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kb.patterns import NO_PATTERNS, Patterns
from kb.privacy.accounts import find_accounts, find_links
from kb.privacy.configured import find_configured
from kb.privacy.emails import find_emails
from kb.privacy.folding import fold
from kb.privacy.names import find_named, find_names
from kb.privacy.numbers import find_numbers
from kb.privacy.own import contacts
from kb.privacy.papers import find_papers
from kb.privacy.phones import find_phones
from kb.privacy.placeholders import EVERY_KIND, PLACEHOLDER, Found, Masked, PlaceholderBook
from kb.privacy.streets import find_streets

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_ROUNDS = 8
#: The surest first.
_FINDERS = (find_links, find_emails, find_papers, find_streets, find_numbers, find_accounts, find_phones)


def mask(text: str, *, names: Sequence[str] = (), book: PlaceholderBook) -> Masked:
    """Replace personal data, and what the installation's own patterns name, by placeholders.

    Args:
        text: Any text; placeholders already in it are left alone.
        names: Names of the people in the conversation (`participants` collects them).
        book: The placeholders given so far in this conversation; new ones are added. Its patterns count too.

    Returns:
        The masked text and, for each kind, how many pieces were replaced.
    """
    book.reserve(text)
    counts: Counter[str] = Counter()
    for _ in range(_MOST_ROUNDS):
        # A replaced neighbour can bring a number to light that was hidden in a longer run of digits.
        masked, found = _masked_once(text, names, book)
        counts.update(found)
        if masked == text:
            break
        text = masked
    return Masked(text, dict(counts))


def find(
    text: str,
    names: Sequence[str] = (),
    patterns: Patterns = NO_PATTERNS,
    kinds: frozenset[str] = EVERY_KIND,
) -> list[Found]:
    """The personal data of a text, in order and without overlap; the surer kind wins where two overlap.

    Args:
        text: Any text.
        names: Names of the people in the conversation.
        patterns: What an installation wants masked besides; its own contacts are left out.
        kinds: Which of `KINDS` to find.
    """
    folded = fold(text)
    taken = bytearray(len(text))
    for placeholder in PLACEHOLDER.finditer(text):
        _take(taken, placeholder.start(), placeholder.end())
    kept: list[Found] = []
    known = [found for finder in _FINDERS for found in finder(folded)]
    own = contacts(patterns.own)
    for found in known:
        if found.kind in kinds and not any(taken[found.start : found.end]):
            _take(taken, found.start, found.end)
            if not own.has(text, found):
                kept.append(found)
    # A phone number that stays is no order number either.
    for found in known:
        if found.kind not in kinds:
            _take(taken, found.start, found.end)
    people = (*find_names(text, names), *find_named(text)) if "name" in kinds else ()
    for found in (*find_configured(text, folded, patterns), *people):
        if not any(taken[found.start : found.end]):
            _take(taken, found.start, found.end)
            kept.append(found)
    return sorted(kept, key=lambda found: found.start)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"x" * (end - start)


def _masked_once(text: str, names: Sequence[str], book: PlaceholderBook) -> tuple[str, Counter[str]]:
    pieces: list[str] = []
    counts: Counter[str] = Counter()
    at = 0
    for found in find(text, names, book.patterns, book.kinds):
        pieces += (text[at : found.start], book.placeholder(found.kind, found.key))
        counts[found.kind] += 1
        at = found.end
    return "".join((*pieces, text[at:])), counts
