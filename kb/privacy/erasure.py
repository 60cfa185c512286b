"""Finding a person again without keeping who they are: addresses in a text, and their keyed digests.

Invariant: one person's address written in two ways has one digest, and a digest tells nothing without the key.
"""

from __future__ import annotations

import hashlib
import hmac

from kb.privacy.emails import email_key
from kb.privacy.folding import fold
from kb.privacy.masking import find
from kb.privacy.phones import phone_key


def addresses(text: str) -> tuple[str, ...]:
    """The distinct e-mail addresses and phone numbers of a text in the order found, each in its normal form."""
    return tuple(dict.fromkeys(found.key for found in find(text) if found.kind in {"email", "phone"}))


def digest(address: str, key: bytes) -> str:
    """The HMAC-SHA256 of an e-mail address or phone number in its normal form, as 64 hexadecimal digits.

    Args:
        address: As a person would write it ("Sara@Example.com", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "+98 912 345 6789").
        key: The installation's secret; the same key gives the same digest.
    """
    folded = fold(address).strip()
    normal = email_key(folded) if "@" in folded or "%40" in folded else phone_key(folded)
    return hmac.new(key, normal.encode(), hashlib.sha256).hexdigest()
