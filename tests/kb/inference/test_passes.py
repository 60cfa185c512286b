"""Compiled passes: the library's own vectors, without its hundreds of steps; and the library where that cannot be."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from kb.inference import passes
from kb.inference.encoder import Encoder

TEXTS = ["Where is my parcel?", "بسته من کجاست؟", "我的包裹在哪里？" * 90, "x", ""]


def test_the_bundled_model_is_compiled_and_gives_the_librarys_vectors(encoder: Encoder) -> None:
    assert isinstance(encoder._way, passes.Compiled)
    for prompt in ("query", "document"):
        own = encoder._forward(TEXTS, prompt)
        library = encoder._model.encode(TEXTS, prompt_name=prompt, convert_to_tensor=True).float().numpy()
        library /= np.linalg.norm(library, axis=1, keepdims=True)
        assert np.sum(own * library, axis=1).min() > 0.9995


def test_long_texts_are_cut_where_the_model_ends(encoder: Encoder) -> None:
    way = encoder._way
    assert way.prepare(["word " * 3000, "word"], "query").lengths[0] == 512


def test_what_cannot_be_compiled_runs_through_the_library(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(net: object) -> object:
        raise RuntimeError("this version compiles nothing")

    compiled = Encoder(str(tiny_model), tmp_path).questions(["abc", "xyz", "abcdefgh" * 30])
    monkeypatch.setattr(passes, "_traced", broken)
    plain = Encoder(str(tiny_model), tmp_path)
    assert plain.questions(["abc", "xyz", "abcdefgh" * 30]) == pytest.approx(compiled, abs=0.01)
    assert isinstance(plain._way, passes.Plain)


def test_a_compiled_model_with_other_vectors_is_not_used(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passes._traced
    monkeypatch.setattr(passes, "_traced", lambda net: lambda ids, mask: -real(net)(ids, mask))
    assert isinstance(Encoder(str(tiny_model), tmp_path)._way, passes.Plain)


def test_a_question_goes_between_two_passes_of_a_long_run(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = Encoder(str(tiny_model), tmp_path)
    way = encoder._way
    order: list[str] = []
    begun, asked = threading.Event(), threading.Event()
    real = way.encode

    def slow(rows: list[list[int]], prompt: str) -> passes.Vectors:
        order.append(prompt)
        if prompt == "document":
            begun.set()
            while not asked.is_set() or (len(order) == 1 and not encoder._turns._waiting):
                asked.wait(0.01)
        return real(rows, prompt)

    monkeypatch.setattr(way, "encode", slow)
    many = threading.Thread(target=encoder.passages, args=([f"{'abcdefgh' * 7}{at:b}" for at in range(200)],))
    many.start()
    begun.wait(10)
    one = threading.Thread(target=encoder.questions, args=(["abc"],))
    one.start()
    asked.set()
    one.join(20)
    many.join(20)
    assert order.index("query") == 1, "it waits for the pass at hand, not for all of them"
    assert len(order) > 4
