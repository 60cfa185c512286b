"""The new text of one mail: without what it quotes, forwards, signs with or was made to carry.

Invariant: the words that come out stand in the mail in the same order; a mail that says something new never
comes out empty because of its signature.
"""

from __future__ import annotations

from ingest.cleaning.characters import plain, tidy
from ingest.cleaning.footers import without_footers
from ingest.cleaning.pointers import hands_on
from ingest.cleaning.quotes import new_lines
from ingest.cleaning.signatures import without_signature

_DEEPEST_FORWARD = 3


def clean_mail(text: str, author: str = "") -> str:
    """What the author of a mail newly wrote.

    Quoted replies of the usual programs in English, Persian, Chinese and the languages mail-parser-reply
    knows, interleaved or not, header blocks, forwarded mails, signatures, disclaimers and list footers are
    left out. A mail that only forwards another says what that one says, below the words that hand it on.

    Args:
        text: The plain-text body.
        author: The display name of the author, where it is known; a last line that is only this name goes.

    Returns:
        The new text, empty when the mail adds nothing to what it quotes.
    """
    said: list[str] = []
    lines = plain(text).split("\n")
    for _ in range(_DEEPEST_FORWARD):
        parts = new_lines(lines)
        own = _own_words(parts.written, author)
        said.append(own)
        if not parts.forwarded or not hands_on(own):
            break
        lines = list(parts.forwarded)
        author = ""
    return tidy("\n\n".join(filter(None, said)))


def _own_words(lines: tuple[str, ...], author: str) -> str:
    return tidy("\n".join(without_signature(without_footers(lines), author)))
