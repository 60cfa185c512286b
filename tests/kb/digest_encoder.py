"""An encoder that only tells texts apart: for tests that do not depend on what a text means."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from kb.inference.encoder import Encoder, Vectors


class DigestEncoder(Encoder):
    """Vectors made of a text's digest: the same text has the same vector, any other one another."""

    @property
    def fingerprint(self) -> str:
        """Say that these vectors mean nothing, so that no weights of the bundled model are used with them."""
        return "digest:1"

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        del prompt
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        rows = np.array([np.random.default_rng(seed).normal(size=384) for seed in seeds], np.float32)
        return rows.reshape(-1, 384) / np.linalg.norm(rows.reshape(-1, 384), axis=1, keepdims=True)
