"""Two encoders for what does not depend on meaning: a tiny real model, and one that only tells texts apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.library import Library
from tests.kb.digest_encoder import DigestEncoder

TINY_DIMENSION = 32


@pytest.fixture
def digest_library(library: Library) -> Library:
    """An empty library on SQLite whose encoder costs nothing; its fingerprint is the bundled one's."""
    library.encoder = DigestEncoder("", library.settings.cache)
    return library


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with random weights, 32 dimensions and no prompts, written in a blink."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=64,
        hidden_size=TINY_DIMENSION,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder / "parts")
    letters = {
        letter: number for number, letter in enumerate(["<pad>", "<unk>", *"abcdefghijklmnopqrstuvwxyz"])
    }
    tokenizer = Tokenizer(models.WordLevel(letters, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    names = {"unk_token": "<unk>", "pad_token": "<pad>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **names).save_pretrained(
        folder / "parts"
    )
    modules = [
        Transformer(str(folder / "parts"), max_seq_length=64),
        Pooling(TINY_DIMENSION, pooling_mode="mean"),
    ]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"
