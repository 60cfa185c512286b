"""Makes the readable part of an article's address from its title.

Invariant: a slug is never empty, holds only letters, digits and single inner hyphens, and keeps the
letters of its language.
"""

import re
import unicodedata

_LONGEST = 80
_NAMELESS = "article"
# Marks that change no letter a reader would type: tatweel, Arabic vowels, bidi controls, apostrophes.
_DROPPED = re.compile(
    "[\u0640\u064b-\u065f\u0670\u00ad\u061c\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f'’ʼ]"
)


def slugify(text: str) -> str:
    """Returns an address part of at most 80 characters, cut between words where there is more than one.

    Persian, Chinese and every other script keep their letters; ZWNJ, spaces and punctuation become a
    hyphen; `article` where the text has no letter or digit.
    """
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()
    text = unicodedata.normalize("NFC", text)
    kept = "".join(character if _belongs(character) else "-" for character in text)
    slug = re.sub("-+", "-", kept).strip("-")
    if len(slug) > _LONGEST:
        whole_words = slug[: _LONGEST + 1].rpartition("-")[0]
        slug = whole_words or slug[:_LONGEST]
    return slug if any(map(str.isalnum, slug)) else _NAMELESS


def _belongs(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in {"Mn", "Mc"}
