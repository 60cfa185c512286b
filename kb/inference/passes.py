"""Runs a model over a few texts at a time: compiled where its form is known, through the library where it is not.

The library's forward pass is hundreds of small steps, and between any two of them another busy thread may take the
interpreter's lock for milliseconds; a compiled pass asks for it once. Both give the same vectors: a compiled model
whose vectors are not the library's is not used.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.inference.shapes import STEP, shape

Vectors = NDArray[np.float32]
SAME = 0.999  # least cosine of a compiled vector with the library's
_SAMPLE = ("one", "another one that is longer")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prepared:
    """Texts that are ready to be passed.

    Attributes:
        lengths: about how many tokens each has.
        rows: what `encode` of the same passes takes: token ids, or the texts themselves.
    """

    lengths: list[int]
    rows: Sequence[Any]


class Plain:
    """Passes through `SentenceTransformer.encode`, for any model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        transformer = getattr(model[0], "auto_model", None) is not None
        if transformer and (getattr(model, "max_seq_length", 0) or 1) % STEP == 0:
            model[0].processing_kwargs = {"text": {"pad_to_multiple_of": STEP}}

    def prepare(self, texts: Sequence[str], prompt: str) -> Prepared:
        """Measure texts without cutting them."""
        del prompt
        return Prepared(self._lengths(texts), list(texts))

    def encode(self, rows: Sequence[Any], prompt: str) -> Vectors:
        """Return the vectors of one pass, shape (len(rows), dimension), of any length."""
        passed = self._model.encode(
            list(rows),
            prompt_name=prompt if prompt in self._model.prompts else None,
            batch_size=len(rows),
            convert_to_tensor=True,
            show_progress_bar=False,
        )
        vectors: Vectors = passed.float().numpy()
        return vectors

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        if len(texts) == 1:
            return [1]
        try:
            return [len(ids) for ids in self._model.tokenizer(list(texts), truncation=True)["input_ids"]]
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
        ):  # a model that takes its texts in another way
            return [1 + len(text) // 3 for text in texts]


class Compiled:
    """Passes of a BERT with mean pooling as one compiled step, texts cut into tokens once."""

    def __init__(self, model: Any) -> None:
        self._prompts = dict(model.prompts)
        self._tokenizer = model.tokenizer
        self._most = model.max_seq_length
        self._padding = model.tokenizer.pad_token_id
        self._run = _traced(model[0].auto_model)

    def prepare(self, texts: Sequence[str], prompt: str) -> Prepared:
        """Cut texts into tokens, with their prompt, at most as many as the model takes."""
        before = self._prompts.get(prompt) or ""
        rows = self._tokenizer(
            [before + text for text in texts],
            truncation=True,
            max_length=self._most,
            return_attention_mask=False,
            return_token_type_ids=False,
        )["input_ids"]
        return Prepared([len(row) for row in rows], rows)

    def encode(self, rows: Sequence[Any], prompt: str) -> Vectors:
        """Return the vectors of one pass, shape (len(rows), dimension), of unit length."""
        import torch

        del prompt  # it is among the tokens
        passed = shape(len(rows), max(map(len, rows)), self._most)
        ids = np.full(passed, self._padding, np.int64)
        mask = np.zeros(passed, np.int64)
        mask[len(rows) :, 0] = 1  # a row that fills up says something, too: nothing would be not a number
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        with torch.inference_mode():
            vectors: Vectors = self._run(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()
        return vectors[: len(rows)]


def passes(model: Any) -> Plain | Compiled:
    """Return the fastest way to run a `SentenceTransformer` that gives its own vectors."""
    plain = Plain(model)
    try:
        if not _known_form(model):
            return plain
        compiled = Compiled(model)
        if _agree(plain, compiled):
            return compiled
        log.warning("the compiled encoder gives other vectors than the library; it is not used")
    except Exception as error:  # noqa: BLE001  whatever a version of the libraries cannot compile still runs without
        log.warning(
            "the encoder runs uncompiled, which is slower beside other work: %s", type(error).__name__
        )
    return plain


def _known_form(model: Any) -> bool:
    """Whether the model is a BERT whose tokens' vectors are averaged, and nothing else."""
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
    from transformers import BertModel, PreTrainedTokenizerFast

    modules = list(model)
    return (
        len(modules) in {2, 3}
        and isinstance(getattr(modules[0], "auto_model", None), BertModel)
        and isinstance(modules[1], Pooling)
        and modules[1].get_config_dict()["pooling_mode"] == "mean"
        and modules[1].include_prompt
        and all(isinstance(module, Normalize) for module in modules[2:])
        and isinstance(model.tokenizer, PreTrainedTokenizerFast)
        and model.tokenizer.padding_side == "right"
        and bool(model.max_seq_length)
    )


def _traced(net: Any) -> Any:
    """Compile the net with its pooling; it goes on sharing the net's weights."""
    import torch

    class Mean(torch.nn.Module):
        """Token ids and mask in, shape (rows, tokens); float32 unit vectors out."""

        def __init__(self) -> None:
            super().__init__()
            self.net = net

        def forward(self, ids: Any, mask: Any) -> Any:
            tokens = self.net(input_ids=ids, attention_mask=mask)[0].float()
            weights = mask.unsqueeze(-1).float()
            mean = (tokens * weights).sum(1) / weights.sum(1).clamp(min=1.0)
            return mean / mean.norm(dim=1, keepdim=True).clamp(min=1e-12)

    ids = torch.ones((2, STEP), dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, STEP // 2 :] = 0  # a pass without padding would be compiled without the mask
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # of the lengths it was compiled with, which are checked below
        return torch.jit.trace(Mean().eval(), (ids, mask), check_trace=False)  # type: ignore[no-untyped-call]


def _agree(plain: Plain, compiled: Compiled) -> bool:
    """Whether both give the same vectors, for one text and for several; this also warms the compiled one up."""
    for texts in (_SAMPLE[:1], _SAMPLE, _SAMPLE[1:]):
        rows = [way.encode(way.prepare(texts, "query").rows, "query") for way in (plain, compiled)]
        lengths = np.linalg.norm(rows[0], axis=1) * np.linalg.norm(rows[1], axis=1)
        if not bool(np.all((rows[0] * rows[1]).sum(1) >= SAME * lengths)):
            return False
    return True
