"""Turns texts into unit vectors with a sentence-transformers model, the bundled one by default.

The same text always gives the same vector; questions and passages get the prompts their model was trained with.
"""

from __future__ import annotations

import hashlib
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderUnavailableError
from kb.inference import bundled
from kb.inference.quiet import quiet

Vectors = NDArray[np.float32]
BATCH = 32
RECENT = 2_000  # vectors kept, 3 MB
BFLOAT16_FLAGS = ("avx512_bf16", "amx_bf16")


class Encoder:
    """A sentence encoder, loaded at first use; safe to share between threads."""

    def __init__(self, name: str, cache: Path, threads: int = 0) -> None:
        self._name = name
        self._cache = cache
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: Any = None
        # A draft's texts are encoded to look for duplicates, then again to be indexed; readers ask alike.
        self._recent: OrderedDict[tuple[str, str], Vectors] = OrderedDict()
        self._remembering = threading.Lock()

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
        cleaned = [_clean(text) for text in texts]
        with self._remembering:
            vectors = {text: self._recent[prompt, text] for text in cleaned if (prompt, text) in self._recent}
        new = [text for text in dict.fromkeys(cleaned) if text not in vectors]
        if new:
            vectors |= zip(new, self._forward(new, prompt), strict=True)
            self._remember({(prompt, text): vectors[text] for text in new})
        return np.stack([vectors[text] for text in cleaned])

    def _remember(self, vectors: Mapping[tuple[str, str], Vectors]) -> None:
        with self._remembering:
            self._recent.update(vectors)
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)

    def _forward(self, texts: Sequence[str], prompt: str) -> Vectors:
        model = self._model
        with self._lock:  # one forward pass at a time uses every core already
            rows = model.encode(
                list(texts),
                prompt_name=prompt if prompt in model.prompts else None,
                batch_size=BATCH,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
        raw = rows.float().numpy()
        return cast("Vectors", raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-12))

    @property
    def _model(self) -> Any:
        with self._lock:  # threads that come at once load it once
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        try:
            where: Path | str = self._name or bundled.folder(self._cache)
            import torch
            from sentence_transformers import SentenceTransformer

            if self._threads:
                torch.set_num_threads(self._threads)
            kind = torch.bfloat16 if _fast_bfloat16() else torch.float32
            with quiet():
                return SentenceTransformer(str(where), device="cpu", model_kwargs={"dtype": kind})
        except EncoderUnavailableError:
            raise
        except Exception as error:  # whatever a library says of a model it cannot read
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise EncoderUnavailableError(name=self._name or bundled.NAME, reason=reason) from error


def _clean(text: str) -> str:
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
