"""Turns texts into unit vectors with a sentence-transformers model, the bundled one by default.

The same text always gives the same vector; questions and passages get the prompts their model was trained with.
"""

from __future__ import annotations

import hashlib
import os
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from threadpoolctl import threadpool_limits

from kb.errors import EncoderUnavailableError
from kb.inference import bundled
from kb.inference.passes import Compiled, Plain, Vectors, passes
from kb.inference.quiet import quiet
from kb.inference.recent import Recent, digest
from kb.inference.shapes import groups
from kb.turns import Turns

__all__ = ["Encoder", "Vectors"]

PATIENCE = 60.0  # seconds a pass waits for those before it
RECENT = 4_000  # vectors kept, 6 MB: those of the batches that are read ahead
# Steps, of which a shape of pass needs about five; 1,024 are 100 MB, with 16 questions take longer.
KEPT_CODE = 128
BFLOAT16_FLAGS = ("avx512_bf16", "amx_bf16")


class Encoder:
    """A sentence encoder, loaded at first use; safe to share between threads."""

    def __init__(self, name: str, cache: Path, threads: int = 0) -> None:
        self._name = name
        self._cache = cache
        self._threads = threads
        self._lock = threading.Lock()
        self._turns = Turns(PATIENCE)
        self._loaded: Any = None
        self._passes: Plain | Compiled | None = None
        # A draft's texts are encoded to look for duplicates, then again to be indexed; readers ask alike.
        self._recent = Recent(RECENT)

    @property
    def fingerprint(self) -> str:
        """Say which model this is, without loading it."""
        if not self._name:
            return f"{bundled.NAME}:{bundled.SHA256[:12]}"
        return f"{self._name}:{hashlib.sha256(self._name.encode()).hexdigest()[:12]}"

    @property
    def dimension(self) -> int:
        """The length of a vector; known without loading for the bundled model."""
        return 384 if not self._name else int(self._model.get_embedding_dimension())

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; float32, shape (len(texts), dimension), unit rows.

        Raises:
            EncoderUnavailableError: the model cannot be loaded.
        """
        return self._encode(texts, "query")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages; as `questions`, with the passages' prompt."""
        return self._encode(texts, "document")

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        cleaned = [clean(text) for text in texts]
        keys = [digest(text, prompt) for text in cleaned]
        vectors = self._recent.get(keys)
        new = {key: text for key, text in zip(keys, cleaned, strict=True) if key not in vectors}
        if new:
            encoded = dict(zip(new, self._forward(list(new.values()), prompt), strict=True))
            self._recent.put(encoded)
            vectors |= encoded
        return np.stack([vectors[key] for key in keys])

    def _forward(self, texts: Sequence[str], prompt: str) -> Vectors:
        way = self._way
        rows = np.empty((len(texts), self.dimension), np.float32)
        prepared = way.prepare(texts, prompt)
        for group in groups(prepared.lengths):
            # One pass at a time uses every core already; a reader's question goes between two.
            with self._turns.turn():
                rows[group] = way.encode([prepared.rows[at] for at in group], prompt)
        return cast("Vectors", rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))

    @property
    def _way(self) -> Plain | Compiled:
        model = self._model
        with self._lock:
            if self._passes is None:
                with quiet():
                    self._passes = passes(model)
            return self._passes

    @property
    def _model(self) -> Any:
        with self._lock:  # threads that come at once load it once
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        try:
            where: Path | str = self._name or bundled.folder(self._cache)
            os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(KEPT_CODE))
            import torch
            from sentence_transformers import SentenceTransformer

            if self._threads:
                torch.set_num_threads(self._threads)
            # Our own products are small: threads that wait for each other need longer than one.
            threadpool_limits(1, "blas")
            kind = torch.bfloat16 if _fast_bfloat16() else torch.float32
            with quiet():
                model = SentenceTransformer(str(where), device="cpu", model_kwargs={"dtype": kind})
        except EncoderUnavailableError:
            raise
        except Exception as error:  # whatever a library says of a model it cannot read
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise EncoderUnavailableError(name=self._name or bundled.NAME, reason=reason) from error
        return model


def clean(text: str) -> str:
    """Prepare a text as the model was trained; half characters, which no tokenizer takes, become question marks."""
    whole = text.encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFKC", whole).split())


def _fast_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 natively; elsewhere it is slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(flag in flags for flag in BFLOAT16_FLAGS)
