"""Characters nobody typed: control, zero-width and direction marks leave, odd spaces become plain ones.

Invariant: what is left is in the same order as before; the zero-width non-joiner stays where Persian writes it
and the joiner where an emoji needs it.
"""

from __future__ import annotations

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f"
_LOOSE_NON_JOINER = re.compile(f"(?<![{_ARABIC}])\u200c+|\u200c+(?![{_ARABIC}])|\u200c(?=\u200c)")
_LOOSE_JOINER = re.compile("(?<![\u2190-\U0001faff\ufe0f])\u200d|\u200d(?![\u2190-\U0001faff])")


def plain(text: str) -> str:
    """Text without characters that cannot be seen, with one kind of line end and of space."""
    text = _LINE_ENDS.sub("\n", text)
    text = _UNSEEN.sub("", text)
    text = _LOOSE_NON_JOINER.sub("", text)
    text = _LOOSE_JOINER.sub("", text)
    return _SPACES.sub(" ", text)


def tidy(text: str) -> str:
    """Text without trailing spaces, with one empty line at most between paragraphs."""
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n").strip()
