from __future__ import annotations

import numpy as np
import pytest

from kb.inference import bundled
from kb.inference.encoder import Encoder
from kb.inference.levelling import levelling

BUNDLED = f"{bundled.NAME}:{bundled.SHA256[:12]}"


def units(count: int) -> np.ndarray:
    rows = np.random.default_rng(7).normal(size=(count, 384)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_encoders_own_cosine_is_given_back() -> None:
    level = levelling(BUNDLED)
    passages, asked = units(6), units(1)[0]
    languages = ["en", "fa", "zh", "de", "en", "xx"]
    rows, lengths = level.passages(passages, languages)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    for row, length, language, passage in zip(rows, lengths, languages, passages, strict=True):
        raw = level.raw(float(row @ asked), length, asked, language)
        assert raw == pytest.approx(float(passage @ asked), abs=1e-4)


def test_another_encoder_is_left_as_it_is() -> None:
    level = levelling("some-model:123")
    rows = units(2)
    assert level.fingerprint == ""
    assert level.passages(rows, ["en", "fa"])[0] is rows
    assert (level.question(rows[0], "en") == rows[0]).all()
    assert level.raw(0.7, 1.0, rows[0], "en") == pytest.approx(0.7)


def test_no_texts_are_no_rows() -> None:
    assert len(levelling(BUNDLED).passages(np.zeros((0, 384), np.float32), [])[0]) == 0


def test_what_says_the_same_in_another_language_comes_before_what_does_not(encoder: Encoder) -> None:
    level = levelling(encoder.fingerprint)
    asked = "چطور رمز عبورم را عوض کنم؟"
    texts = {"How do I change my password?": "en", "ساعت کار فروشگاه چیست؟": "fa", "怎么查询物流信息？": "zh"}
    rows, _ = level.passages(encoder.passages(list(texts)), list(texts.values()))
    question = level.question(encoder.questions([asked])[0], "fa")
    assert int((rows @ question).argmax()) == 0
