"""E-mail addresses in a folded text, also spelled for a URL or against robots.

Invariant: an address ends where its last label ends; the full stop after it stays in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}(?:[A-Za-z]{{2,24}}|xn--[A-Za-z0-9-]{{2,40}})(?![A-Za-z0-9-])"
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]"
_PLAIN = re.compile(
    rf"(?<!{_LOCAL})[A-Za-z0-9_+~]{_LOCAL}{{0,63}}(?:@|%40)(?:{_DOMAIN}|\[\d{{1,3}}(?:\.\d{{1,3}}){{3}}\])"
)
_AFTER_SIGN = re.compile(rf"[A-Za-z0-9_+~][A-Za-z0-9._+~-]{{0,63}}(?:@|%40){_DOMAIN}")
_NAME = r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}"
_SPELLED = re.compile(
    rf"(?<![A-Za-z0-9]){_NAME}\s?[\[({{<]\s?at\s?[\])}}>]\s?{_LABEL}"
    rf"(?:\s?(?:\.|[\[({{<]\s?dot\s?[\])}}>]| dot )\s?{_LABEL}){{1,4}}|(?<=<){_NAME} at {_DOMAIN}(?=>)",
    re.IGNORECASE,
)
_SIGNS = (
    (re.compile(r"\s?[\[({<]?\bat\b[\])}>]?\s?|%40", re.IGNORECASE), "@"),
    (re.compile(r"\s?[\[({<]?\bdot\b[\])}>]?\s?", re.IGNORECASE), "."),
)


def find_emails(text: str) -> Iterator[Found]:
    """Every e-mail address of a folded text, in order, none overlapping the one before."""
    last = 0
    candidates = [*_PLAIN.finditer(text), *_AFTER_SIGN.finditer(text), *_SPELLED.finditer(text)]
    for found in sorted(candidates, key=lambda match: (match.start(), -match.end())):
        if found.start() >= last:
            last = found.end()
            yield Found("email", found.start(), last, email_key(found.group()))


def email_key(address: str) -> str:
    """An address as it is compared: lower case, no `mailto:`, the signs as signs."""
    key = address.strip().strip("<>").removeprefix("mailto:")
    if "@" not in key:
        for words, sign in _SIGNS:
            key = words.sub(sign, key)
    return key.casefold()
