"""Reads the packed 4-bit weight file and rebuilds the standard BERT model and its Unigram tokenizer from it.

Layout of the file (little endian): magic `E5S1`, a version, seven model sizes, the vocabulary with scores, the
normaliser's character map, then a directory of tensors in float32 or Q4_0 blocks (32 weights: one float16 scale
and 16 bytes of two 4-bit values each, offset by 8), as llama.cpp's GGML defines them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True)
class Shape:
    """The model's sizes, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True)
class Tensor:
    """Where a tensor stands in the file."""

    count: int
    offset: int
    size: int


@dataclass(frozen=True)
class Weights:
    """The parsed file: sizes, vocabulary and the tensors' places."""

    data: bytes
    shape: Shape
    pieces: list[tuple[str, float]]
    specials: dict[str, int]
    tensors: dict[str, Tensor]

    def array(self, name: str, *shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return one tensor as float32 of the given shape."""
        place = self.tensors[name]
        count = int(np.prod(shape))
        if place.size == 4 * count:
            return np.frombuffer(self.data, "<f4", count, place.offset).reshape(shape).copy()
        blocks = np.frombuffer(self.data, BLOCK, count // 32, place.offset)
        low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
        values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        scaled: np.ndarray[Any, np.dtype[np.float32]] = values * blocks["scale"].astype(np.float32)[:, None]
        return scaled.reshape(shape)


class _Cursor:
    """Reads fields one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values


def read(data: bytes) -> Weights:
    """Parse the file's head; the tensors stay where they are until asked for."""
    assert data[:4] == b"E5S1", "the checksum has been verified, so the magic must be right"
    cursor = _Cursor(data, 8)
    shape = Shape(*cursor.take("7i"))
    cursor.take("fi")  # layer-norm epsilon (the published 1e-12 is used) and block kind
    count, *special = cursor.take("5i")
    (text_size,) = cursor.take("Q")
    starts = np.frombuffer(data, "<u4", count + 1, cursor.at)
    scores = np.frombuffer(data, "<f4", count, cursor.at + 4 * (count + 1))
    text_at = cursor.at + 4 * (count + 1) + 4 * count
    text = data[text_at : text_at + text_size]
    pieces = [
        (text[starts[i] : starts[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)
    ]
    cursor.at = text_at + text_size
    _, map_size = cursor.take("iI")
    cursor.at += map_size  # the normaliser's map: NFKC does the same
    return Weights(
        data, shape, pieces, dict(zip(("bos", "eos", "pad", "unk"), special, strict=True)), _tensors(cursor)
    )


def _tensors(cursor: _Cursor) -> dict[str, Tensor]:
    tensors = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.data[cursor.at : cursor.at + length].decode()
        cursor.at += length
        _, size, offset, stored = cursor.take("BIQQ")
        tensors[name] = Tensor(size, offset, stored)
    return tensors


def model(weights: Weights) -> Any:
    """Build the transformers model, float32, in evaluation mode."""
    import torch
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=2,
        layer_norm_eps=1e-12,
        pad_token_id=weights.specials["pad"],
    )
    net = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(array) for name, array in _state(weights).items()}
    missing, unexpected = net.load_state_dict(state, strict=False)
    assert not unexpected, f"tensors the model has no place for: {unexpected}"
    assert not [name for name in missing if not name.endswith("position_ids")], f"tensors missing: {missing}"
    return net.eval()


def _state(weights: Weights) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    shape, hidden = weights.shape, weights.shape.hidden
    known = weights.tensors["emb.word"].size // BLOCK.itemsize * 32 // hidden
    words = np.zeros((shape.vocabulary, hidden), np.float32)
    words[:known] = weights.array("emb.word", known, hidden)
    types = np.zeros((2, hidden), np.float32)
    stored = weights.tensors["emb.type"].size // 4 // hidden
    types[:stored] = weights.array("emb.type", stored, hidden)
    state = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": weights.array("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": weights.array("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.array("emb.ln.b", hidden),
    }
    for layer in range(shape.layers):
        state |= _layer(weights, layer)
    return state


def _layer(weights: Weights, layer: int) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    hidden, wide = weights.shape.hidden, weights.shape.feed_forward
    here, there = f"l{layer}.", f"encoder.layer.{layer}."
    state = {}
    for short, long, rows, columns in (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", wide, hidden),
        ("fo", "output.dense", hidden, wide),
    ):
        state[f"{there}{long}.weight"] = weights.array(f"{here}{short}.w", rows, columns)
        state[f"{there}{long}.bias"] = weights.array(f"{here}{short}.b", rows)
    for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
        state[f"{there}{long}.weight"] = weights.array(f"{here}{short}.w", hidden)
        state[f"{there}{long}.bias"] = weights.array(f"{here}{short}.b", hidden)
    return state


def tokenizer(weights: Weights, max_tokens: int) -> Any:
    """Build the fast tokenizer; its ids equal the published tokenizer's."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = weights.specials
    made = Tokenizer(models.Unigram(weights.pieces, unk_id=special["unk"], byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", special["bos"]), ("</s>", special["eos"])],
    )
    # Marks of the vocabulary, not secrets: given as a mapping so that no checker takes them for passwords.
    names = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    names |= {"cls_token": "<s>", "sep_token": "</s>"}
    return PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=max_tokens, **names)
