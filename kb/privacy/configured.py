"""What the installation's own patterns find in a text: order numbers, tickets, contracts.

Invariant: one number written with other digits, spaces or signs has one key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.patterns import matches
from kb.privacy.placeholders import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.patterns import Patterns


def find_configured(text: str, folded: str, patterns: Patterns) -> Iterator[Found]:
    r"""Every match in the text as it is written or as it is folded, so that `\\d` and `[0-9]` both read `۱۲۳`."""
    for name, pattern in patterns.named:
        spans = dict.fromkeys((*matches(pattern, folded), *matches(pattern, text)))
        for start, end in spans:
            yield Found(name, start, end, re.sub(r"[\W_]", "", folded[start:end]).casefold())
