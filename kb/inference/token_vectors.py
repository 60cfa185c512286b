"""What a model makes of each part of a word in its place, layer by layer: finer than one vector for a whole text.

Nothing is kept: whoever asks compares two short texts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderUnavailableError
from kb.inference.encoder import Encoder

LONGEST = 512  # tokens; what comes after is not looked at


@dataclass(frozen=True)
class TokenVectors:
    """The tokens of one text.

    Attributes:
        spans: where each stands in the text, in characters; shape (tokens, 2). Prompt and marks are left out.
        layers: for each layer asked for, shape (tokens, dimension).
    """

    spans: NDArray[np.int64]
    layers: tuple[NDArray[np.float32], ...]


def token_vectors(encoder: Encoder, texts: Sequence[str], layers: Sequence[int]) -> list[TokenVectors]:
    """Pass texts through a model that has the named hidden layers, as passages.

    Raises:
        EncoderUnavailableError: the model cannot be loaded, or does not show its layers.
    """
    try:
        model: Any = encoder._model  # noqa: SLF001 (the same room; no other may hold the model)
        return _passed(model, texts, layers)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise EncoderUnavailableError(name=encoder.fingerprint, reason=str(error)) from error


def _passed(model: Any, texts: Sequence[str], layers: Sequence[int]) -> list[TokenVectors]:
    import torch

    prompt = model.prompts.get("document", "")
    cut = model.tokenizer(
        [prompt + text for text in texts],
        padding=True,
        truncation=True,
        max_length=LONGEST,
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    spans = cut.pop("offset_mapping").numpy().astype(np.int64)
    whole = cut["attention_mask"].numpy().astype(bool)
    with torch.inference_mode():
        hidden = model[0].auto_model(**cut, output_hidden_states=True).hidden_states
    rows = [hidden[layer].float().numpy() for layer in layers]
    found = []
    for at in range(len(texts)):
        real = whole[at] & (spans[at, :, 1] > spans[at, :, 0]) & (spans[at, :, 0] >= len(prompt))
        found.append(TokenVectors(spans[at][real] - len(prompt), tuple(layer[at][real] for layer in rows)))
    return found


def whole_words(encoder: Encoder, words: Sequence[str]) -> frozenset[str]:
    """Return those words that the model has one token for: real words, hardly ever mistyped ones.

    Raises:
        EncoderUnavailableError: the model cannot be loaded.
    """
    try:
        model: Any = encoder._model  # noqa: SLF001 (as above)
        return frozenset(word for word in words if len(model.tokenizer.tokenize(word)) == 1)
    except (AttributeError, TypeError, ValueError):  # a model that takes its texts in another way
        return frozenset()
