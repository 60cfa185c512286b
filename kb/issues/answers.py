"""The vectors of answers that drafts are compared with: those of look-alikes, the same thousands again and again.

They are of half precision, whether remembered or made just now: what is decided never depends on what was asked
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from kb.inference.encoder import Encoder, Vectors
from kb.inference.recent import Recent, digest

MOST = 16_000  # answers, 12 MB
_recent: WeakKeyDictionary[Encoder, Recent] = WeakKeyDictionary()


def vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Return the vectors of plain answers, float32, shape (len(texts), dimension), of nearly unit length.

    Raises:
        EncoderUnavailableError: the model cannot be loaded.
    """
    recent, keys = _places(encoder, texts)
    known = recent.get(keys)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        made = dict(zip(new, encoder.passages(list(new.values())), strict=True))
        recent.put(made)
        known |= {key: vector.astype(np.float16).astype(np.float32) for key, vector in made.items()}
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, encoder.dimension), np.float32)


def remembered(encoder: Encoder, texts: Sequence[str]) -> list[Vectors | None]:
    """Return the vectors that `vectors` would, None where it would have to make one."""
    recent, keys = _places(encoder, texts)
    known = recent.get(keys)
    return [known.get(key) for key in keys]


def _places(encoder: Encoder, texts: Sequence[str]) -> tuple[Recent, list[bytes]]:
    recent = _recent.setdefault(encoder, Recent(MOST, np.float16))
    return recent, [digest(text, "answer") for text in texts]
