"""Answers are encoded once, and compared alike whether they were met before or not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.inference.encoder import Encoder, Vectors
from kb.issues import answers

ONE, OTHER = "Hold the button for ten seconds.", "把按钮按住十秒钟。"


class Counting(Encoder):
    """An encoder that says what it was asked for."""

    def __init__(self) -> None:
        super().__init__("", Path())
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.random.default_rng(1).normal(size=(len(texts), 384))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_an_answer_is_encoded_once_and_never_changes() -> None:
    encoder = Counting()
    first = answers.vectors(encoder, [ONE, OTHER, ONE])
    again = answers.vectors(encoder, [OTHER, ONE])
    assert encoder.asked == [ONE, OTHER]
    assert first.dtype == again.dtype == np.float32
    assert first[0].tolist() == first[2].tolist() == again[1].tolist()
    assert first[1].tolist() == again[0].tolist()
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-3)


def test_what_is_remembered_is_what_would_be_given() -> None:
    encoder = Counting()
    [given] = answers.vectors(encoder, [ONE])
    remembered, missing = answers.remembered(encoder, [ONE, OTHER])
    assert remembered is not None
    assert remembered.tolist() == given.tolist()
    assert missing is None
    assert encoder.asked == [ONE]


def test_encoders_do_not_share_answers() -> None:
    one, other = Counting(), Counting()
    answers.vectors(one, [ONE])
    answers.vectors(other, [ONE])
    assert (one.asked, other.asked) == ([ONE], [ONE])


def test_nothing_is_asked_for_nothing() -> None:
    encoder = Counting()
    assert answers.vectors(encoder, []).shape == (0, 384)
    assert encoder.asked == []
